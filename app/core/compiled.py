from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from sqlalchemy import (
    ARRAY,
    BindParameter,
    Boolean,
    ColumnElement,
    CursorResult,
    Insert,
    Integer,
    Select,
    String,
    Update,
    bindparam,
    cast,
    select,
)
from sqlalchemy.dialects.postgresql import asyncpg
from sqlalchemy.dialects.postgresql.asyncpg import PGCompiler_asyncpg
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import ExpandedState
from sqlalchemy.types import TypeEngine

PLAIN = (String, Integer, Boolean)


def array_parameter(name: str, item: TypeEngine[Any]) -> ColumnElement[Any]:
    """Return a parameter that is an array whose length the planner does not look at: so one plan serves all lengths.

    Otherwise a long statement is planned anew each time it runs, as a short array looks cheaper than one of ten.
    """
    array = ARRAY(item)
    return cast(select(bindparam(name, type_=array)).scalar_subquery(), array)


class _Compiler(PGCompiler_asyncpg):
    """Writes constants into the SQL; values that differ between requests stay parameters.

    PostgreSQL keeps one plan for a prepared statement only if it looks no dearer than plans for given values. A
    parameter in the place of a constant makes it dearer: neither partial indexes nor statistics can be used.
    """

    def visit_bindparam(self, bindparam: BindParameter[Any], **options: Any) -> str:  # type: ignore[override]  # noqa: ANN401  as it is there
        if isinstance(bindparam.type, PLAIN) and bindparam.value is not None:
            options["literal_binds"] = True
        return str(super().visit_bindparam(bindparam, **options))  # type: ignore[no-untyped-call]


async def run(session: AsyncSession, query: str, *values: object) -> CursorResult[Any]:
    """Run a statement as the driver takes it, in the transaction of the session, after what that has to write.

    All in one turn: each switch between the session and the event loop costs a fifth of a statement.
    """
    return await session.run_sync(_run, query, values)


def _run(session: Session, query: str, values: tuple[object, ...]) -> CursorResult[Any]:
    session.flush()
    return session.connection().exec_driver_sql(query, values)


DIALECT = asyncpg.dialect()  # type: ignore[no-untyped-call]
DIALECT.statement_compiler = _Compiler


class Compiled:
    """A statement in the driver's dialect, compiled on first use."""

    def __init__(self, statement: Select[*tuple[Any, ...]] | Insert | Update) -> None:
        self._statement = statement

    @cached_property
    def query(self) -> str:
        return self._whole.statement

    @cached_property
    def _whole(self) -> ExpandedState:
        compilation = self._statement.compile(dialect=DIALECT)
        return compilation.construct_expanded_state(
            dict(compilation.params)
        )  # a list becomes one parameter for each value

    @cached_property
    def names(self) -> Sequence[str]:
        """Return the names of its parameters, in the order of `$1`, `$2` and so on."""
        return self._whole.positiontup or []

    async def execute(self, session: AsyncSession, arguments: Mapping[str, object]) -> CursorResult[Any]:
        """Run it in the transaction of the session, after what the session has to write."""
        return await run(session, self.query, *self.values(arguments))

    def values(self, arguments: Mapping[str, object]) -> list[object]:
        parameters = {**self._whole.parameters, **arguments}
        return [parameters[name] for name in self.names]
