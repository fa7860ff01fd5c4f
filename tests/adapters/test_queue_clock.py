"""A clock that was ahead for a minute holds nothing up once it is right again."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from httpx import AsyncClient
from sqlalchemy import text

from app.adapters.queue import PgQueue, Worker
from app.adapters.queue_clock import is_late
from app.core.jobs import Job, Scheduled
from app.core.uow import Runtime, UnitOfWork
from app.tasks import SCHEDULE

NOW = datetime(2026, 3, 3, 13, 10, tzinfo=UTC)
PLAN = """
insert into jobs.pgqueuer_schedules (expression, entrypoint, next_run) values ($1, $2, now() + $3)
on conflict (entrypoint, expression) do update set next_run = excluded.next_run
"""
NEXT = "select next_run - now() as wait from jobs.pgqueuer_schedules where entrypoint = $1"
# As it is written by a clock that is ahead: all of it moves along.
AHEAD = text(
    """
    update jobs.pgqueuer set created = created + :ahead, updated = updated + :ahead,
        execute_after = execute_after + :ahead
    where entrypoint in ('Peal', 'Knell')
    """
)
FORGET = """
delete from jobs.pgqueuer where entrypoint in ('Peal', 'Knell')
returning entrypoint, execute_after - now() as wait
"""


class Toll(Job):
    pass


HOURLY = Scheduled("Toll", "5 * * * *", Toll())


class Peal(Job):
    pass


class Knell(Job):
    pass


async def nothing(_uow: UnitOfWork, _job: Job) -> None:
    pass


@pytest.mark.parametrize("ahead", [timedelta(days=365), timedelta(hours=2)])
async def test_a_schedule_that_was_planned_for_next_year_comes_at_its_next_slot(
    runtime: Runtime, ahead: timedelta
) -> None:
    await runtime.database.counts.fetch(PLAN, HOURLY.cron, "Toll", ahead)
    assert await PgQueue([HOURLY]).late(runtime.database.reads) == ["Toll"]
    async with Worker(runtime, {Toll: nothing}, [HOURLY]).running(), asyncio.timeout(30):
        while await PgQueue([HOURLY]).late(runtime.database.reads):
            await asyncio.sleep(0.05)
    [row] = await runtime.database.reads.fetch(NEXT, "Toll")
    assert row["wait"] <= timedelta(hours=1)


async def test_a_job_that_was_enqueued_by_that_clock_does_not_rest_until_then(runtime: Runtime) -> None:
    end = asyncio.Event()

    async def ring(_uow: UnitOfWork, _job: Peal) -> None:
        end.set()

    jobs = [(Peal(), timedelta(0)), (Knell(), timedelta(minutes=10))]
    try:
        async with Worker(runtime, {Peal: ring, Knell: nothing}, [HOURLY]).running(), asyncio.timeout(15):
            while await PgQueue([HOURLY]).late(runtime.database.reads):
                await asyncio.sleep(0.05)
            async with runtime.database.sessions.begin() as session:
                await PgQueue().defer(session, jobs)
                await session.execute(AHEAD, {"ahead": timedelta(hours=1)})
            await end.wait()  # a worker that is not woken looks twice a minute
    finally:
        rows = await runtime.database.writes.fetch(FORGET)
    waits = {row["entrypoint"]: row["wait"] for row in rows}
    # What was to wait, waits as long as was said.
    assert timedelta(minutes=9) < waits["Knell"] <= timedelta(minutes=10)


def test_late_is_what_was_not_picked_up_or_waits_beyond_its_next_slot() -> None:
    for item in SCHEDULE:
        assert is_late(item, None, NOW)
        assert is_late(item, NOW - timedelta(minutes=6), NOW)
        assert is_late(item, NOW + timedelta(days=8), NOW)
        assert not is_late(item, NOW - timedelta(minutes=1), NOW)
        assert not is_late(item, NOW, NOW)


async def test_who_watches_is_told_that_a_schedule_is_late(guest: AsyncClient, runtime: Runtime) -> None:
    counts = runtime.database.counts
    for item in SCHEDULE:
        await counts.fetch(PLAN, item.cron, type(item.job).__name__, timedelta(0))
    assert (await guest.get("/readyz")).json()["schedules"] == "ready"
    await counts.fetch(PLAN, SCHEDULE[0].cron, type(SCHEDULE[0].job).__name__, timedelta(days=365))
    answer = await guest.get("/readyz")
    assert (answer.status_code, answer.json()["schedules"]) == (200, "late")
    assert "daytripper_schedules_late 1.0" in (await guest.get("/metrics")).text
    await counts.fetch(PLAN, SCHEDULE[0].cron, type(SCHEDULE[0].job).__name__, timedelta(0))
