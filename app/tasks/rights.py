from app.core.uow import UnitOfWork
from app.services.accounts import inactivity
from app.services.accounts.inactivity import EndInactive
from app.services.departures import erasures
from app.services.departures.erasures import EraseAccount, EraseDue
from app.services.portability import exports, imports
from app.services.portability.exports import BuildExport, ForgetExports
from app.services.portability.imports import FinishImport, ForgetImports, ReadImport, TakeImport


async def erase_due(uow: UnitOfWork, _job: EraseDue) -> None:
    await erasures.enqueue_due(uow)


async def end_inactive(uow: UnitOfWork, _job: EndInactive) -> None:
    await inactivity.end(uow)


async def erase_account(uow: UnitOfWork, job: EraseAccount) -> None:
    await erasures.erase(uow, job.user_id)


async def build_export(uow: UnitOfWork, job: BuildExport) -> None:
    await exports.build(uow, job.export_id)


async def give_up_export(uow: UnitOfWork, job: BuildExport) -> None:
    await exports.give_up(uow, job.export_id)


async def forget_exports(uow: UnitOfWork, _job: ForgetExports) -> None:
    await exports.forget(uow)


async def read_import(uow: UnitOfWork, job: ReadImport) -> None:
    await imports.preview(uow, job.import_id)


async def take_import(uow: UnitOfWork, job: TakeImport) -> None:
    await imports.import_rows(uow, job.import_id)


async def finish_import(uow: UnitOfWork, job: FinishImport) -> None:
    await imports.finish(uow, job.import_id)


async def give_up_import(uow: UnitOfWork, job: ReadImport | TakeImport | FinishImport) -> None:
    await imports.give_up(uow, job.import_id)


async def forget_imports(uow: UnitOfWork, _job: ForgetImports) -> None:
    await imports.forget(uow)
