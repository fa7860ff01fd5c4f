"""Rows of a person and their exported columns. The data map decides, the foreign keys of the tables find the rows."""

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
    String,
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

from app.core.db import Base, LanguageColumn
from app.core.projections import build, wire
from app.policies.data_map import DATA_MAP, TABLES
from app.services.talents.endorsements import OUTCOME

ROWS_AT_ONCE = 500
PERSON = bindparam("person", type_=Uuid())
PERSON_VIEWS = {"endorsements.state": OUTCOME}  # the owner never learns that somebody reported


def tables() -> Iterator[Table]:
    """Yield the tables with exported columns. Each comes after the tables that it refers to."""
    for table in Base.metadata.sorted_tables:
        if exported_columns(table) and owner_condition(table) is not None:
            yield table


def exported_columns(table: Table) -> list[Column[Any]]:
    return [column for column in table.c if DATA_MAP[f"{table.name}.{column.name}"].exported]


async def lines(session: AsyncSession, table: Table, person_id: UUID, now: datetime) -> AsyncIterator[bytes]:
    """Yield the person's rows as JSON Lines."""
    results = await session.stream_scalars(
        _statement(table), {"person": person_id, "now": now}, execution_options={"yield_per": ROWS_AT_ONCE}
    )
    async for rows in results.partitions():
        yield "".join(f"{row}\n" for row in rows).encode()


@cache
def owner_condition(table: Table) -> ColumnElement[bool] | None:
    """The condition for the person's rows: they name the person, or belong to a row that does.

    None for a table without personal rows.
    """
    if table.name == "users":
        return table.c.id == PERSON
    owner_columns = TABLES[table.name].whose
    user_columns = [column for column in table.c for key in column.foreign_keys if key.column.table.name == "users"]
    naming = [column for column in user_columns if owner_columns is None or column.name in owner_columns.split()]
    if naming:
        return or_(*(column == PERSON for column in naming))
    for constraint in table.foreign_key_constraints:
        parent = owner_condition(constraint.referred_table)
        if parent is not None and constraint.ondelete == "CASCADE":
            columns = [element.parent for element in constraint.elements]
            parent_columns = [element.column for element in constraint.elements]
            return tuple_(*columns).in_(select(*parent_columns).where(parent))
    return None


def schema() -> dict[str, object]:
    """A JSON Schema with a definition for the lines of each file."""
    rows = {table.name: _row_schema(table) for table in tables()}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$defs": rows}


@cache
def _statement(table: Table) -> Select[str]:
    row = build(
        {item.name: PERSON_VIEWS.get(f"{table.name}.{item.name}", wire(item)) for item in exported_columns(table)}
    )
    condition = owner_condition(table)
    if condition is None:
        raise ValueError(f"{table.name} is about nobody")
    return select(row.cast(Text)).where(condition).order_by(*table.primary_key)


def _row_schema(table: Table) -> dict[str, object]:
    columns = exported_columns(table)
    return {
        "type": "object",
        "properties": {column.name: _schema(column) for column in columns},
        "required": [column.name for column in columns],
        "additionalProperties": False,
    }


def _schema(column: Column[Any]) -> dict[str, object]:
    json_type = _type_schema(column.type)
    return {"anyOf": [json_type, {"type": "null"}]} if column.nullable else json_type


def _type_schema(kind: TypeEngine[Any]) -> dict[str, object]:
    if isinstance(kind, ARRAY):
        return {"type": "array", "items": _type_schema(kind.item_type)}
    if isinstance(kind, Enum):
        return {"enum": list(kind.enums)}
    return next(json_type for python_type, json_type in JSON_TYPES.items() if isinstance(kind, python_type))


JSON_TYPES: dict[type[Any], dict[str, object]] = {
    JSONB: {"type": ["object", "array"]},
    LargeBinary: {"type": "string", "pattern": "^[0-9a-f]*$"},
    Boolean: {"type": "boolean"},
    DateTime: {"type": "string", "format": "date-time"},
    Date: {"type": "string", "format": "date"},
    Time: {"type": "string", "format": "time"},
    Uuid: {"type": "string", "format": "uuid"},
    Float: {"type": "number"},
    BigInteger: {"type": "integer"},
    String: {"type": "string"},
    LanguageColumn: {"type": "string"},
}
