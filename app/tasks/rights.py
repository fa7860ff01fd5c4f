from app.core.uow import UnitOfWork
from app.services import erasures, exports
from app.services.erasures import EraseAccount, EraseDue
from app.services.exports import BuildExport, ForgetExports


async def erase_due(uow: UnitOfWork, _job: EraseDue) -> None:
    await erasures.announce_due(uow)


async def erase_account(uow: UnitOfWork, job: EraseAccount) -> None:
    await erasures.erase(uow, job.user_id)


async def build_export(uow: UnitOfWork, job: BuildExport) -> None:
    await exports.build(uow, job.export_id)


async def forget_exports(uow: UnitOfWork, _job: ForgetExports) -> None:
    await exports.forget(uow)
