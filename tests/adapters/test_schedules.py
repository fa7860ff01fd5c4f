"""What comes by itself comes once, with one worker or with several."""

import asyncio
from contextlib import AsyncExitStack

import pytest

from app.adapters.queue import Worker
from app.core.jobs import Job, Scheduled
from app.core.uow import Handlers, Runtime, UnitOfWork
from app.tasks import HANDLERS, SCHEDULE

YEARLY, EACH_MINUTE = "0 0 1 1 *", "* * * * *"
DUE = """
insert into jobs.pgqueuer_schedules (expression, entrypoint, next_run) values ($1, $2, now() - interval '1 s')
on conflict (entrypoint, expression) do update set next_run = excluded.next_run
"""
ENQUEUED = "insert into jobs.pgqueuer (priority, entrypoint, payload, status) values (0, $1, $2, 'queued')"
PLANNED = "select count(*) from jobs.pgqueuer_schedules where entrypoint = $1"
OVERDUE = "select from jobs.pgqueuer_schedules where entrypoint = $1 and next_run < now()"
WAITING = "select count(*) from jobs.pgqueuer where entrypoint = $1"


class Chime(Job):
    hour: int = 12


class Strike(Job):
    pass


class Carillon(Job):
    hour: int = 12


class Belfry:
    """Counts how often it was rung."""

    def __init__(self, runtime: Runtime, kind: type[Job]) -> None:
        self.runtime, self.kind = runtime, kind
        self.heard: list[Job] = []

    async def ring(self, _uow: UnitOfWork, job: Job) -> None:
        self.heard.append(job)

    def worker(self) -> Worker:
        return Worker(self.runtime, {self.kind: self.ring}, [Scheduled("Ring", YEARLY, self.kind())])

    async def make_due(self) -> None:
        """Before workers begin: they look for what is due when they do, then not before the next slot."""
        await self.runtime.database.counts.fetch(DUE, YEARLY, self.kind.__name__)

    async def wait(self, times: int) -> None:
        async with asyncio.timeout(30):
            while len(self.heard) < times:
                await asyncio.sleep(0.02)
        await asyncio.sleep(0.3)  # for one more time, if there should be one


@pytest.mark.slow
async def test_of_two_workers_one_starts_it(runtime: Runtime) -> None:
    belfry = Belfry(runtime, Chime)
    await belfry.make_due()
    for times in (1, 2):
        async with AsyncExitStack() as workers:
            for _ in range(2):
                await workers.enter_async_context(belfry.worker().running())
            await belfry.wait(times)
        assert belfry.heard == [Chime()] * times
        await belfry.make_due()


@pytest.mark.slow
async def test_a_slot_that_a_worker_left_half_way_is_not_doubled(runtime: Runtime) -> None:
    """It had announced the job, and died before it could say so; nobody has started the job yet."""
    belfry = Belfry(runtime, Strike)
    await belfry.make_due()
    half = (
        "update jobs.pgqueuer_schedules set status = 'picked', heartbeat = now() - interval '1 m' where entrypoint = $1"
    )
    for _ in range(3):
        async with Worker(runtime, {}, [Scheduled("Ring", YEARLY, Strike())]).running():
            async with asyncio.timeout(30):
                while not (await runtime.database.reads.fetch(WAITING, "Strike"))[0][0]:
                    await asyncio.sleep(0.02)
            await asyncio.sleep(0.2)
        await runtime.database.counts.fetch(half, "Strike")
    assert (await runtime.database.reads.fetch(WAITING, "Strike"))[0][0] == 1

    async def ring(uow: UnitOfWork, job: Strike) -> None:
        """Begun before the slot is taken up again, and not over by then."""
        while await runtime.database.reads.fetch(OVERDUE, "Strike"):
            await asyncio.sleep(0.02)
        await belfry.ring(uow, job)

    async with Worker(runtime, {Strike: ring}, [Scheduled("Ring", YEARLY, Strike())]).running():
        await belfry.wait(1)
    assert len(belfry.heard) == 1


async def test_a_job_enqueued_under_its_former_name_is_done_and_its_former_schedule_forgotten(runtime: Runtime) -> None:
    belfry = Belfry(runtime, Carillon)
    await runtime.database.counts.fetch(DUE, YEARLY, "Peal")
    await runtime.database.counts.fetch(ENQUEUED, "Peal", Carillon(hour=3).model_dump_json().encode())
    handlers: Handlers = {Carillon: belfry.ring}
    schedule = [Scheduled("Ring", YEARLY, Carillon())]
    async with Worker(runtime, handlers, schedule, former_names={"Peal": Carillon}).running():
        await belfry.wait(1)
    assert belfry.heard == [Carillon(hour=3)]
    assert (await runtime.database.reads.fetch(PLANNED, "Peal"))[0][0] == 0


def test_everything_that_comes_by_itself_has_a_handler_and_a_slot_of_its_own() -> None:
    assert len({type(item.job) for item in SCHEDULE} & HANDLERS.keys()) == len(SCHEDULE) >= 17
    seldom = [item.cron for item in SCHEDULE if item.cron != EACH_MINUTE]
    assert len(set(seldom)) == len(seldom)
