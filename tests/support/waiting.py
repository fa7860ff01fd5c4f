"""Two who work on the same rows at once."""

import asyncio
from collections.abc import Awaitable
from typing import Any

from app.core.uow import Runtime

WAITING = "select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()"


async def somebody_waits(runtime: Runtime, many: int = 1) -> None:
    """Wait until somebody waits for a locked row."""
    async with asyncio.timeout(30):
        while len(await runtime.database.reads.fetch(WAITING)) < many:
            await asyncio.sleep(0.01)


async def while_held(runtime: Runtime, lock: Any, first: Awaitable[Any], second: Awaitable[Any]) -> tuple[Any, Any]:
    """Run the second while the first waits for the lock, and return both results."""
    async with runtime.database.sessions.begin() as session:
        await session.execute(lock.with_for_update())
        task = asyncio.ensure_future(first)
        await somebody_waits(runtime)
        second_task = asyncio.ensure_future(second)
        await somebody_waits(runtime, 2)
    return await task, await second_task
