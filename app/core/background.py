import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, suppress

AGAIN_SECONDS = 5.0  # until work that goes on is cancelled once more


@asynccontextmanager
async def in_background(work: Coroutine[object, object, None]) -> AsyncIterator[None]:
    """Do endless work beside the block; cancel it at the end of the block, and wait until it is over.

    A cancellation may be lost in what the work waits for (before Python 3.12 in `asyncio.wait_for`, whose work ends at
    the same moment): it is repeated until the work ends.
    """
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        while not task.done():
            task.cancel()
            await asyncio.wait([task], timeout=AGAIN_SECONDS)
        with suppress(asyncio.CancelledError):
            task.result()
