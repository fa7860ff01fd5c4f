"""pgqueuer behind the JobQueue port: a job is a row of the caller's own transaction."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from types import MappingProxyType
from typing import Any, cast

import asyncpg
import structlog
from asyncpg.pool import PoolConnectionProxy
from pgqueuer import AsyncpgPoolDriver, PgQueuer, Queries, RetryRequested
from pgqueuer import Job as Row
from pgqueuer.adapters.persistence.qb import QueryBuilderEnvironment, QueryQueueBuilder, QuerySchedulerBuilder
from pgqueuer.domain.settings import DBSettings
from pgqueuer.domain.types import CronEntrypoint
from pgqueuer.models import JobId, Schedule
from pgqueuer.ports.driver import Driver, NotifyCallback
from sqlalchemy.ext.asyncio import AsyncSession

from app.adapters import queue_report
from app.adapters.queue_attempts import ELSEWHERE, Attempts
from app.adapters.queue_clock import SCHEDULES_QUERY, Mindful, is_late
from app.adapters.queue_outages import Outage
from app.core.actor import SYSTEM
from app.core.clock import utc_now
from app.core.database_addresses import address_of
from app.core.db import Statements, transactions_at_once
from app.core.errors import Unavailable
from app.core.failures import problem_behind
from app.core.jobs import FailedJob, Job, Lane, QueueState, Scheduled, Timed, Waiting
from app.core.metrics import JOBS
from app.core.uow import Handlers, Runtime

logger = structlog.get_logger(__name__)
NAMES = DBSettings(db_schema="jobs")
QUICK_AT_ONCE, PHOTOS_AT_ONCE, HEAVY_AT_ONCE, OUTBOUND_AT_ONCE = 64, 4, 4, 16  # of one worker
LONGEST_WAIT = timedelta(minutes=1)  # between attempts while a dependency is unavailable
CLOSES_WITHIN = 1  # seconds for closing the connections of a finished round
NEXT_LOOK = timedelta(milliseconds=5)  # after a full batch: pgqueuer's tenth of a second leaves workers idle
DATABASE_SECONDS = 0.5  # the same, for database failures

PRUNE = """
    with notes as (
        delete from jobs.pgqueuer_log where id in (
            select id from jobs.pgqueuer_log as log
            where created < $1 and not exists (select from jobs.pgqueuer where pgqueuer.id = log.job_id) limit $2)
        returning id
    ), counts as (
        delete from jobs.pgqueuer_statistics where id in (
            select id from jobs.pgqueuer_statistics where created < $1 limit $2)
        returning id
    )
    select greatest((select count(*) from notes), (select count(*) from counts)) as gone
