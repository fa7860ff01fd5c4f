"""2,000 phones that listen for notifications: what they cost, how soon they hear, how soon they let a server go."""

import asyncio
import subprocess
import time
from collections.abc import Iterator

import psutil
from sqlalchemy import select

from app.core.actor import SYSTEM
from app.core.ids import uuid7
from app.main import open_runtime
from app.models.notifications import NotificationType
from app.models.users import User
from app.services.notifications.notifications import NewNotification, notify
from benchmarks.load import verdict
from benchmarks.world import PORT, World

STREAMS, MOST_MB = 2_000, 100
HEAR_SECONDS, END_SECONDS = 2, 5


def measure(world: World, server: subprocess.Popen[bytes]) -> Iterator[str]:
    """Ends the server."""
    with asyncio.Runner() as runner:
        more, heard, ended = runner.run(_all(world, server))
    said = "ok" if more <= MOST_MB else "ABOVE"
    yield f"{STREAMS} idle streams: {more:.0f} MB more in the API (PSS); must {MOST_MB}: {said}"
    yield verdict(f"an event reaches all {STREAMS}", heard, HEAR_SECONDS)
    yield verdict(f"SIGTERM ends it with {STREAMS} streams open", ended, END_SECONDS)


async def _all(world: World, server: subprocess.Popen[bytes]) -> tuple[float, float, float]:
    api = psutil.Process(server.pid)
    before = api.memory_full_info().pss
    streams = []
    for first in range(1, STREAMS + 1, 50):
        streams += await asyncio.gather(*(_open(world, n) for n in range(first, min(first + 50, STREAMS + 1))))
    await asyncio.sleep(2)
    more = (api.memory_full_info().pss - before) / 1e6
    hearing = [asyncio.create_task(_hear(reader)) for reader, _ in streams]
    began = await _tell(world)
    async with asyncio.timeout(60):
        heard = max(await asyncio.gather(*hearing)) - began
    began = time.perf_counter()
    server.terminate()
    ends = await asyncio.gather(*(reader.read() for reader, _ in streams))
    await asyncio.to_thread(server.wait, 60)
    ended = time.perf_counter() - began
    assert all(end.endswith(b"0\r\n\r\n") for end in ends)  # as the last chunk does: whole, not cut
    for _, writer in streams:
        writer.close()
    return more, heard, ended


async def _open(world: World, number: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    reader, writer = await asyncio.open_connection("127.0.0.1", PORT)
    lines = ("GET /v1/notifications/stream HTTP/1.1", "Host: x", f"Authorization: Bearer {world.token(number)}", "", "")
    writer.write("\r\n".join(lines).encode())
    await reader.readuntil(b"open")
    return reader, writer


async def _hear(reader: asyncio.StreamReader) -> float:
    await reader.readuntil(b"event: notification")
    return time.perf_counter()


async def _tell(world: World) -> float:
    """As a job does, in another process; when it is about to be committed."""
    statement = select(User.id).where(User.id.between(world.person(1), world.person(STREAMS)))
    async with open_runtime(world.settings) as runtime, runtime.work(SYSTEM) as uow:
        assert (
            await notify(uow, statement, NewNotification(NotificationType.MISSION, uuid7(), data={"title": "Un mur"}))
            == STREAMS
        )
        return time.perf_counter()
