"""Votes last as long as servers listen: what was lost while none did is added to their end.

The clock of each server says every two seconds that it listens. A vote that would end unheard goes on for as long as
was lost of it; so does a short one, wherever in it that was.
"""

from datetime import datetime, timedelta

from sqlalchemy import select, update

from app.core.uow import UnitOfWork
from app.models.ballots import BallotProgress
from app.models.missions import Mission, MissionKind, MissionState
from app.services.missions.assignments import RefreshMission
from app.services.shared.room_signals import move_end, notify_rooms, wake_clock

BEAT = timedelta(seconds=2)
LOST = timedelta(seconds=10)  # without a beat: nobody was listened to
SHORT = timedelta(hours=1)
WITH_END = (
    Mission.kind == MissionKind.BALLOT,
    Mission.state == MissionState.OPEN,
    Mission.closes_at.is_not(None),
    BallotProgress.mission_id == Mission.id,
)


async def listen(uow: UnitOfWork) -> None:
    """Say that a server listens to the votes that go on; prolong short ones by what was lost of them."""
    unheard = select(Mission, BallotProgress).where(
        *WITH_END, BallotProgress.heard_at < uow.now - LOST, Mission.closes_at - Mission.opened_at <= SHORT
    )
    rows = await uow.session.execute(unheard.order_by(Mission.id).with_for_update(of=Mission, skip_locked=True))
    for mission, progress in rows.all():
        if progress.heard_at is not None and mission.closes_at is not None and progress.heard_at < mission.closes_at:
            await _prolong(uow, mission, progress, mission.closes_at + (uow.now - progress.heard_at))
    statement = update(BallotProgress).where(*WITH_END, Mission.closes_at > uow.now).values(heard_at=uow.now)
    await uow.session.execute(statement.execution_options(synchronize_session=False))


async def prolong_unheard(uow: UnitOfWork, mission: Mission) -> bool:
    """Let a locked vote that is due, and that no server heard end, go on for what was lost. False for any other."""
    progress = await uow.session.get(BallotProgress, mission.id) if mission.kind is MissionKind.BALLOT else None
    if progress is None or progress.heard_at is None or mission.closes_at is None:
        return False
    if progress.heard_at >= mission.closes_at - LOST:
        return False
    await _prolong(uow, mission, progress, uow.now + (mission.closes_at - progress.heard_at))
    return True


async def _prolong(uow: UnitOfWork, mission: Mission, progress: BallotProgress, closes_at: datetime) -> None:
    mission.change({"closes_at": closes_at}, uow.now)
    mission.look_ahead(uow.now)
    progress.heard_at = uow.now
    uow.enqueue(RefreshMission(mission_id=mission.id))
    await move_end(uow, mission.id, closes_at)
    await notify_rooms(uow, mission.id)
    await wake_clock(uow)
