"""An operator sees what is wrong with the jobs, and can try them again."""

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from app.adapters.postgres import kept_running
from app.adapters.queue import PgQueue, Worker
from app.adapters.queue_report import in_words
from app.core.jobs import Job, Scheduled
from app.core.settings import Settings
from app.core.uow import Runtime, UnitOfWork

DAILY = [Scheduled("Sweep the yard", "0 6 * * *", Job())]


class Dig(Job):
    depth: int = 1


class Site:
    """Whose first failure is held."""

    def __init__(self, runtime: Runtime) -> None:
        once = runtime.settings.jobs.model_copy(update={"attempts": 1})
        self.runtime = replace(runtime, settings=runtime.settings.model_copy(update={"jobs": once}))
        self.is_frozen = True
        self.dug: list[int] = []

    async def dig(self, _uow: UnitOfWork, job: Dig) -> None:
        if self.is_frozen:
            raise ArithmeticError
        self.dug.append(job.depth)

    async def order(self, depth: int) -> None:
        async with self.runtime.database.sessions.begin() as session:
            await PgQueue().defer(session, [(Dig(depth=depth), timedelta(0))])

    async def said(self, *schedule: Scheduled) -> str:
        async with self.runtime.database.sessions() as session:
            return in_words(await PgQueue().survey(session), schedule)

    async def requeue(self, *ids: int) -> list[int]:
        async with self.runtime.database.sessions.begin() as session:
            return await PgQueue().requeue(session, ids)

    async def work_until(self, query: str) -> None:
        async with Worker(self.runtime, {Dig: self.dig}).running(), asyncio.timeout(30):
            while not await self.runtime.database.reads.fetch(query):
                await asyncio.sleep(0.05)


FAILED_JOBS = "select id from jobs.pgqueuer where entrypoint = 'Dig' and status = 'failed'"
NO_JOB = "select 1 where not exists (select from jobs.pgqueuer where entrypoint = 'Dig')"


@pytest.fixture
async def site(runtime: Runtime) -> AsyncIterator[Site]:
    yield Site(runtime)
    await runtime.database.counts.fetch("delete from jobs.pgqueuer where entrypoint = 'Dig'")


async def test_a_job_that_is_held_is_seen_and_tried_again(site: Site) -> None:
    await site.order(7)
    assert re.search(r"Dig +0 running, 1 ready \(for \d+ s\), 0 later", await site.said(*DAILY))
    await site.work_until(FAILED_JOBS)
    [job] = await site.runtime.database.reads.fetch(FAILED_JOBS)
    text = await site.said(*DAILY)
    assert re.search(rf'{job["id"]} +Dig +since [\d: -]+: \S*ArithmeticError {{"depth":7}}', text)
    assert await site.requeue(job["id"], 987_654_321) == [job["id"]]
    site.is_frozen = False
    await site.work_until(NO_JOB)
    assert site.dug == [7]


async def test_what_comes_by_itself_is_said_in_words(site: Site) -> None:
    text = await site.said(*DAILY)
    assert "0 6 * * *      Sweep the yard: no worker has run yet" in text
    async with Worker(site.runtime, {Dig: site.dig}, [Scheduled("Dig", "0 6 * * *", Dig())]).running():
        async with asyncio.timeout(30):
            while "no worker" in await site.said(Scheduled("Dig", "0 6 * * *", Dig())):
                await asyncio.sleep(0.05)
    assert re.search(r"Dig: last .*, next [\d-]+ 06:00", await site.said(Scheduled("Dig", "0 6 * * *", Dig())))


def test_a_database_that_another_run_has_is_found(settings: Settings) -> None:
    [sockets] = parse_qs(urlsplit(str(settings.database_url)).query)["host"]
    assert unquote(str(kept_running(Path(sockets)))).endswith(f"?host={sockets}")
    assert kept_running(settings.data_dir / "nowhere") is None
