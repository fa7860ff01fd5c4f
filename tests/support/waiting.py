"""Two who work on the same rows at once."""

import asyncio
from collections.abc import Awaitable
from typing import Any

from app.core.uow import Runtime

WAITING = "select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()"


async def somebody_waits(runtime: Runtime, many: int = 1) -> None:
    """For a row that is locked."""
    async with asyncio.timeout(5):
        while len(await runtime.database.reads.fetch(WAITING)) < many:
            await asyncio.sleep(0.01)


async def while_held(runtime: Runtime, lock: Any, first: Awaitable[Any], second: Awaitable[Any]) -> tuple[Any, Any]:
    """The first stands before what is held when the second comes."""
    async with runtime.database.sessions.begin() as session:
        await session.execute(lock.with_for_update())
        task = asyncio.ensure_future(first)
        await somebody_waits(runtime)
        second_task = asyncio.ensure_future(second)
        await somebody_waits(runtime, 2)
    return await task, await second_task
