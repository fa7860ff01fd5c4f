"""A request for erasure or a restriction by operators suspends publishing and sharing, at any age."""

from sqlalchemy import select

from app.core.uow import UnitOfWork
from app.models.erasures import Erasure
from app.policies.erasures import ErasureAsked
from app.policies.measures import AccountRestricted
from app.services.accounts import measures

SUSPENSIONS = (ErasureAsked, AccountRestricted)


async def check(uow: UnitOfWork) -> None:
    """Check that the caller is not suspended. Raises ErasureAsked, AccountRestricted."""
    if await uow.session.scalar(select(Erasure.user_id).where(Erasure.user_id == uow.actor.id)) is not None:
        raise ErasureAsked
    await measures.check_account(uow)
