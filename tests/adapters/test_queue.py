import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import asyncpg
import pytest
from pgqueuer import AsyncpgDriver
from pgqueuer import Job as Row
from pgqueuer.domain.types import QueueEntrypoint, QueueManagerId
from pgqueuer.queries import EntrypointExecutionParameter
from sqlalchemy import text

from app.adapters.queue import HEAVY_AT_ONCE, PgQueue, PoolDriver, Worker, listener, queries
from app.core.db import Statements
from app.core.ids import uuid7
from app.core.jobs import Job, Lane
from app.core.ports import StorageUnavailable
from app.core.uow import Handlers, Runtime, UnitOfWork

AT_ONCE = timedelta(0)
STATE = """
select status, attempts, execute_after > now() + interval '50 s' as later from jobs.pgqueuer where entrypoint = 'Carry'
"""
NAME = "Carry"


class Carry(Job):
    stone: int = 1


class Hoist(Job):
    lane = Lane.HEAVY


class Mason:
    """Carries stones into a table of his own; twice the same stone is once."""

    def __init__(self) -> None:
        self.carried: list[int] = []
        self.fails = False

    async def carry(self, _uow: UnitOfWork, job: Carry) -> None:
        if self.fails:
            raise RuntimeError
        self.carried.append(job.stone)

    @property
    def handlers(self) -> dict[type[Job], Callable[[UnitOfWork, Any], Awaitable[None]]]:
        return {Carry: self.carry}


@pytest.fixture
async def driver(runtime: Runtime) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(runtime.settings.database_url)
    yield connection
    await connection.execute("delete from jobs.pgqueuer where entrypoint = 'Carry'")
    await connection.close()


@pytest.fixture
def mason() -> Mason:
    return Mason()


async def order(runtime: Runtime, stone: int = 1) -> None:
    async with runtime.database.sessions.begin() as session:
        await PgQueue().defer(session, [(Carry(stone=stone), AT_ONCE)])


async def pick(driver: asyncpg.Connection) -> Row:
    entrypoints = {QueueEntrypoint(NAME): EntrypointExecutionParameter(0)}
    me, patience = QueueManagerId(uuid7()), timedelta(seconds=5)
    return (await queries(AsyncpgDriver(driver)).dequeue(1, entrypoints, me, None, patience))[0]


async def start_and_die(driver: asyncpg.Connection) -> None:
    """What `kill -9` leaves: a job that was picked, and silence."""
    await pick(driver)
    await driver.execute("update jobs.pgqueuer set heartbeat = now() - interval '1 hour' where entrypoint = 'Carry'")


async def state(runtime: Runtime) -> list[tuple[object, ...]]:
    return [tuple(row) for row in await runtime.database.reads.fetch(STATE)]


async def work_until(states: list[tuple[object, ...]], runtime: Runtime, handlers: Handlers) -> None:
    async with Worker(runtime, handlers).running(), asyncio.timeout(30):
        while await state(runtime) != states:
            await asyncio.sleep(0.02)


@pytest.mark.parametrize("commits", [True, False])
@pytest.mark.parametrize("first", [True, False], ids=["first statement", "later statement"])
async def test_a_job_lives_and_dies_with_its_transaction(
    runtime: Runtime, driver: asyncpg.Connection, *, commits: bool, first: bool
) -> None:
    async with runtime.database.sessions() as session:
        if not first:
            await session.execute(text("select 1"))
        await PgQueue().defer(session, [(Carry(), AT_ONCE)])
        await (session.commit() if commits else session.rollback())
    assert len(await state(runtime)) == int(commits)


async def test_a_job_is_done_and_gone(runtime: Runtime, driver: asyncpg.Connection, mason: Mason) -> None:
    await order(runtime, stone=7)
    await work_until([], runtime, mason.handlers)
    assert mason.carried == [7]


async def test_a_job_survives_the_death_of_its_worker(
    runtime: Runtime, driver: asyncpg.Connection, mason: Mason
) -> None:
    await order(runtime)
    await start_and_die(driver)
    await work_until([], runtime, mason.handlers)
    assert mason.carried == [1]


async def test_a_job_that_fails_waits_and_is_held_in_the_end(
    runtime: Runtime, driver: asyncpg.Connection, mason: Mason
) -> None:
    mason.fails = True
    await order(runtime)
    for entry in (("queued", 1, True), ("queued", 2, True), ("failed", 2, False)):
        await driver.execute("update jobs.pgqueuer set execute_after = now() - interval '1 s'")
        await work_until([entry], runtime, mason.handlers)


async def test_a_job_that_kills_its_workers_is_held(runtime: Runtime, driver: asyncpg.Connection, mason: Mason) -> None:
    await order(runtime)
    for _ in range(runtime.settings.jobs.attempts):
        await start_and_die(driver)
    await work_until([("failed", 0, False)], runtime, mason.handlers)
    assert mason.carried == []


