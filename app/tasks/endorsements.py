from app.core.uow import UnitOfWork
from app.services.talents import endorsement_requests
from app.services.talents.endorsement_requests import ExpireEndorsements


async def expire_endorsements(uow: UnitOfWork, _job: ExpireEndorsements) -> None:
    await endorsement_requests.expire(uow)
