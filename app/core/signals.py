"""Signals that transactions send when they commit (LISTEN/NOTIFY), over a connection of their own."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

import structlog
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.background import in_background
from app.core.db import reach

NOTIFICATIONS = "news"  # for one person, or "" for many
ROOMS = "rooms"  # for one room
CLOCK = "clock"  # of votes: one may end sooner than was known
Handlers = Sequence[tuple[str, Callable[[str], None]]]
logger = structlog.get_logger(__name__)
AGAIN_SECONDS = 1.0


async def send_signal(session: AsyncSession, channel: str, payload: str) -> None:
    """Send a signal when the transaction commits."""
    await session.execute(select(func.pg_notify(channel, payload)))


@asynccontextmanager
async def listening(url: str, handlers: Handlers) -> AsyncIterator[None]:
    """Call the handlers of a channel with each payload, and all with "" whenever a signal may have been missed."""
    listens = asyncio.Event()
    async with in_background(_listen(url, handlers, listens)):
        await listens.wait()
        yield


async def _listen(url: str, handlers: Handlers, listens: asyncio.Event) -> None:
    while True:
        lost = asyncio.Event()
        try:
            connection = await reach(url)
            try:
                connection.add_termination_listener(lambda _, lost=lost: lost.set())
                for channel, handler in handlers:
                    await connection.add_listener(channel, lambda *arguments, handler=handler: handler(arguments[3]))
                listens.set()
                for _, handler in handlers:
                    handler("")
                await lost.wait()
            finally:
                connection.terminate()
        except Exception as error:  # noqa: BLE001  the boundary: whatever takes the database away, it may come back
            logger.warning("signals_lost", cause=type(error).__name__)
        await asyncio.sleep(AGAIN_SECONDS)