async def test_a_job_that_the_world_keeps_from_being_done_is_never_held(
    runtime: Runtime, driver: asyncpg.Connection, mason: Mason
) -> None:
    async def in_vain(_uow: UnitOfWork, _job: Carry) -> None:
        raise StorageUnavailable

    await order(runtime)
    for times in range(1, runtime.settings.jobs.attempts + 2):
        await driver.execute("update jobs.pgqueuer set execute_after = now() - interval '1 s'")
        await work_until([("queued", times, True)], runtime, {Carry: in_vain})
    await driver.execute("update jobs.pgqueuer set execute_after = now() - interval '1 s'")
    await work_until([], runtime, mason.handlers)
    assert mason.carried == [1]


async def test_a_job_waits_for_a_database_that_is_away(
    runtime: Runtime, driver: asyncpg.Connection, mason: Mason
) -> None:
    parts = urlsplit(str(runtime.settings.database_url))
    with TemporaryDirectory() as folder:
        sockets = Path(folder) / "sockets"
        reads = Statements(parts._replace(query=urlencode({"host": str(sockets)})).geturl(), 1, {})
        cut_off = replace(runtime, database=replace(runtime.database, reads=reads))
        await order(runtime, stone=5)
        async with Worker(cut_off, mason.handlers).running(), asyncio.timeout(30):
            while await state(runtime) != [("picked", 0, False)]:
                await asyncio.sleep(0.02)
            await asyncio.sleep(0.2)
            assert await state(runtime) == [("picked", 0, False)]
            sockets.symlink_to(parse_qs(parts.query)["host"][0])
            while await state(runtime):
                await asyncio.sleep(0.02)
        await reads.close()
    assert mason.carried == [5]


async def test_a_job_that_has_begun_is_finished_though_pgqueuer_cancels_it(
    runtime: Runtime, driver: asyncpg.Connection
) -> None:
    start, rest, identities = asyncio.Event(), asyncio.Event(), []

    async def carry(_uow: UnitOfWork, job: Carry) -> None:
        start.set()
        await rest.wait()
        identities.append(job.stone)

    await order(runtime, stone=9)
    work = asyncio.create_task(Worker(runtime, {Carry: carry})._start(await pick(driver)))
    async with asyncio.timeout(30):
        await start.wait()
        work.cancel()
        await asyncio.sleep(0.1)
        rest.set()
        await work
    assert identities == [9]


async def test_heavy_jobs_are_few_at_a_time_and_nobody_waits_behind_them(
    runtime: Runtime, driver: asyncpg.Connection, mason: Mason
) -> None:
    hoisting, rest = 0, asyncio.Event()

    async def hoist(_uow: UnitOfWork, _job: Hoist) -> None:
        nonlocal hoisting
        hoisting += 1
        await rest.wait()

    async with runtime.database.sessions.begin() as session:
        await PgQueue().defer(session, [(Hoist(), AT_ONCE)] * 7 + [(Carry(), AT_ONCE)])
    async with Worker(runtime, mason.handlers | {Hoist: hoist}).running(), asyncio.timeout(30):
        while hoisting < HEAVY_AT_ONCE or not mason.carried:
            await asyncio.sleep(0.02)
        await asyncio.sleep(0.2)
        assert hoisting == HEAVY_AT_ONCE
        rest.set()
        while hoisting < 7:
            await asyncio.sleep(0.02)


async def test_what_is_said_before_anybody_listens_is_heard(runtime: Runtime) -> None:
    queue: asyncio.Queue[object] = asyncio.Queue()
    address, deaf = runtime.settings.database_url, asyncio.Event()
    async with asyncpg.create_pool(address, min_size=1, max_size=2) as pool, listener(pool, deaf.set) as ears:
        early = PoolDriver(pool, ears)
        async with early, asyncio.timeout(30):
            task = asyncio.create_task(early.notify("workshop", "stone"))
            await asyncio.sleep(0.1)
            await early.add_listener("workshop", queue.put_nowait)
            await task
            assert await queue.get() == "stone"
    assert not deaf.is_set()


async def test_a_worker_comes_back_when_its_connections_are_cut(
    runtime: Runtime, driver: asyncpg.Connection, mason: Mason
) -> None:
    cut = """
        select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and query ilike 'listen%' and pid <> pg_backend_pid()
    """
    async with Worker(runtime, mason.handlers).running(), asyncio.timeout(30):
        while not await driver.fetch(cut):
            await asyncio.sleep(0.05)
        await order(runtime, stone=3)
        while mason.carried != [3]:
            await asyncio.sleep(0.05)
