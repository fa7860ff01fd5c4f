"""Two workers, each with its schedule, do everything once."""

import asyncio
from collections import Counter
from contextlib import AsyncExitStack
from dataclasses import replace
from uuid import UUID

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from app.adapters.queue import Worker
from app.core.actor import SYSTEM
from app.core.ids import uuid7
from app.core.uow import Runtime
from app.models.notifications import NotificationType
from app.models.users import User
from app.services.notifications import deliveries, notification_mails, pushes
from app.services.notifications.notifications import NewNotification, notify
from app.tasks import HANDLERS, SCHEDULE
from tests.support.notifications import Scene, staged, subject_of
from tests.support.people import Watch

pytestmark = pytest.mark.slow

MANY, DEVICES = 60, 2
MEMBERS = """
with people as (
    insert into users (id, email, locale, timezone, simple_language, version, created_at, updated_at)
    select gen_random_uuid(), 'crew-' || n || '-' || $1, 'fr', 'Europe/Paris', false, 1, now(), now()
    from generate_series(1, $2::int) n returning id, email),
open as (
    insert into sessions (id, user_id, device_name, media_key, generation, created_at, rotated_at)
    select gen_random_uuid(), id, 'phone', email, 1, now(), now() from people returning id, user_id, media_key)
insert into devices (id, user_id, session_id, endpoint, p256dh, auth, created_at, updated_at)
select gen_random_uuid(), user_id, id, 'https://push.example.org/' || n || media_key, '', '', now(), now()
from open, generate_series(1, $3::int) n returning user_id
"""
DELIVERIES = (
    "select channel, count(*) as many from dispatches where user_id = any($1) and outcome = 'sent' group by channel"
)


@pytest.fixture
async def scene(app: FastAPI, runtime: Runtime, watch: Watch) -> Scene:
    return await staged(app, watch)


async def crew(scene: Scene, name: str) -> list[UUID]:
    rows = await scene.runtime.database.writes.fetch(MEMBERS, name, MANY, DEVICES)
    return list({row["user_id"] for row in rows})


class Outbox:
    """A mail server that keeps what it was given."""

    def __init__(self) -> None:
        self.to: Counter[str] = Counter()

    async def send(self, mail: object) -> None:
        self.to[mail.to] += 1  # type: ignore[attr-defined]


async def test_two_workers_mail_and_ring_everybody_once(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deliveries, "AT_ONCE", 25)
    monkeypatch.setattr(deliveries, "FRESH", deliveries.FRESH.limit(25))
    monkeypatch.setattr(notification_mails, "AT_ONCE", 20)
    monkeypatch.setattr(pushes, "AT_ONCE", 30)
    name = f"{uuid7()}@example.org"
    people, outbox = await crew(scene, name), Outbox()
    runtime = replace(scene.runtime, mailer=outbox)
    subject = await subject_of(scene.runtime, NotificationType.MISSION, people)
    notification = NewNotification(NotificationType.MISSION, subject, data={"title": "Un"})
    async with AsyncExitStack() as workers, asyncio.timeout(30):
        for _ in range(2):
            await workers.enter_async_context(Worker(runtime, HANDLERS, SCHEDULE).running())
        for _ in range(3):  # as a job that is done again after its worker was killed
            async with runtime.work(SYSTEM) as uow:
                await notify(uow, select(User.id).where(User.email.like(f"%{name}")), notification)
        while len(scene.phones.rang) < MANY * DEVICES or _mails_to(outbox, name).total() < MANY:
            await asyncio.sleep(0.05)
        await asyncio.sleep(0.3)  # for more than there should be
    assert Counter(rung for rung, _ in scene.phones.rang).most_common(1)[0][1] == 1
    mails = _mails_to(outbox, name)
    assert (len(scene.phones.rang), mails.total(), len(mails)) == (MANY * DEVICES, MANY, MANY)
    counts = {row["channel"]: row["many"] for row in await runtime.database.reads.fetch(DELIVERIES, people)}
    assert counts == {"email": MANY, "push": MANY * DEVICES}


def _mails_to(outbox: Outbox, name: str) -> Counter[str]:
    """The mails to one crew: workers also send what other tests left waiting."""
    return Counter({address: count for address, count in outbox.to.items() if address.endswith(name)})
