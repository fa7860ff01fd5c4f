"""What a worker logs while PostgreSQL is away: one plain line, and another when it is back."""

import asyncio
import json
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from app.adapters.queue import PgQueue, Worker
from app.core.jobs import Job, Lane
from app.core.uow import Handlers, Runtime, UnitOfWork
from tests.support.logs import recorded
from tests.support.severing import SOCKET


class Haul(Job):
    stone: int


class Hoist(Job):
    lane = Lane.HEAVY


class Show(Job):
    lane = Lane.PHOTOS


class Ring(Job):
    lane = Lane.OUTBOUND


class Way:
    """A way to PostgreSQL that can be cut."""

    def __init__(self, sockets: str, own: Path) -> None:
        self._sockets, self._own = sockets, own
        self._writers: list[StreamWriter] = []

    async def open(self) -> None:
        self._server = await asyncio.start_unix_server(self._serve, self._own / SOCKET)

    def cut(self) -> None:
        self._server.close()
        for writer in self._writers:
            writer.transport.abort()

    async def _serve(self, client: StreamReader, to_client: StreamWriter) -> None:
        server, to_server = await asyncio.open_unix_connection(f"{self._sockets}/{SOCKET}")
        self._writers += [to_client, to_server]
        await asyncio.gather(self._pass_on(client, to_server), self._pass_on(server, to_client), return_exceptions=True)

    async def _pass_on(self, source: StreamReader, target: StreamWriter) -> None:
        while data := await source.read(1 << 20):
            target.write(data)
        target.close()


@asynccontextmanager
async def way_to(runtime: Runtime) -> AsyncIterator[tuple[Runtime, Way]]:
    parts = urlsplit(str(runtime.settings.database_url))
    [sockets] = parse_qs(parts.query)["host"]
    with TemporaryDirectory() as folder:
        way = Way(sockets, Path(folder))
        await way.open()
        url = parts._replace(query=urlencode({"host": folder})).geturl()
        settings = runtime.settings.model_copy(update={"database_url": url})
        yield replace(runtime, settings=settings), way
        way.cut()


@pytest.mark.slow
async def test_an_outage_is_told_once_and_in_plain_words(runtime: Runtime) -> None:
    """It was told once a second by each of four pools, with « connection has been released back to the pool »."""
    hauled = list[int]()

    async def haul(_uow: UnitOfWork, job: Haul) -> None:
        hauled.append(job.stone)

    async def idle(_uow: UnitOfWork, _job: Job) -> None:
        return

    async def order(stone: int) -> None:
        async with runtime.database.sessions.begin() as session:
            await PgQueue().defer(session, [(Haul(stone=stone), timedelta(0))])
        while stone not in hauled:
            await asyncio.sleep(0.05)

    kinds: Handlers = {Haul: haul, Hoist: idle, Show: idle, Ring: idle}
    async with way_to(runtime) as (elsewhere, way), asyncio.timeout(60):
        with recorded() as log:
            async with Worker(elsewhere, kinds).running():
                await order(1)
                for stone in (2, 3):
                    way.cut()
                    await asyncio.sleep(2.5)
                    await way.open()
                    await order(stone)
                await asyncio.sleep(1.5)  # until each pool is back
        lines = [json.loads(line) for line in log.getvalue().splitlines()]
    events = [(line["event"], line["level"]) for line in lines if line["level"] != "debug"]
    assert events == 2 * [("worker_waits_for_database", "warning"), ("worker_goes_on", "warning")], log.getvalue()
    # What was done while the way was cut is still noted as picked.
    await runtime.database.writes.fetch("delete from jobs.pgqueuer where entrypoint = 'Haul'")
