import asyncio
from contextlib import suppress

import pytest

from app.core import background
from app.core.background import in_background


async def _lose_a_cancellation(started: asyncio.Event) -> None:
    with suppress(asyncio.CancelledError):
        started.set()
        await asyncio.sleep(60)
    await asyncio.sleep(60)


async def test_work_that_lost_its_cancellation_ends_with_the_block(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else a server that is told to stop waits for ever."""
    monkeypatch.setattr(background, "AGAIN_SECONDS", 0.01)
    started = asyncio.Event()
    async with asyncio.timeout(30) as limit:
        async with in_background(_lose_a_cancellation(started)):
            await started.wait()
    assert not limit.expired()  # it cancels the work as well


async def test_a_fault_of_the_work_is_told() -> None:
    async def fail() -> None:
        raise LookupError

    with pytest.raises(LookupError):
        async with in_background(fail()):
            await asyncio.sleep(0.01)
