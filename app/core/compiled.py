from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from sqlalchemy import BindParameter, Boolean, Integer, Select, String
from sqlalchemy.dialects.postgresql import asyncpg
from sqlalchemy.dialects.postgresql.asyncpg import PGCompiler_asyncpg
from sqlalchemy.sql.compiler import ExpandedState

PLAIN = (String, Integer, Boolean)


class _Compiler(PGCompiler_asyncpg):
    """Writes constants out, and leaves what differs from request to request to parameters.

    PostgreSQL keeps one plan for a prepared statement only if that looks no dearer than those for given values. With a
    parameter in the place of a constant it does: neither a partial index nor statistics can be used for it.
    """

    def visit_bindparam(self, bindparam: BindParameter[Any], **options: Any) -> str:  # type: ignore[override]  # noqa: ANN401  as it is there
        if isinstance(bindparam.type, PLAIN) and bindparam.value is not None:
            options["literal_binds"] = True
        return str(super().visit_bindparam(bindparam, **options))  # type: ignore[no-untyped-call]


DIALECT = asyncpg.dialect()  # type: ignore[no-untyped-call]
DIALECT.statement_compiler = _Compiler


class Compiled:
    """A statement in the driver's words, put so when it is first asked for."""

    def __init__(self, statement: Select[*tuple[Any, ...]]) -> None:
        self._statement = statement

    @cached_property
    def query(self) -> str:
        return self._whole.statement

    @cached_property
    def _whole(self) -> ExpandedState:
        compilation = self._statement.compile(dialect=DIALECT)
        return compilation.construct_expanded_state(
            dict(compilation.params)
        )  # a list of values becomes as many parameters

    @cached_property
    def names(self) -> Sequence[str]:
        """Of its parameters, as `$1`, `$2` and so on."""
        return self._whole.positiontup or []

    def values(self, arguments: Mapping[str, object]) -> list[object]:
        parameters = {**self._whole.parameters, **arguments}
        return [parameters[name] for name in self.names]
