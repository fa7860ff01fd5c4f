"""The clock of rooms: each process waits for the next end of a vote, and closes it on time.

Statements change only what is still open: one of several processes does it; without any, the job of the minute.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta

import structlog
from sqlalchemy import DateTime, Uuid, cast, exists, func, select, update

from app.core.actor import SYSTEM
from app.core.background import in_background
from app.core.compiled import Compiled
from app.core.jobs import Job
from app.core.signals import CLOCK, ROOMS, send_signal
from app.core.uow import Runtime, UnitOfWork
from app.models.missions import Mission
from app.models.rooms import Room, RoomState, ScenePhase
from app.services.missions import ballot_clock, ballot_hearing
from app.services.shared.room_signals import RESULTS

logger = structlog.get_logger(__name__)
LONGEST_WAIT = timedelta(minutes=1)  # another process may have a faster clock
BREATH = 1.0  # seconds after a signal, to ask once for many; no vote is that short
AGAIN_SECONDS = 1.0  # after a failure

_ENDS_AT = cast(Room.scene["ends_at"].astext, DateTime(timezone=True))
_MISSION_ID = cast(Room.scene["mission_id"].astext, Uuid)
_IS_BALLOT = exists().where(Mission.id == _MISSION_ID, *ballot_clock.GOING_ON).correlate(Room)  # counted a little later
_IN_VOTE = (Room.state == RoomState.OPEN, Room.scene["phase"].astext == ScenePhase.VOTE, ~_IS_BALLOT)
NEXT = Compiled(
    select(
        func.least(
            select(func.min(_ENDS_AT)).where(*_IN_VOTE).scalar_subquery(), ballot_clock.NEXT_END.scalar_subquery()
        ).label("ends_at")
    )
)


class CloseVotes(Job):
    pass


async def close_due(uow: UnitOfWork) -> int:
    """Count the votes that are over, and show their results. Return how many ended; again, none."""
    ballots = await ballot_clock.close_due(uow)
    statement = (
        update(Room)
        .where(*_IN_VOTE, uow.now >= _ENDS_AT)
        .values(scene=Room.scene.op("||")(RESULTS), version=Room.version + 1, updated_at=uow.now)
        .returning(Room.id)
    )
    room_ids = (await uow.session.scalars(statement)).all()
    for room_id in room_ids:
        await send_signal(uow.session, ROOMS, str(room_id))
    return ballots + len(room_ids)


class RoomClock:
    """Closes what is due in this process."""

    channel = CLOCK

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._wake = asyncio.Event()

    def hear(self, key: str) -> None:  # noqa: ARG002  whichever vote it is
        self._wake.set()

    @asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        async with in_background(self._work()):
            yield

    async def _work(self) -> None:
        while True:
            try:
                await self._wait(await self._next())
            except Exception as error:  # noqa: BLE001  the boundary: the database may come back before the end
                logger.warning("room_clock_waits", cause=type(error).__name__)
                await asyncio.sleep(AGAIN_SECONDS)

    async def _next(self) -> datetime | None:
        """Return when the next vote ends, after closing those that are over. Those that end soon are listened to."""
        ends_at, now = await self._find(), self._runtime.clock()
        if ends_at is None or ends_at > now + ballot_hearing.SHORT:
            return ends_at
        async with self._runtime.work(SYSTEM) as uow:
            await ballot_hearing.listen(uow)
            if ends_at <= now:
                await close_due(uow)
        return await self._find()

    async def _find(self) -> datetime | None:
        row = await self._runtime.database.reads.fetchrow(NEXT.query, *NEXT.values({}))
        ends_at: datetime | None = row and row["ends_at"]
        return ends_at

    async def _wait(self, ends_at: datetime | None) -> None:
        """Wait until then, or for a signal, which may have brought another end."""
        now = self._runtime.clock()
        longest = LONGEST_WAIT if ends_at is None or ends_at > now + ballot_hearing.SHORT else ballot_hearing.BEAT
        seconds = min(longest, max(timedelta(), (ends_at or now + LONGEST_WAIT) - now)).total_seconds()
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._wake.wait()
                await asyncio.sleep(BREATH)
        self._wake.clear()
