from app.core.uow import UnitOfWork
from app.services import guardians, membership_endings
from app.services.communities import LeaveDoubtedSchool
from app.services.guardians import EndGuardianships


async def end_guardianships(uow: UnitOfWork, _job: EndGuardianships) -> None:
    await guardians.end_for_age(uow)


async def leave_doubted_school(uow: UnitOfWork, job: LeaveDoubtedSchool) -> None:
    await membership_endings.leave_doubted(uow, job.community_id)
