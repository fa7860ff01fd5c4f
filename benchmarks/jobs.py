"""Jobs that do nothing: what a worker needs for a job, apart from its work."""

import asyncio
import statistics
import time
from datetime import timedelta

from app import worker
from app.adapters.queue import PgQueue, Worker
from app.core.jobs import Job
from app.core.uow import Runtime, UnitOfWork
from app.main import open_runtime
from benchmarks.world import World

JOBS, ROUNDS, MUST = 6_000, 3, 1_500


class Nothing(Job):
    number: int


class Counter:
    def __init__(self) -> None:
        self.seen: set[int] = set()
        self.times: list[float] = []
        self.all = asyncio.Event()

    async def count(self, _uow: UnitOfWork, job: Nothing) -> None:
        assert job.number not in self.seen
        self.seen.add(job.number)
        self.times.append(time.perf_counter())
        if len(self.seen) == JOBS:
            self.all.set()


def throughput(world: World) -> str:
    with asyncio.Runner(loop_factory=worker.LOOP) as runner:
        rates = sorted(runner.run(_once(world)) for _ in range(ROUNDS))
    rate = statistics.median(rates)
    return (
        f"jobs that do nothing, one worker: {rate:.0f}/s ({rates[0]:.0f}–{rates[-1]:.0f}); must {MUST}: "
        f"{'ok' if rate >= MUST else 'BELOW'}"
    )


async def _once(world: World) -> float:
    async with open_runtime(world.settings) as runtime:
        await _enqueue(runtime)
        counter = Counter()
        async with Worker(runtime, {Nothing: counter.count}).running(), asyncio.timeout(120):
            await counter.all.wait()
        left = await runtime.database.reads.fetch("select from jobs.pgqueuer")
        assert not left, len(left)
    return (JOBS - 1) / (counter.times[-1] - counter.times[0])


async def _enqueue(runtime: Runtime) -> None:
    async with runtime.database.sessions.begin() as session:
        await PgQueue().defer(session, [(Nothing(number=n), timedelta(0)) for n in range(JOBS)])