"""


def queries(driver: Driver) -> Queries:
    return Mindful(driver, QueryBuilderEnvironment(NAMES), QueryQueueBuilder(NAMES), QuerySchedulerBuilder(NAMES))


class PoolDriver(AsyncpgPoolDriver):
    """Tells whether LISTEN works. pgqueuer sends its first echo before it listens, misses it, and reports itself deaf;
    when it really is deaf, it notices half a minute later.
    """

    def __init__(self, pool: asyncpg.Pool, ears: PoolConnectionProxy) -> None:
        super().__init__(pool)
        self._ears, self._listens = ears, asyncio.Event()

    async def add_listener(self, channel: str, callback: NotifyCallback) -> None:
        await self._ears.add_listener(channel, lambda *arguments: callback(arguments[3]))
        self._listens.set()

    async def notify(self, channel: str, payload: str) -> None:
        await self._listens.wait()
        await super().notify(channel, payload)


@asynccontextmanager
async def listener(pool: asyncpg.Pool, deaf: Callable[[], None]) -> AsyncIterator[PoolConnectionProxy]:
    """Lend the connection that listens. One that is lost went back to the pool by itself."""
    ears, lost = await pool.acquire(), asyncio.Event()

    def lose(_: object) -> None:
        lost.set()
        deaf()

    ears.add_termination_listener(lose)
    try:
        yield ears
    finally:
        if not lost.is_set():
            ears.remove_termination_listener(lose)
            await ears.reset()
            await pool.release(ears)


class _InTransaction:
    """Runs SQL through the session. On the driver's connection it would run before SQLAlchemy opens the transaction, so
    a job enqueued first would commit alone.
    """

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def fetch(self, query: str, *args: object) -> list[dict[str, Any]]:
        result = await (await self._session.connection()).exec_driver_sql(query, args)
        return [dict(row) for row in result.mappings()]

    async def execute(self, query: str, *args: object) -> None:
        await (await self._session.connection()).exec_driver_sql(query, args)


class PgQueue:
    def __init__(self, schedule: Sequence[Scheduled] = ()) -> None:
        self._schedule = schedule

    async def late(self, reads: Statements) -> list[str]:
        rows = {(row["entrypoint"], row["expression"]): row for row in await reads.fetch(SCHEDULES_QUERY)}
        now = max((row["now"] for row in rows.values()), default=utc_now())
        row_of = {item: rows.get((type(item.job).__name__, item.cron)) for item in self._schedule}
        return [
            type(entry.job).__name__ for entry, row in row_of.items() if is_late(entry, row and row["next_run"], now)
        ]

    async def defer(self, session: AsyncSession, jobs: Sequence[tuple[Job, timedelta]]) -> None:
        queue = queries(cast(Driver, _InTransaction(session)))  # pgqueuer needs no more of a driver here
        names = [type(job).__name__ for job, _ in jobs]
        payloads: list[bytes | None] = [job.model_dump_json().encode() for job, _ in jobs]
        delays: list[timedelta | None] = [delay for _, delay in jobs]
        await queue.enqueue(names, payloads, [0] * len(jobs), delays)

    async def prune(self, session: AsyncSession, before: datetime, limit: int) -> int:
        rows = await _InTransaction(session).fetch(PRUNE, before, limit)
        return int(rows[0]["gone"])

    async def survey(self, session: AsyncSession) -> QueueState:
        fetch = _InTransaction(session).fetch
        queries = (queue_report.SCHEDULES, queue_report.WAITING, queue_report.HELD_JOBS)
        schedules, waiting, failures = [await fetch(query) for query in queries]
        return QueueState(
            [Timed(**item) for item in schedules],
            [Waiting(**item) for item in waiting],
            [FailedJob(**item) for item in failures],
        )

    async def requeue(self, session: AsyncSession, ids: Sequence[int]) -> list[int]:
        run = _InTransaction(session)
        job_ids = [row["id"] for row in await run.fetch(queue_report.HELD_JOBS_BY_ID, list(ids))]
        await queries(cast(Driver, run)).requeue_jobs([JobId(item) for item in job_ids])
        return job_ids


@dataclass(slots=True)
class WorkerPool:
    """Runs jobs concurrently. A dead worker counts as a failed attempt for each job that it held; other workers can
    take all other jobs. So it holds at most `at_once`.
    """

    names: Sequence[str]
    at_once: int
    schedule: Sequence[Scheduled] = ()
    stop: asyncio.Event = field(default_factory=asyncio.Event)


class Worker:
    def __init__(
        self,
        runtime: Runtime,
        handlers: Handlers,
        schedule: Sequence[Scheduled] = (),
        given_up: Handlers = MappingProxyType({}),
        former_names: Mapping[str, type[Job]] = MappingProxyType({}),
    ) -> None:
        """`given_up`: called once when a job is held. `former_names`: names under which a kind was enqueued before."""
        self._url = address_of(runtime.settings.direct_url).dsn
        self._runtime = runtime
        kinds = {kind.__name__: kind for kind in handlers} | dict(former_names)
        self._handlers = {name: (kind, handlers[kind]) for name, kind in kinds.items()}
        self._former_names = {CronEntrypoint(name) for name in former_names}
        self._given_up = given_up
        self._settings = runtime.settings.jobs
        self._stopping, self._outage = False, Outage()
        self._attempts = Attempts(runtime.database.reads)
        transactions = transactions_at_once(runtime.settings.database_pool)
        self._hands = asyncio.Semaphore(transactions)
        # Exports and erasures open a second transaction: one connection stays free that they can all wait for.
        heavy_at_once = min(HEAVY_AT_ONCE, transactions - 1)
        at_once = {
            Lane.QUICK: QUICK_AT_ONCE,
            Lane.PHOTOS: PHOTOS_AT_ONCE,
            Lane.HEAVY: heavy_at_once,
            Lane.OUTBOUND: OUTBOUND_AT_ONCE,
        }
        self._pools = [
            WorkerPool(names, at_once[lane], schedule if lane is Lane.QUICK else ())
            for lane in Lane
            if (names := [name for name, kind in kinds.items() if kind.lane is lane]) or lane is Lane.QUICK
        ]

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        with self._outage.told_once():
            work = [asyncio.create_task(self._work(workers)) for workers in self._pools]
            try:
                yield
            finally:
                self._stopping = True
                for workers in self._pools:
                    workers.stop.set()  # running jobs finish
                await asyncio.gather(*work)

    async def _work(self, workers: WorkerPool) -> None:
        while not self._stopping:
            workers.stop = asyncio.Event()  # for this round, which also ends when LISTEN is lost
            try:
                async with _pool(self._url) as pool, listener(pool, partial(self._lose, workers)) as ears:
                    self._outage.end(id(workers))
                    if workers.schedule:
                        await queries(AsyncpgPoolDriver(pool)).delete_schedule(set(), self._former_names)
                    await self._manager(PoolDriver(pool, ears), workers).run(
                        heartbeat_timeout=timedelta(seconds=self._settings.heartbeat),
                        shutdown_on_listener_failure=True,
                        batch_size=workers.at_once // 2,
                        max_concurrent_tasks=workers.at_once,
                    )
            except Exception as error:  # losing the database ends a round, not the worker
                if isinstance(problem_behind(error), Unavailable):
                    self._outage.begin(id(workers), type(error).__name__)
                else:
                    logger.exception("worker_starts_again")
                await asyncio.sleep(1)

    def _lose(self, workers: WorkerPool) -> None:
        self._outage.begin(id(workers), "ConnectionLost")
        workers.stop.set()

    def _manager(self, driver: Driver, workers: WorkerPool) -> PgQueuer:
        manager = PgQueuer(driver, queries=queries(driver))
        manager.qm.min_dequeue_poll_interval = NEXT_LOOK
        # Undocumented: each manager has its own event, but here all stop together. Hence the pin `<2`.
        manager.shutdown = manager.qm.shutdown = manager.sm.shutdown = workers.stop
        for name in workers.names:
            manager.entrypoint(name, on_failure="hold")(self._start)
        for item in workers.schedule:
            manager.schedule(type(item.job).__name__, item.cron)(partial(self._enqueue_slot, driver, item.job))
        return manager

    async def _enqueue_slot(self, driver: Driver, job: Job, slot: Schedule) -> None:
        """Enqueue the job under a key for its slot: if a worker dies here, another enqueues it without a duplicate."""
        key = f"{slot.entrypoint} {slot.expression} {slot.next_run:%Y-%m-%dT%H:%M}"
        payload = job.model_dump_json().encode()
        await queries(driver).enqueue(slot.entrypoint, payload, dedupe_key=key, on_conflict="skip")

    async def _start(self, row: Row) -> None:
        """Shield the job from pgqueuer: when it loses the database it may cancel running jobs, and then forget them."""
        work = asyncio.create_task(self._work_off(row))
        while not work.done():
            with suppress(asyncio.CancelledError):
                await asyncio.wait([work])
        await work

    async def _work_off(self, row: Row) -> None:
        try:
            await self._do(row)
        except Exception as error:
            starts, waits = await self._history(row)
            if isinstance(problem_behind(error), Unavailable):
                JOBS.labels(row.entrypoint, "waits").inc()
                logger.warning("job_waits", kind=row.entrypoint, job=row.id, cause=type(error).__name__)
                raise RetryRequested(delay=min(self._delay(waits), LONGEST_WAIT), reason=ELSEWHERE) from error
            JOBS.labels(row.entrypoint, "failed").inc()
            is_last_attempt = starts >= self._settings.attempts
            logger.exception(
                "job_held" if is_last_attempt else "job_failed", kind=row.entrypoint, job=row.id, starts=starts
            )
            if is_last_attempt:
                await self._give_up(row)
                raise  # held
            raise RetryRequested(delay=self._delay(starts - 1), reason=type(error).__name__) from error
        JOBS.labels(row.entrypoint, "done").inc()

    async def _do(self, row: Row) -> None:
        starts, _ = await self._history(row)
        if starts > self._settings.attempts:
            raise RuntimeError("It kills its workers")  # held, for an operator
        kind, handler = self._handlers[row.entrypoint]
        async with self._hands if kind.lane is Lane.QUICK else nullcontext(), self._runtime.work(SYSTEM) as uow:
            await handler(uow, kind.model_validate_json(row.payload or b""))

    async def _give_up(self, row: Row) -> None:
        kind, _ = self._handlers[row.entrypoint]
        if kind in self._given_up:
            async with self._runtime.work(SYSTEM) as uow:
                await self._given_up[kind](uow, kind.model_validate_json(row.payload or b""))

    async def _history(self, row: Row) -> tuple[int, int]:
        """Return how often the job was started and had to wait, once the database answers. A job that ends while
        nothing can be written would be held by pgqueuer, whatever its result.
        """
        while True:
            try:
                return await self._attempts.of(row.id)
            except Exception as error:
                if self._stopping or not isinstance(problem_behind(error), Unavailable):
                    raise
                await asyncio.sleep(DATABASE_SECONDS)

    def _delay(self, before: int) -> timedelta:
        return timedelta(seconds=self._settings.first_delay * 2 ** min(before, 20))


@asynccontextmanager
async def _pool(url: str) -> AsyncIterator[asyncpg.Pool]:
    """Yield a pool. Closing it does not wait for a connection that a pooler never returns."""
    pool = await asyncpg.create_pool(url, min_size=2, max_size=4)
    try:
        yield pool
    finally:
        with suppress(TimeoutError):
            async with asyncio.timeout(CLOSES_WITHIN):
                await pool.close()  # terminates the connections after the timeout
