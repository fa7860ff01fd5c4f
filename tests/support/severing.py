"""A way to PostgreSQL that breaks once: after something was done, before whoever asked for it hears of it."""

import asyncio
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import parse_qs, urlencode, urlsplit

from app.core.db import Database, open_database
from app.core.uow import Runtime

SOCKET = ".s.PGSQL.5432"
READY = b"Z\x00\x00\x00\x05I"  # PostgreSQL's « ready for the next », out of a transaction


@asynccontextmanager
async def severed(runtime: Runtime, answer: bytes) -> AsyncIterator[Database]:
    """Return the same database, whose connection ends the first time that it would answer `answer`."""
    parts = urlsplit(str(runtime.settings.database_url))
    [sockets] = parse_qs(parts.query)["host"]
    answers_to_wait_for = [answer]

    async def serve(client: StreamReader, to_client: StreamWriter) -> None:
        server, to_server = await asyncio.open_unix_connection(f"{sockets}/{SOCKET}")
        await asyncio.gather(_pass_on(client, to_server, []), _pass_on(server, to_client, answers_to_wait_for))

    async with AsyncExitStack() as stack:
        folder = stack.enter_context(TemporaryDirectory())
        await stack.enter_async_context(await asyncio.start_unix_server(serve, Path(folder) / SOCKET))
        url = parts._replace(query=urlencode({"host": folder})).geturl()
        yield await stack.enter_async_context(open_database(url, 1))
    assert answers_to_wait_for == []


async def _pass_on(source: StreamReader, target: StreamWriter, answers_to_wait_for: list[bytes]) -> None:
    while data := await source.read(1 << 20):
        if answers_to_wait_for and answers_to_wait_for[0] in data:
            assert data.endswith(READY)
            answers_to_wait_for.clear()
            break
        target.write(data)
    target.close()


def through(runtime: Runtime, database: Database) -> Runtime:
    """Return the runtime with that database for statements that commit by themselves."""
    own = {name: getattr(database, name) for name in ("writes", "gathered_changes", "counts")}
    return replace(runtime, database=replace(runtime.database, **own))
