"""The change log takes whatever a transaction tells it: the same thing twice is one change."""

import asyncio
from uuid import UUID

from sqlalchemy import BigInteger, Select, Text, Uuid, cast, select

from app.core.actor import SYSTEM
from app.core.changes import Change, ChangeLog, Kind
from app.core.ids import uuid7
from app.core.uow import Runtime
from app.models.users import User
from tests.support.people import Person
from tests.support.waiting import somebody_waits


def selection(kind: Kind, entity_id: UUID, version: int, *people: Person) -> Select[UUID, str, UUID, int]:
    columns = (cast(str(kind), Text), cast(entity_id, Uuid), cast(version, BigInteger))
    return select(User.id, *columns).where(User.id.in_([person.id for person in people]))


async def changes_of(runtime: Runtime, person: Person) -> dict[UUID, Change]:
    async with runtime.database.sessions() as session:
        rows = (await session.scalars(select(Change).where(Change.user_id == person.id))).all()
        change_log = await session.get_one(ChangeLog, person.id)
    assert max(row.seq for row in rows) == change_log.seq
    return {row.entity_id: row for row in rows if row.type != Kind.USER}


async def test_what_several_selections_and_calls_name_is_one_change_of_the_latest_version(
    alice: Person, bob: Person, runtime: Runtime
) -> None:
    mission, grant, deletion = uuid7(), uuid7(), uuid7()
    async with runtime.work(SYSTEM) as uow:
        for version in (3, 5, 4):
            uow.changed_all(selection(Kind.MISSION, mission, version, alice, bob))
        uow.changed(alice.id, Kind.MISSION, mission, 2)
        for version in (1, 2):
            uow.changed(alice.id, Kind.GRANT, grant, version)
        uow.changed(alice.id, Kind.STORY, deletion, 7, is_deletion=True)
        uow.changed_all(selection(Kind.STORY, deletion, 8, alice))
    of_alice, of_bob = await changes_of(runtime, alice), await changes_of(runtime, bob)
    assert {row.entity_id: (row.version, row.deleted) for row in of_alice.values()} == {
        mission: (5, False),
        grant: (2, False),
        deletion: (7, True),
    }
    assert [(row.version, row.type) for row in of_bob.values()] == [(5, Kind.MISSION)]


async def test_who_tells_of_listed_and_of_selected_people_waits_in_no_circle(
    alice: Person, bob: Person, runtime: Runtime
) -> None:
    """The listed person comes last in the order of locks: nobody is locked before whoever stands first."""
    first, last = sorted([alice, bob], key=lambda person: person.id)
    grant, mission = uuid7(), uuid7()

    async def record_change() -> None:
        async with runtime.work(SYSTEM) as uow:
            uow.changed(last.id, Kind.GRANT, grant, 1)
            uow.changed_all(selection(Kind.MISSION, mission, 1, first, last))

    async with runtime.database.sessions.begin() as session:
        await session.execute(select(ChangeLog).where(ChangeLog.user_id == first.id).with_for_update())
        telling = asyncio.create_task(record_change())
        await somebody_waits(runtime)
        await session.execute(select(ChangeLog).where(ChangeLog.user_id == last.id).with_for_update())
    await telling
    assert len(await changes_of(runtime, last)) == 2
