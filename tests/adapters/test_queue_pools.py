"""Workers, and the pool that they share with requests."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from app.adapters.queue import PgQueue, Worker
from app.core.db import open_database
from app.core.jobs import Job
from app.core.uow import Runtime, UnitOfWork

POOL = 2


class Lay(Job):
    pass


class Lift(Job):
    heavy = True


@pytest.fixture
async def narrow(runtime: Runtime) -> AsyncIterator[Runtime]:
    """The smallest pools that the settings allow."""
    settings = runtime.settings.model_copy(update={"database_pool": POOL})
    async with open_database(str(settings.database_url), POOL) as database:
        yield replace(runtime, settings=settings, database=database)
    await runtime.database.writes.fetch("delete from jobs.pgqueuer where entrypoint = any($1)", ["Lay", "Lift"])


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
    async with Worker(narrow, {Lay: lay}).running(), asyncio.timeout(10):
        while laying < 2 * POOL:
            await asyncio.sleep(0.02)
        await asyncio.sleep(0.2)
        assert laying == 2 * POOL
        rest.set()
        while laying < 7:
            await asyncio.sleep(0.02)


async def test_heavy_jobs_that_need_a_second_transaction_do_not_wait_for_each_other(narrow: Runtime) -> None:
    lifting, lifted = 0, 0

    async def lift(uow: UnitOfWork, _job: Lift) -> None:
        nonlocal lifting, lifted
        lifting += 1
        await uow.session.execute(text("select 1"))
        await asyncio.sleep(0.3)  # until each of them has its first
        async with uow.runtime.database.sessions.begin() as second:
            await second.execute(text("select 1"))
        lifted += 1

    await order(narrow, *[Lift()] * 5)
    async with Worker(narrow, {Lift: lift}).running(), asyncio.timeout(8):
        while lifted < 5:
            await asyncio.sleep(0.02)
    assert lifting == 5
