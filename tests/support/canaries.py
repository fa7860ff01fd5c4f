"""A row of a person's in every table, with a canary in every column that can hold one."""

from collections.abc import Callable, Mapping
from datetime import time
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    JSON,
    Boolean,
    Column,
    Date,
    DateTime,
    Enum,
    Float,
    Integer,
    LargeBinary,
    String,
    Table,
    Time,
    Uuid,
    insert,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.types import TypeEngine

from app.core.db import Base, LanguageColumn
from app.core.i18n import Locale
from app.core.ids import uuid7
from app.policies.data_map import TABLES, Erasure
from tests.support.people import NOW

NEUTRAL = "neutral"  # in what is about nobody, and stays
STAYING = {Erasure.NOBODYS, Erasure.BY_ITSELF, Erasure.WITH_AUTHOR}
EXCEPTIONS: Mapping[str, Mapping[str, None]] = {
    "gathered_mails": {"grant_id": None},  # it is about one thing
    "grants": dict.fromkeys(
        ("excerpt", "attribution", "attributed_to", "reach", "community_id")
    ),  # a person's, of a story
}
LEFT_ALONE = {
    "frameworks",
    "skills",
    "skill_names",
    "word_forms",
    "tally_counts",
}  # they are there already, or made by triggers


async def plant(session: AsyncSession, person_id: UUID, canary: str) -> dict[str, dict[str, Any]]:
    """Insert a row into each table, with the canary in its words, and return them by table. References lead to planted
    rows.
    """
    rows: dict[str, dict[str, Any]] = {}
    for table in Base.metadata.sorted_tables:
        if table.name in LEFT_ALONE:
            row = (await session.execute(select(table).limit(1))).mappings().first()
            rows[table.name] = dict(row) if row else {}
        elif table.name == "users":
            rows["users"] = await _mark(session, table, person_id, canary)
        else:
            word = NEUTRAL if TABLES[table.name].erased in STAYING else canary
            rows[table.name] = await _grow(session, table, rows, word)
    return rows


async def _mark(session: AsyncSession, users: Table, person_id: UUID, canary: str) -> dict[str, Any]:
    marks = {"display_name": canary, "email": f"{canary}@example.org", "password_hash": canary}
    statement = update(users).where(users.c.id == person_id).values(marks).returning(*users.c)
    return dict((await session.execute(statement)).mappings().one())


async def _grow(
    session: AsyncSession, table: Table, rows: Mapping[str, Mapping[str, Any]], word: str
) -> dict[str, Any]:
    values = {
        column.name: value_of(column, word)
        for column in table.c
        if column.computed is None and column.identity is None and not (column.nullable and column.foreign_keys)
    }
    for constraint in table.foreign_key_constraints:
        parent = rows.get(constraint.referred_table.name)
        if parent:
            values |= {element.parent.name: parent[element.column.name] for element in constraint.elements}
    values |= EXCEPTIONS.get(table.name, {})
    key = {column.name: values.get(column.name) for column in table.primary_key}
    existing_row = select(table).where(*(table.c[name] == value for name, value in key.items()))
    if (await session.execute(existing_row)).first() is not None:  # a sign-in, or an account, makes some of them
        statement: Any = update(table).where(*(table.c[name] == value for name, value in key.items()))
        return dict((await session.execute(statement.values(values).returning(*table.c))).mappings().one())
    return dict((await session.execute(insert(table).values(values).returning(*table.c))).mappings().one())


def value_of(column: Column[Any], word: str) -> object:
    """Return a value for that column, with the word where it holds words."""
    kind = column.type
    if isinstance(kind, Enum):
        return kind.enum_class(kind.enums[0]) if kind.enum_class else kind.enums[0]
    if column.name in BY_NAME:
        return BY_NAME[column.name](word)
    if isinstance(kind, ARRAY):
        return [_of(kind.item_type, word)]
    return _of(kind, word)


def _of(kind: TypeEngine[Any], word: str) -> object:
    return next(make for base, make in MAKERS.items() if isinstance(kind, base))(word)


Maker = Callable[[str], object]
BY_NAME: Mapping[str, Maker] = {
    "email": lambda word: f"{word}@example.org",
    "reference": lambda word: f"{word}-{uuid7()}",
    "code": lambda word: f"{word}-{uuid7()}",
    "timezone": lambda _: "UTC",
    **dict.fromkeys(("next_at", "awaited_until"), lambda _: None),  # nothing happens by itself to what was planted
    "language": lambda _: Locale.FR,
    "seq": lambda _: 1_000,  # a sign-in numbers its changes from 1
    "pieces": lambda word: [{"key": word, "size": 1}],
    "parts": lambda word: [{"number": 1, "etag": word, "size": 1}],
    "variants": lambda word: [{"name": word, "object_key": word}],
}
MAKERS: Mapping[type[Any], Maker] = {
    LanguageColumn: lambda _: Locale.FR,
    JSON: lambda word: {"word": word},
    LargeBinary: lambda word: f"{word}-{uuid7()}".encode(),
    Boolean: lambda _: False,
    DateTime: lambda _: NOW,
    Date: lambda _: NOW.date(),
    Time: lambda _: time(22),
    Uuid: lambda _: uuid7(),
    Float: lambda _: 1.0,
    Integer: lambda _: 1,
    String: lambda word: word,
}
