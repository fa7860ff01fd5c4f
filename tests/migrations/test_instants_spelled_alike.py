"""Instants in stored JSON, in each spelling that was written before, are spelled as answers spell them."""

import json
from importlib import import_module
from typing import Any, cast

import pytest
from sqlalchemy import text

from app.core.uow import Runtime
from tests.support.notifications import told
from tests.support.people import Person

MIGRATION = import_module("migrations.versions.20261202_5750_instants_spelled_alike")
WRITTEN = '"starts_at": "2026-03-03T13:10:00Z"'  # by a person
BEFORE = {
    "title": WRITTEN,
    "text": "2026-03-03T13:10:00Z",
    "published_at": "2026-03-03T13:10:00Z",
    "lived_at": "2026-03-03T13:10:00.5Z",
    "lived_until": None,
    "event": {"starts_at": "2026-03-03T13:10:00+00:00", "ends_at": "2026-03-03T13:10:00.123456+00:00"},
    "agenda": [{"starts_at": "2026-03-03T13:10:00.25Z"}, {"starts_at": "2026-03-03T13:10:00.237Z"}],
    "changed_at": "2026-03-03T13:10:00.237999Z",
}
AFTER = BEFORE | {
    "published_at": "2026-03-03T13:10:00.000Z",
    "lived_at": "2026-03-03T13:10:00.500Z",
    "event": {"starts_at": "2026-03-03T13:10:00.000Z", "ends_at": "2026-03-03T13:10:00.123Z"},
    "agenda": [{"starts_at": "2026-03-03T13:10:00.250Z"}, {"starts_at": "2026-03-03T13:10:00.237Z"}],
    "changed_at": "2026-03-03T13:10:00.237Z",
}


@pytest.mark.parametrize("separators", [(", ", ": "), (",", ":"), (", ", " : ")])
async def test_each_spelling_becomes_the_one(runtime: Runtime, separators: tuple[str, str]) -> None:
    async def spelled(content: str) -> str:
        async with runtime.database.sessions() as session:
            statement = "select " + MIGRATION.spelled("cast(:content as text)")
            return str(await session.scalar(text(statement), {"content": content}))

    respelled = await spelled(json.dumps(BEFORE, separators=separators))
    assert json.loads(respelled) == AFTER
    assert await spelled(respelled) == respelled


async def test_rows_are_respelled_in_batches_until_none_is_left(alice: Person, runtime: Runtime) -> None:
    for _ in range(3):
        await told(runtime, alice)
    async with runtime.database.sessions() as session:
        old = text('update notifications set data = data || \'{"changed_at"\\: "2026-03-03T13:10:00+00:00"}\'')
        await session.execute(old)
        for table in MIGRATION.COLUMNS:
            statement = text(MIGRATION.batch(table))
            rows = await session.scalar(text(f"select count(*) from {table}"))  # noqa: S608
            for _ in range(rows + 1):
                count = cast("Any", await session.execute(statement, {"size": 2})).rowcount
                if count == 0:
                    break
            assert count == 0, table
        found = await session.scalars(text("select distinct data ->> 'changed_at' from notifications"))
        assert found.all() == ["2026-03-03T13:10:00.000Z"]
        await session.rollback()
