"""What goes along is what is one's own: not what one decided, read or reviewed of others, nor what they reported."""

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Column, Table, update

from app.core.uow import Runtime
from app.models.endorsements import Endorsement, EndorsementState
from app.policies.data_map import TABLES
from app.services.portability import export_rows
from tests.support.canaries import plant
from tests.support.people import NOW, Person

OWNER_COLUMNS = {
    "blocked_people": "user_id",
    "comments": "owner_id",
    "flags": "reporter_id",
    "hidings": "owner_id",
    "programme_report_editions": "published_by",
    "responses": "user_id",
    "room_entries": "user_id",
}


def naming(table: Table) -> Iterator[Column[Any]]:
    yield from (item for item in table.c for key in item.foreign_keys if key.column.table.name == "users")


async def test_a_row_goes_along_with_whose_it_is_and_with_nobody_else(
    alice: Person, bob: Person, runtime: Runtime
) -> None:
    assert {name: entry.whose for name, entry in TABLES.items() if entry.whose} == OWNER_COLUMNS
    columns: list[str] = []
    async with runtime.database.sessions() as session:
        await plant(session, alice.id, f"canari{alice.id.hex}")
        for table in [table for table in export_rows.tables() if table.name in OWNER_COLUMNS]:
            owners = {column.name: bob.id for column in naming(table) if column.name != OWNER_COLUMNS[table.name]}
            if owners:
                own = table.c[OWNER_COLUMNS[table.name]] == alice.id
                await session.execute(update(table).where(own).values(owners))
            for person, count in ((alice, 1), (bob, 0)):
                rows = [line async for line in export_rows.lines(session, table, person.id, NOW)]
                assert sum(part.count(b"\n") for part in rows) == count, table.name
            columns += owners
    assert sorted(columns) == [
        "author_id",
        "decided_by",
        "hidden_by",
        "owner_id",
        "person_id",
        "reviewed_by",
        "reviewer_id",
    ]


async def test_nobody_learns_from_their_copy_that_they_were_reported(alice: Person, runtime: Runtime) -> None:
    async with runtime.database.sessions() as session:
        await plant(session, alice.id, f"canari{alice.id.hex}")
        report = {"state": EndorsementState.REPORTED, "email": None}
        await session.execute(update(Endorsement).where(Endorsement.user_id == alice.id).values(report))
        table = Endorsement.metadata.tables["endorsements"]
        [rows] = [line async for line in export_rows.lines(session, table, alice.id, NOW)]
    assert json.loads(rows)["state"] == "declined"
    assert b"reported" not in rows
