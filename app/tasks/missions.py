from app.core.uow import UnitOfWork
from app.services import mission_assignments, mission_moments, mission_terms
from app.services.mission_assignments import AssignMember, AssignMission, EndMission, RefreshMission, RemindMission
from app.services.mission_moments import BringSeriesBack, TurnMission, TurnMissions
from app.services.mission_terms import ForgetOccurrence, ForgetOccurrences


async def turn_missions(uow: UnitOfWork, _job: TurnMissions) -> None:
    await mission_moments.turn_all(uow)


async def turn_mission(uow: UnitOfWork, job: TurnMission) -> None:
    await mission_moments.turn(uow, job.mission_id)


async def bring_series_back(uow: UnitOfWork, job: BringSeriesBack) -> None:
    await mission_moments.bring_back(uow, job)


async def assign_mission(uow: UnitOfWork, job: AssignMission) -> None:
    await mission_assignments.assign(uow, job)


async def assign_member(uow: UnitOfWork, job: AssignMember) -> None:
    await mission_assignments.assign_member(uow, job)


async def remind_mission(uow: UnitOfWork, job: RemindMission) -> None:
    await mission_assignments.remind(uow, job)


async def end_mission(uow: UnitOfWork, job: EndMission) -> None:
    await mission_assignments.end(uow, job)


async def refresh_mission(uow: UnitOfWork, job: RefreshMission) -> None:
    await mission_assignments.refresh(uow, job)


async def forget_occurrences(uow: UnitOfWork, _job: ForgetOccurrences) -> None:
    await mission_terms.forget_all(uow)


async def forget_occurrence(uow: UnitOfWork, job: ForgetOccurrence) -> None:
    await mission_terms.forget(uow, job.mission_id)
