from app.core.uow import UnitOfWork
from app.services.missions import assignments, moments, terms
from app.services.missions.assignments import AssignMember, AssignMission, EndMission, RefreshMission, RemindMission
from app.services.missions.moments import BringSeriesBack, TurnMission, TurnMissions
from app.services.missions.terms import ForgetOccurrence, ForgetOccurrences


async def turn_missions(uow: UnitOfWork, _job: TurnMissions) -> None:
    await moments.turn_all(uow)


async def turn_mission(uow: UnitOfWork, job: TurnMission) -> None:
    await moments.turn(uow, job.mission_id)


async def bring_series_back(uow: UnitOfWork, job: BringSeriesBack) -> None:
    await moments.bring_back(uow, job)


async def assign_mission(uow: UnitOfWork, job: AssignMission) -> None:
    await assignments.assign(uow, job)


async def assign_member(uow: UnitOfWork, job: AssignMember) -> None:
    await assignments.assign_member(uow, job)


async def remind_mission(uow: UnitOfWork, job: RemindMission) -> None:
    await assignments.remind(uow, job)


async def end_mission(uow: UnitOfWork, job: EndMission) -> None:
    await assignments.end(uow, job)


async def refresh_mission(uow: UnitOfWork, job: RefreshMission) -> None:
    await assignments.refresh(uow, job)


async def forget_occurrences(uow: UnitOfWork, _job: ForgetOccurrences) -> None:
    await terms.forget_all(uow)


async def forget_occurrence(uow: UnitOfWork, job: ForgetOccurrence) -> None:
    await terms.forget(uow, job.mission_id)
