from app.core.uow import UnitOfWork
from app.services.access import access_events, grant_notices
from app.services.access.access_events import CountReads
from app.services.access.grant_notices import ForgetEndedGrants, TellBegun
from app.services.sharing import grant_answers, grant_reminders
from app.services.sharing.grant_answers import LapseRequests
from app.services.sharing.grant_reminders import RemindOfEndings


async def lapse_requests(uow: UnitOfWork, _job: LapseRequests) -> None:
    await grant_answers.lapse(uow)


async def remind_of_endings(uow: UnitOfWork, _job: RemindOfEndings) -> None:
    await grant_reminders.remind(uow)


async def tell_begun(uow: UnitOfWork, _job: TellBegun) -> None:
    await grant_notices.notify_begun_grants(uow)


async def forget_ended_grants(uow: UnitOfWork, _job: ForgetEndedGrants) -> None:
    await grant_notices.forget_ended(uow)


async def count_reads(uow: UnitOfWork, job: CountReads) -> None:
    await access_events.count_reads(uow, job.after)
