"""Two who work on the same rows at once."""

import asyncio

from app.core.uow import Runtime

WAITING = "select from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()"


async def somebody_waits(runtime: Runtime) -> None:
    """For a row that is locked."""
    async with asyncio.timeout(5):
        while not await runtime.database.reads.fetch(WAITING):
            await asyncio.sleep(0.01)
