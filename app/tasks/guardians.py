from app.core.uow import UnitOfWork
from app.services.communities import kept_places, place_admissions
from app.services.communities.communities import LeaveDoubtedSchool
from app.services.communities.kept_places import LapseKeptPlaces
from app.services.communities.place_admissions import AdmitKeptPlaces
from app.services.departures import membership_endings
from app.services.guardians import guardians
from app.services.guardians.guardians import EndGuardianships


async def end_guardianships(uow: UnitOfWork, _job: EndGuardianships) -> None:
    await guardians.end_for_age(uow)


async def leave_doubted_school(uow: UnitOfWork, job: LeaveDoubtedSchool) -> None:
    await membership_endings.leave_doubted(uow, job.community_id)


async def admit_kept_places(uow: UnitOfWork, job: AdmitKeptPlaces) -> None:
    await place_admissions.admit_grown(uow, job.person_id)


async def lapse_kept_places(uow: UnitOfWork, _job: LapseKeptPlaces) -> None:
    await kept_places.lapse(uow)
