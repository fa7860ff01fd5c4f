"""Nothing that is logged says who: neither our lines, nor those of libraries, of jobs, and of PostgreSQL."""

import asyncio
import gc
import json
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import asyncpg
import pytest
import structlog
from fastapi import FastAPI
from pgqueuer import AsyncpgDriver, RetryRequested
from pgqueuer.models import TracebackRecord
from pgqueuer.ports.repository import EntrypointExecutionParameter
from pgqueuer.types import QueueEntrypoint, QueueManagerId
from sqlalchemy import text
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.adapters.postgres import SILENCE
from app.adapters.queue import Worker, queries
from app.api.edge import Edge
from app.core.actor import SYSTEM
from app.core.db import reach
from app.core.ids import uuid7
from app.core.jobs import Job
from app.core.ports import MailRefused, OutgoingMail
from app.core.uow import Runtime, UnitOfWork
from tests.api.test_erasures import where
from tests.support.communities import grown_up
from tests.support.grants import read, share, token_of, told
from tests.support.logs import lines_of_postgresql, recorded
from tests.support.people import BARE, Person, visit, work_off
from tests.support.spelling import Spelling
from tests.support.uploads import renew

REFUSED = "select (:word)::text::integer"  # PostgreSQL quotes the word in its message
ANSWERS = ("/v1/me", "/v1/experiences?q={0}", "/v1/skills?q={0}", "/s/{0}", "/{0}", "/v1/{0}", "/v1/experiences/{0}")


class Fail(Job):
    way: int


class Refusing:
    async def send(self, mail: OutgoingMail) -> None:
        raise MailRefused(f"550 {mail.to}: no such person")


@pytest.fixture
def word() -> str:
    return f"canari{uuid7().hex[-10:]}"


@pytest.mark.slow
async def test_nothing_that_is_logged_says_who(
    app: FastAPI, runtime: Runtime, word: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with recorded() as lines:
        assert isinstance(app.middleware_stack, Spelling)
        edge = app.middleware_stack.app
        assert isinstance(edge, Edge)
        monkeypatch.setattr(edge, "log", structlog.get_logger().bind())  # its own was bound before this recording
        person = await grown_up(app, word)
        secrets = [word, *await _live(app, person, word)]
        await _fail(app, runtime, word)
        await _work(runtime, word)
        await _leave_a_task(word)
        logging.getLogger("pgqueuer").error("Exception while processing", exc_info=ValueError(word))
        words = lines.getvalue().splitlines()
    kinds = {json.loads(line)["event"] for line in words}
    assert {
        "answered",
        "failed",
        "unavailable",
        "job_failed",
        "job_held",
        "Task exception was never retrieved",
    } <= kinds
    assert len(words) >= 20
    of_server = await lines_of_postgresql(runtime.settings.direct_url)
    assert any("database system is ready" in line for line in of_server)
    assert [line for line in words + of_server for secret in secrets if secret in line] == []
    assert {name for name in await where(runtime, [word]) if name.startswith("pgqueuer")} == set()


async def test_postgresql_logs_no_errors_no_statements_and_no_values(runtime: Runtime) -> None:
    rows = await runtime.database.reads.fetch("select name, setting from pg_settings where name = any($1)", [*SILENCE])
    assert {row["name"]: row["setting"] for row in rows} == SILENCE
    assert len(SILENCE) == 6


async def _live(app: FastAPI, person: Person, word: str) -> list[str]:
    """Return what opens something."""
    await person.ask("PUT", f"/v1/experiences/{uuid7()}", 201, json=BARE | {"title": word, "people": [word]})
    await person.ask("PUT", f"/v1/experiences/{uuid7()}", 422, json=BARE | {"title": word, "lived_at": word})
    grant = await share(person, await told(person, word))
    await renew(person)
    async with visit(app) as guest:
        assert (await read(guest, grant)).status_code == 200
        await guest.post("/v1/sessions/codes", json={"email": person.email})
        assert (await guest.post("/v1/sessions", json={"email": person.email, "code": "000000"})).status_code >= 400
        await guest.get("/v1/me", headers={"Authorization": f"Bearer {word}"})
        for path in ANSWERS:
            await guest.get(path.format(word))
            await person.client.get(path.format(word))
    access = person.client.headers["authorization"].partition(" ")[2]
    return [person.email, token_of(grant), access, person.refresh_token]


async def _fail(app: FastAPI, runtime: Runtime, word: str) -> None:
    """A request whose answer broke, one that came while something was away, and one that PostgreSQL refused."""

    async def broken(_: Request) -> Response:
        raise RuntimeError(word) from ValueError(f"{word}@example.org")

    async def away(_: Request) -> Response:
        raise ConnectionError(word)

    async def refused(_: Request) -> Response:
        async with runtime.work(SYSTEM) as uow:
            await uow.session.execute(text(REFUSED), {"word": word})
        return Response()

    ways = [Route("/broken", broken), Route("/away", away), Route("/refused", refused)]
    app.router.routes[:0] = ways
    try:
        async with visit(app) as guest:
            assert [(await guest.get(way.path)).status_code for way in ways] == [500, 503, 422]
    finally:
        del app.router.routes[: len(ways)]


@asynccontextmanager
async def connected(runtime: Runtime) -> AsyncIterator[asyncpg.Connection]:
    connection = await reach(runtime.settings.direct_url)
    try:
        yield connection
    finally:
        await connection.close()


async def _work(runtime: Runtime, word: str) -> None:
    """Jobs that fail, are tried again, and are held; a mail that its server refused."""

    async def fail(uow: UnitOfWork, job: Fail) -> None:
        if job.way:
            await uow.session.execute(text(REFUSED), {"word": word})
        raise RuntimeError(word)

    async with runtime.work(SYSTEM) as uow:
        uow.enqueue(Fail(way=0))
        uow.enqueue(Fail(way=1))
    worker, kinds = Worker(runtime, {Fail: fail}), {QueueEntrypoint("Fail"): EntrypointExecutionParameter(0)}
    async with connected(runtime) as connection:
        queue = queries(AsyncpgDriver(connection))
        while rows := await queue.dequeue(10, kinds, QueueManagerId(uuid7()), None, timedelta(seconds=30)):
            for row in rows:
                try:
                    await worker._work_off(row)
                except RetryRequested as again:
                    await queue.retry_job(row, timedelta(0), TracebackRecord.from_exception(again, row.id))
                except Exception as error:  # noqa: BLE001  it is held, as pgqueuer does
                    await queue.log_jobs([(row, "failed", TracebackRecord.from_exception(error, row.id))])
        causes = await connection.fetch("select traceback->>'exception_type' as kind from jobs.pgqueuer_log")
        assert {"RetryRequested", "RuntimeError"} <= {row["kind"] for row in causes}
        await connection.execute("delete from jobs.pgqueuer where entrypoint = 'Fail'")
    await work_off(replace(runtime, mailer=Refusing()))


async def _leave_a_task(word: str) -> None:
    async def fail() -> None:
        raise RuntimeError(word)

    task = asyncio.create_task(fail())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    del task
    gc.collect()
