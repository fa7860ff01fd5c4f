"""What a scene does to the mission that it shows: one that is for the room opens, and ideas are revealed."""

from datetime import datetime
from uuid import UUID

from app.core.uow import UnitOfWork
from app.models.missions import BEFORE, AudienceKind, Mission, MissionKind, MissionState
from app.models.rooms import ScenePhase
from app.services.missions import moments, steps
from app.services.missions.assignments import RefreshMission

ASKING = (ScenePhase.ASK, ScenePhase.VOTE)


async def begin(uow: UnitOfWork, mission_id: UUID, phase: ScenePhase, ends_at: datetime | None) -> datetime | None:
    """Open a mission for people in rooms when it is asked; reveal its ideas when the wall does.

    Return when the scene ends: a vote has an end of its own, or gets this one. Raises ManagersOnly for a vote that no
    manager wrote or agreed to.
    """
    mission = await uow.session.get_one(Mission, mission_id, with_for_update=True)
    await moments.catch_up(uow, mission)
    is_for_room = mission.audience["type"] == AudienceKind.ROOM
    if phase in ASKING and is_for_room and mission.state in BEFORE:
        if mission.needs_manager:
            await steps.check_manages(uow, mission)
        await moments.begin(uow, mission)
    if phase is ScenePhase.REVEAL and mission.kind is MissionKind.PROPOSAL and mission.revealed_at is None:
        mission.change({"revealed_at": uow.now}, uow.now)
        uow.enqueue(RefreshMission(mission_id=mission.id))
    if phase is not ScenePhase.VOTE or mission.kind is not MissionKind.BALLOT or mission.state is not MissionState.OPEN:
        return ends_at
    if mission.closes_at is None and ends_at is not None:
        mission.change({"closes_at": ends_at}, uow.now)
        mission.look_ahead(uow.now)
    return mission.closes_at
