from app.core.uow import UnitOfWork
from app.services import guardians
from app.services.guardians import EndGuardianships


async def end_guardianships(uow: UnitOfWork, _job: EndGuardianships) -> None:
    await guardians.end_for_age(uow)
