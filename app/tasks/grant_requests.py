from app.core.uow import UnitOfWork
from app.services import grant_answers, grant_notices, grant_reminders
from app.services.grant_answers import LapseRequests
from app.services.grant_notices import ForgetEndedGrants, TellBegun
from app.services.grant_reminders import RemindOfEndings


async def lapse_requests(uow: UnitOfWork, _job: LapseRequests) -> None:
    await grant_answers.lapse(uow)


async def remind_of_endings(uow: UnitOfWork, _job: RemindOfEndings) -> None:
    await grant_reminders.remind(uow)


async def tell_begun(uow: UnitOfWork, _job: TellBegun) -> None:
    await grant_notices.tell_begun(uow)


async def forget_ended_grants(uow: UnitOfWork, _job: ForgetEndedGrants) -> None:
    await grant_notices.forget_ended(uow)
