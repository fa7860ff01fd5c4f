"""Asking the application, and taking back all that came of it: one transaction holds each question."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import unquote, urlsplit

import asyncpg
from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, async_sessionmaker

from app.core.db import Database, Statements
from app.core.gathered import GatheredQuestions, GatheredWrites
from app.core.uow import Runtime

PATIENCE = 30  # seconds; for a machine that does much else


class Held(Statements):
    """Statements of a transaction that is open; what fails takes nothing else with it."""

    def __init__(self, connection: asyncpg.Connection) -> None:
        self._held = connection

    async def fetch(self, query: str, *args: object) -> list[asyncpg.Record]:
        async with self._held.transaction():
            rows: list[asyncpg.Record] = await self._held.fetch(query, *args)
        return rows

    async def fetchrow(self, query: str, *args: object) -> asyncpg.Record | None:
        rows = await self.fetch(query, *args)
        return rows[0] if rows else None


@asynccontextmanager
async def undone(app: FastAPI, connection: AsyncConnection) -> AsyncIterator[Runtime]:
    """All ways into the database are this one connection, and nothing of what is done through them stays."""
    app_runtime: Runtime = app.state.runtime
    async with connection.begin() as outer:
        await connection.execute(text("select 1"))  # it begins with its first statement
        driver = Held((await connection.get_raw_connection()).driver_connection)
        sessions = async_sessionmaker(connection, expire_on_commit=False, join_transaction_mode="create_savepoint")
        database = Database(
            sessions,
            driver,
            GatheredQuestions(driver.fetch),
            driver,
            GatheredQuestions(driver.fetch),
            driver,
            GatheredWrites(driver.fetch),
        )
        app.state.runtime = replace(app_runtime, database=database, endings=database)
        try:
            yield app.state.runtime
        finally:
            app.state.runtime = app_runtime
            await outer.rollback()


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode(errors="replace")

    def json(self) -> Any:
        return json.loads(self.body)


async def ask(app: FastAPI, method: str, address: str, headers: Mapping[str, str], body: bytes = b"") -> Answer:
    """Of a stream of events, that it begins."""
    target = urlsplit(address)
    scope: dict[str, Any] = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": unquote(target.path),
        "raw_path": target.path.encode(),
        "query_string": target.query.encode(),
        "root_path": "",
        "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()]
        + [(b"host", b"test"), (b"content-length", str(len(body)).encode())],
        "client": ("127.0.0.1", 1),
        "server": ("test", 80),
    }
    messages = _Said(body)
    running = asyncio.create_task(app(scope, messages.receive, messages.send))
    waiting = asyncio.create_task(messages.enough.wait())
    await asyncio.wait({running, waiting}, timeout=PATIENCE, return_when=asyncio.FIRST_COMPLETED)
    messages.gone.set()
    waiting.cancel()
    with suppress(Exception):  # what went wrong was answered with 500
        await asyncio.wait_for(running, PATIENCE)
    return Answer(messages.status, messages.headers, b"".join(messages.parts))


class _Said:
    def __init__(self, body: bytes) -> None:
        self._asked = [{"type": "http.request", "body": body, "more_body": False}]
        self.status, self.headers, self.parts = 0, dict[str, str](), list[bytes]()
        self.enough, self.gone = asyncio.Event(), asyncio.Event()

    async def receive(self) -> dict[str, Any]:
        if self._asked:
            return self._asked.pop()
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = {name.decode(): value.decode() for name, value in message["headers"]}
            if self.headers.get("content-type", "").startswith("text/event-stream"):
                self.enough.set()
        else:
            self.parts.append(message.get("body", b""))
