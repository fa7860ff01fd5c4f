from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from sqlalchemy import Select
from sqlalchemy.dialects.postgresql import asyncpg
from sqlalchemy.sql.compiler import ExpandedState

DIALECT = asyncpg.dialect()  # type: ignore[no-untyped-call]


class Compiled:
    """A statement in the driver's words, put so when it is first asked for."""

    def __init__(self, statement: Select[*tuple[Any, ...]]) -> None:
        self._statement = statement

    @cached_property
    def query(self) -> str:
        return self._whole.statement

    @cached_property
    def _whole(self) -> ExpandedState:
        made = self._statement.compile(dialect=DIALECT)
        return made.construct_expanded_state(dict(made.params))  # a list of values becomes as many parameters

    @cached_property
    def _names(self) -> Sequence[str]:
        return self._whole.positiontup or []

    def values(self, given: Mapping[str, object]) -> list[object]:
        known = {**self._whole.parameters, **given}
        return [known[name] for name in self._names]
