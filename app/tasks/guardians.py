from app.core.uow import UnitOfWork
from app.services import guardians, kept_places, membership_endings, place_admissions
from app.services.communities import LeaveDoubtedSchool
from app.services.guardians import EndGuardianships
from app.services.kept_places import LapseKeptPlaces
from app.services.place_admissions import AdmitKeptPlaces


async def end_guardianships(uow: UnitOfWork, _job: EndGuardianships) -> None:
    await guardians.end_for_age(uow)


async def leave_doubted_school(uow: UnitOfWork, job: LeaveDoubtedSchool) -> None:
    await membership_endings.leave_doubted(uow, job.community_id)


async def admit_kept_places(uow: UnitOfWork, job: AdmitKeptPlaces) -> None:
    await place_admissions.admit_grown(uow, job.person_id)


async def lapse_kept_places(uow: UnitOfWork, _job: LapseKeptPlaces) -> None:
    await kept_places.lapse(uow)
