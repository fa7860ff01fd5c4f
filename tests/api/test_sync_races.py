"""Phones read while others write; transactions commit in another order than they began in."""

import asyncio
import random
from collections.abc import Sequence
from uuid import UUID

import pytest

from app.core.changes import Changed, Kind, record
from app.core.ids import uuid7
from app.core.uow import Runtime, UnitOfWork
from app.schemas.experiences import ExperienceWrite
from app.services.journal import experiences
from tests.support.people import BARE, Person

pytestmark = pytest.mark.slow

VERSIONS = 5
chance = random.Random(7)  # noqa: S311  the same disorder each time


async def dawdle() -> None:
    await asyncio.sleep(chance.random() / 50)


async def write(runtime: Runtime, alice: Person, one: UUID) -> None:
    """What a UnitOfWork does, with pauses: before it takes its place in the change log, and before it commits."""
    me = runtime.keys.actor_of(alice.client.headers["authorization"].removeprefix("Bearer "), runtime.clock())
    for version in range(1, VERSIONS + 1):
        await dawdle()
        async with runtime.database.sessions.begin() as session:
            uow = UnitOfWork(session, me, runtime.clock(), runtime)
            data = ExperienceWrite.model_validate(BARE | {"title": f"Version {version}"})
            await experiences.put(uow, one, data, version - 1 or None)
            await dawdle()
            await record(session, [Changed(alice.id, Kind.EXPERIENCE, one, version)], uow.now)
            await dawdle()


async def poll(alice: Person, writers: Sequence[asyncio.Task[None]]) -> list[tuple[str, int]]:
    """What a phone hears, until all is written and read."""
    heard: list[tuple[str, int]] = []
    cursor = (await alice.ask("GET", "/v1/sync", 200))["next_cursor"]
    while True:
        over = all(writer.done() for writer in writers)
        page = await alice.ask("GET", "/v1/sync", 200, params={"cursor": cursor, "limit": "3"})
        heard += [(change["id"], change["version"]) for change in page["changes"]]
        cursor = page["next_cursor"]
        if over and not page["has_more"]:
            return heard


async def test_nothing_is_missed_and_nothing_goes_back(alice: Person, runtime: Runtime) -> None:
    ids = [uuid7() for _ in range(12)]
    writers = [asyncio.create_task(write(runtime, alice, item)) for item in ids]
    phones = await asyncio.gather(poll(alice, writers), poll(alice, writers))
    await asyncio.gather(*writers)
    for heard in phones:
        for item in ids:
            versions = [version for id_, version in heard if id_ == str(item)]
            assert versions == sorted(versions)
            assert versions[-1] == VERSIONS
