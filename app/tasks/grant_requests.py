from app.core.uow import UnitOfWork
from app.services import grant_answers
from app.services.grant_answers import LapseRequests


async def lapse_requests(uow: UnitOfWork, _job: LapseRequests) -> None:
    await grant_answers.lapse(uow)
