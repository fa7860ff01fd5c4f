"""Workers, and the pool that they share with requests."""

import asyncio
import re
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from fastapi import FastAPI
from sqlalchemy import text

from app.adapters.queue import OUTBOUND_AT_ONCE, PgQueue, Worker
from app.core.actor import SYSTEM
from app.core.db import open_database
from app.core.jobs import Job, Lane
from app.core.uow import Runtime, UnitOfWork
from app.services.media.renditions import RenderPhoto
from app.services.notifications import deliveries, mails
from app.services.notifications.deliveries import SendPushes
from app.services.notifications.mail_bodies import MailBody
from app.services.notifications.mails import SendMail
from app.services.shared.webhook_events import SendWebhooks
from app.tasks import HANDLERS
from tests.support.notifications import device, staged, told
from tests.support.people import Person, Watch

POOL = 2


class Lay(Job):
    pass


class Lift(Job):
    lane = Lane.HEAVY


class Show(Job):
    lane = Lane.PHOTOS


class Ring(Job):
    lane = Lane.OUTBOUND


@pytest.fixture
async def narrow(runtime: Runtime) -> AsyncIterator[Runtime]:
    """The smallest pools that the settings allow."""
    settings = runtime.settings.model_copy(update={"database_pool": POOL})
    async with open_database(str(settings.database_url), POOL) as database:
        yield replace(runtime, settings=settings, database=database)
    await runtime.database.writes.fetch(
        "delete from jobs.pgqueuer where entrypoint = any($1)", ["Lay", "Lift", "Show", "Ring"]
    )


async def order(runtime: Runtime, *jobs: Job) -> None:
    async with runtime.database.sessions.begin() as session:
        await PgQueue().defer(session, [(job, timedelta(0)) for job in jobs])


async def test_no_more_light_jobs_are_in_hand_than_there_are_connections(narrow: Runtime) -> None:
    laying, rest = 0, asyncio.Event()

    async def lay(_uow: UnitOfWork, _job: Lay) -> None:
        nonlocal laying
        laying += 1
        await rest.wait()

    await order(narrow, *[Lay()] * 7)
    async with Worker(narrow, {Lay: lay}).running(), asyncio.timeout(30):
        while laying < 2 * POOL:
            await asyncio.sleep(0.02)
        await asyncio.sleep(0.2)
        assert laying == 2 * POOL
        rest.set()
        while laying < 7:
            await asyncio.sleep(0.02)


@pytest.mark.slow
async def test_heavy_jobs_that_need_a_second_transaction_do_not_wait_for_each_other(narrow: Runtime) -> None:
    lifting, lifts = 0, 0

    async def lift(uow: UnitOfWork, _job: Lift) -> None:
        nonlocal lifting, lifts
        lifting += 1
        await uow.session.execute(text("select 1"))
        await asyncio.sleep(0.3)  # until each of them has its first
        async with uow.runtime.database.sessions.begin() as second:
            await second.execute(text("select 1"))
        lifts += 1

    await order(narrow, *[Lift()] * 5)
    async with Worker(narrow, {Lift: lift}).running(), asyncio.timeout(30):
        while lifts < 5:
            await asyncio.sleep(0.02)
    assert lifting == 5


@pytest.mark.slow
async def test_servers_that_never_answer_hold_up_no_other_lane(narrow: Runtime) -> None:
    rung, counts, rest = 0, Counter[str](), asyncio.Event()

    async def ring(_uow: UnitOfWork, _job: Ring) -> None:
        nonlocal rung
        rung += 1
        await rest.wait()

    async def work(uow: UnitOfWork, job: Job) -> None:
        await uow.session.execute(text("select 1"))
        counts[type(job).__name__] += 1

    await order(narrow, *[Ring()] * 40)
    async with Worker(narrow, {Lay: work, Lift: work, Ring: ring}).running(), asyncio.timeout(30):
        while rung < OUTBOUND_AT_ONCE:
            await asyncio.sleep(0.02)
        await order(narrow, *[Lay(), Lift()] * 5)
        while counts != {"Lay": 5, "Lift": 5}:
            await asyncio.sleep(0.02)
        assert rung < 40  # who never answers takes the places of its own lane, and no others
        rest.set()
        while rung < 40:
            await asyncio.sleep(0.02)


async def test_a_photo_waits_for_no_job_but_photos(narrow: Runtime) -> None:
    lifting, rest, is_shown = 0, asyncio.Event(), asyncio.Event()

    async def lift(_uow: UnitOfWork, _job: Lift) -> None:
        nonlocal lifting
        lifting += 1
        await rest.wait()

    async def show(uow: UnitOfWork, _job: Show) -> None:
        await uow.session.execute(text("select 1"))
        is_shown.set()

    await order(narrow, *[Lift()] * 40)
    async with Worker(narrow, {Lift: lift, Show: show}).running(), asyncio.timeout(30):
        while lifting < 2 * POOL - 1:  # as many as the lane takes
            await asyncio.sleep(0.02)
        await order(narrow, Show())
        await is_shown.wait()
        assert lifting == 2 * POOL - 1
        await narrow.database.writes.fetch("delete from jobs.pgqueuer where status = 'queued'")
        rest.set()


def test_whatever_takes_long_keeps_out_of_the_lane_of_photos() -> None:
    assert {job for job in HANDLERS if job.lane is Lane.PHOTOS} == {RenderPhoto}


class Listener:
    """A mail server and a push service that look at the pool of transactions while they are talked to."""

    def __init__(self, runtime: Runtime) -> None:
        self._pool = runtime.database.sessions.kw["bind"].sync_engine.pool
        self.transactions: list[int] = []

    def accepts(self, _endpoint: str) -> bool:
        return True

    async def send(self, _message: object) -> None:
        self.transactions.append(self._pool.checkedout())


@pytest.mark.slow
async def test_no_transaction_is_open_while_a_mail_or_a_push_goes_out(
    narrow: Runtime, app: FastAPI, bob: Person, watch: Watch
) -> None:
    listener = Listener(narrow)
    await staged(app, watch)
    await device(bob)
    await told(narrow, bob)
    async with narrow.work(SYSTEM) as uow:
        await deliveries.enqueue_deliveries(uow)
        await mails.post(uow, "rose@example.org", MailBody("Bonjour", "Bonjour", "<p>Bonjour</p>"))
    talking = replace(narrow, mailer=listener, pusher=listener)
    for mail_id in await narrow.database.reads.fetch("select id from mails where letter is not null"):
        async with talking.work(SYSTEM) as uow:
            await HANDLERS[SendMail](uow, SendMail(mail_id=mail_id["id"]))
    async with talking.work(SYSTEM) as uow:
        await HANDLERS[SendPushes](uow, SendPushes())
    assert len(listener.transactions) >= 2
    assert set(listener.transactions) == {0}


def test_whatever_talks_to_other_servers_has_the_lane_for_it() -> None:
    talking = {
        path.stem
        for path in Path("app").rglob("*.py")
        if re.search(r"runtime\.(mailer|pusher|webhooks)\.(send|post)", path.read_text())
    }
    assert talking == {"mails", "pushes", "webhook_deliveries"}
    assert {job for job in HANDLERS if job.lane is Lane.OUTBOUND} == {SendMail, SendPushes, SendWebhooks}
