"""Votes end on the server's clock: by the timer of rooms in each process, or else by the job of the minute."""

from datetime import datetime

from sqlalchemy import func, select

from app.core.uow import UnitOfWork
from app.models.missions import Mission, MissionKind, MissionState
from app.services.missions import moments

AT_ONCE = 100
GOING_ON = (Mission.kind == MissionKind.BALLOT, Mission.state == MissionState.OPEN, Mission.next_at.is_not(None))
NEXT_END = select(func.min(Mission.next_at)).where(*GOING_ON)


async def close_due(uow: UnitOfWork) -> int:
    """Close and count the votes whose time is over. Return how many; the same again closes none."""
    due = select(Mission).where(*GOING_ON, Mission.next_at <= uow.now).order_by(Mission.id).limit(AT_ONCE)
    missions = (await uow.session.scalars(due.with_for_update(skip_locked=True))).all()
    for mission in missions:
        await moments.turn_locked(uow, mission)
    return len(missions)


async def next_end(uow: UnitOfWork) -> datetime | None:
    """Return when the next vote is to be closed."""
    ends_at: datetime | None = await uow.session.scalar(NEXT_END)
    return ends_at
