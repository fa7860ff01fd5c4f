"""Which rows are a person's, and what of them they take along: the data map says it, the tables' own keys find it."""

from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Date,
    DateTime,
    Enum,
    Float,
    LargeBinary,
    Select,
    Table,
    Text,
    Time,
    Uuid,
    bindparam,
    or_,
    select,
    tuple_,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.types import TypeEngine

from app.core.db import Base
from app.core.projections import build, wire
from app.policies.data_map import DATA_MAP, TABLES
from app.services.talents.endorsements import OUTCOME

ROWS_AT_ONCE = 500
PERSON = bindparam("person", type_=Uuid())
AS_THEY_SEE_IT = {"endorsements.state": OUTCOME}  # that somebody reported them, they are told nowhere


def tables() -> Iterator[Table]:
    """Those with something to take along, in an order in which each comes after what it refers to."""
    for table in Base.metadata.sorted_tables:
        if exported(table) and owned(table) is not None:
            yield table


def exported(table: Table) -> list[Column[Any]]:
    return [column for column in table.c if DATA_MAP[f"{table.name}.{column.name}"].exported]


async def lines(session: AsyncSession, table: Table, person_id: UUID, now: datetime) -> AsyncIterator[bytes]:
    """The person's rows, as JSON Lines."""
    found = await session.stream_scalars(
        _statement(table), {"person": person_id, "now": now}, execution_options={"yield_per": ROWS_AT_ONCE}
    )
    async for rows in found.partitions():
        yield "".join(f"{row}\n" for row in rows).encode()


@cache
def owned(table: Table) -> ColumnElement[bool] | None:
    """What names the person, or belongs to a row that does; None for a table about nobody."""
    if table.name == "users":
        return table.c.id == PERSON
    whose = TABLES[table.name].whose
    named = [column for column in table.c for key in column.foreign_keys if key.column.table.name == "users"]
    naming = [column for column in named if whose is None or column.name in whose.split()]
    if naming:
        return or_(*(column == PERSON for column in naming))
    for constraint in table.foreign_key_constraints:
        parent = owned(constraint.referred_table)
        if parent is not None and constraint.ondelete == "CASCADE":
            here = [element.parent for element in constraint.elements]
            there = [element.column for element in constraint.elements]
            return tuple_(*here).in_(select(*there).where(parent))
    return None


def schema() -> dict[str, object]:
    """A JSON Schema for a line of each file."""
    rows = {table.name: _row_schema(table) for table in tables()}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$defs": rows}


@cache
def _statement(table: Table) -> Select[str]:
    row = build({item.name: AS_THEY_SEE_IT.get(f"{table.name}.{item.name}", wire(item)) for item in exported(table)})
    mine = owned(table)
    if mine is None:
        raise ValueError(f"{table.name} is about nobody")
    return select(row.cast(Text)).where(mine).order_by(*table.primary_key)


def _row_schema(table: Table) -> dict[str, object]:
    columns = exported(table)
    return {
        "type": "object",
        "properties": {column.name: _schema(column) for column in columns},
        "required": [column.name for column in columns],
        "additionalProperties": False,
    }


def _schema(column: Column[Any]) -> dict[str, object]:
    said = _of(column.type)
    return {"anyOf": [said, {"type": "null"}]} if column.nullable else said


def _of(kind: TypeEngine[Any]) -> dict[str, object]:
    if isinstance(kind, ARRAY):
        return {"type": "array", "items": _of(kind.item_type)}
    if isinstance(kind, Enum):
        return {"enum": list(kind.enums)}
    return next(said for known, said in SAID.items() if isinstance(kind, known))


SAID: dict[type[Any], dict[str, object]] = {
    JSONB: {"type": ["object", "array"]},
    LargeBinary: {"type": "string", "pattern": "^[0-9a-f]*$"},
    Boolean: {"type": "boolean"},
    DateTime: {"type": "string", "format": "date-time"},
    Date: {"type": "string", "format": "date"},
    Time: {"type": "string", "format": "time"},
    Uuid: {"type": "string", "format": "uuid"},
    Float: {"type": "number"},
    BigInteger: {"type": "integer"},
    Text: {"type": "string"},
}
