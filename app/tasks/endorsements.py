from app.core.uow import UnitOfWork
from app.services import endorsements
from app.services.endorsements import ExpireEndorsements


async def expire_endorsements(uow: UnitOfWork, _job: ExpireEndorsements) -> None:
    await endorsements.expire(uow)
