import asyncio
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from sqlalchemy import select

from app.core.actor import SYSTEM
from app.core.ids import uuid7
from app.core.signals import NOTIFICATIONS
from app.core.uow import Runtime
from app.models.notifications import NotificationType
from app.models.users import User
from app.services.notifications.notifications import NewNotification, close, notify
from tests.support.people import Person, Watch

WALL = {"title": "Un mur droit"}


def mission(subject_id: UUID, **data: str | int | None) -> NewNotification:
    return NewNotification(NotificationType.MISSION, subject_id, data=WALL | data)


async def told(runtime: Runtime, person_id: UUID, notification: NewNotification) -> int:
    async with runtime.work(SYSTEM) as uow:
        return await notify(uow, person_id, notification)


async def kept(runtime: Runtime, person: Person) -> list[asyncpg.Record]:
    return await runtime.database.reads.fetch("select * from notifications where user_id = $1 order by seq", person.id)


async def settled(runtime: Runtime, subject_id: UUID, person_id: UUID | None = None) -> None:
    async with runtime.work(SYSTEM) as uow:
        await close(uow, subject_id, person_id)


async def test_everybody_of_a_selection_is_told_once(runtime: Runtime, alice: Person, bob: Person) -> None:
    subject = uuid7()
    statement = select(User.id).where(User.id.in_([alice.id, bob.id]))
    for count in (2, 0):
        async with runtime.work(SYSTEM) as uow:
            assert await notify(uow, statement, mission(subject)) == count
    for person in (alice, bob):
        assert [(row["subject_id"], row["seq"]) for row in await kept(runtime, person)] == [(subject, 1)]


async def test_nobody_is_told_who_is_not_there(runtime: Runtime) -> None:
    assert await told(runtime, uuid7(), mission(uuid7())) == 0


async def test_news_on_a_subject_update_what_is_there(runtime: Runtime, alice: Person, watch: Watch) -> None:
    subject = uuid7()
    await told(runtime, alice.id, mission(subject))
    [first] = await kept(runtime, alice)
    watch.advance(hours=1)
    await told(runtime, alice.id, mission(uuid7()))
    await told(runtime, alice.id, NewNotification(NotificationType.REMINDER, subject, data=WALL))
    _, second = await kept(runtime, alice)
    assert (second["id"], second["created_at"]) == (first["id"], first["created_at"])
    assert (second["type"], second["seq"], second["told_at"]) == ("reminder", 3, watch.now)


async def test_after_an_answer_nothing_is_live(runtime: Runtime, alice: Person, bob: Person, watch: Watch) -> None:
    subject = uuid7()
    for person in (alice, bob):
        await told(runtime, person.id, mission(subject))
    await settled(runtime, subject, alice.id)
    [row_of_alice], [row_of_bob] = await kept(runtime, alice), await kept(runtime, bob)
    assert (row_of_alice["settled_at"], row_of_alice["read_at"]) == (watch.now, watch.now)
    assert row_of_bob["settled_at"] is None
    await told(runtime, alice.id, NewNotification(NotificationType.RETURNED, subject, data=WALL))
    assert [row["type"] for row in await kept(runtime, alice)] == ["mission", "returned"]
    await settled(runtime, subject)
    rows = [*await kept(runtime, alice), *await kept(runtime, bob)]
    assert all(row["settled_at"] for row in rows)


async def test_told_by_many_at_once_it_is_one(runtime: Runtime, alice: Person) -> None:
    subject = uuid7()
    await asyncio.gather(*(told(runtime, alice.id, mission(subject, nth=nth % 3)) for nth in range(12)))
    [row] = await kept(runtime, alice)
    [inbox] = await runtime.database.reads.fetch("select seq from inboxes where user_id = $1", alice.id)
    assert row["seq"] == inbox["seq"]


@pytest.fixture
async def queue(runtime: Runtime) -> AsyncIterator[asyncio.Queue[Any]]:
    queue: asyncio.Queue[Any] = asyncio.Queue()
    connection = await asyncpg.connect(runtime.settings.database_url)
    await connection.add_listener(NOTIFICATIONS, lambda *payload: queue.put_nowait(payload[3]))
    yield queue
    await connection.close()


async def test_who_listens_hears_of_it_when_it_is_there(
    runtime: Runtime, alice: Person, queue: asyncio.Queue[str]
) -> None:
    await told(runtime, alice.id, mission(subject := uuid7()))
    await told(runtime, alice.id, mission(subject))
    async with runtime.work(SYSTEM) as uow:
        await notify(uow, select(User.id).where(User.id == alice.id), mission(uuid7()))
        assert queue.qsize() <= 1
    async with asyncio.timeout(30):
        assert [await queue.get(), await queue.get()] == [str(alice.id), ""]
