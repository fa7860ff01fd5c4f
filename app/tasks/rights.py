from app.core.uow import UnitOfWork
from app.services import erasures
from app.services.erasures import EraseAccount, EraseDue


async def erase_due(uow: UnitOfWork, _job: EraseDue) -> None:
    await erasures.announce_due(uow)


async def erase_account(uow: UnitOfWork, job: EraseAccount) -> None:
    await erasures.erase(uow, job.user_id)
