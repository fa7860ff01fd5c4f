"""Gauges of the queue and the mails for `/metrics`. They are sampled at an interval: a scrape runs no statement."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog

from app.core.background import in_background
from app.core.metrics import JOB_AGE, JOBS_HELD, JOBS_READY, MAIL_AGE, MAILS_WAITING
from app.core.uow import Runtime
from app.services.operators import health

logger = structlog.get_logger(__name__)
EVERY_SECONDS = 15.0
LATE_SECONDS = 60.0
JOBS = """
select entrypoint as kind, count(*) filter (where ready) as ready, count(*) filter (where status = 'failed') as held,
    coalesce(extract(epoch from now() - min(execute_after) filter (where ready)), 0) as age
from jobs.pgqueuer, lateral (select status = 'queued' and execute_after <= now() as ready) as state group by entrypoint
"""
MAILS = """
select count(*) as waiting, coalesce(extract(epoch from now() - min(created_at)), 0) as age
from mails where sent_at is null and refused_at is null
"""


class Watch:
    """Sign of life of this process: the time of its last successful sample."""

    def __init__(self) -> None:
        self._seen = time.monotonic()

    def note(self) -> None:
        self._seen = time.monotonic()

    def is_alive(self) -> bool:
        return time.monotonic() - self._seen < LATE_SECONDS


async def sample(runtime: Runtime) -> None:
    jobs = await runtime.database.reads.fetch(JOBS)
    [mails] = await runtime.database.reads.fetch(MAILS)
    await health.schedules(runtime)
    for gauge, name in ((JOBS_READY, "ready"), (JOBS_HELD, "held"), (JOB_AGE, "age")):
        gauge.clear()  # removes kinds without jobs
        for row in jobs:
            gauge.labels(row["kind"]).set(row[name])
    MAILS_WAITING.set(mails["waiting"])
    MAIL_AGE.set(mails["age"])


@asynccontextmanager
async def sampling(runtime: Runtime) -> AsyncIterator[Watch]:
    watch = Watch()
    async with in_background(_sample_often(runtime, watch)):
        yield watch


async def _sample_often(runtime: Runtime, watch: Watch) -> None:
    while True:
        try:
            await sample(runtime)
        except Exception as error:  # noqa: BLE001  the boundary: figures may be old, the process goes on
            logger.warning("metrics_not_sampled", cause=type(error).__name__)
        else:
            watch.note()
        await asyncio.sleep(EVERY_SECONDS)
