"""Clocks of rooms that do nothing by themselves."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from app.services.rooms.clock import RoomClock


class StillClock(RoomClock):
    """Closes no vote by itself, and hears nobody vote: a test says when, or the job of the minute.

    The clock that does has tests/services/rooms/test_room_clock.py.
    """

    async def _next(self) -> None:
        return None


@contextmanager
def still_clocks() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("app.main.RoomClock", StillClock)
        yield
