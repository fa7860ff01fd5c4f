"""Giving stops with a request for erasure and with a restriction by operators, at any age, in any community."""

from sqlalchemy import select

from app.core.uow import UnitOfWork
from app.models.erasures import Erasure
from app.policies.erasures import ErasureAsked
from app.policies.measures import AccountRestricted
from app.services.accounts import measures

SUSPENDED = (ErasureAsked, AccountRestricted)


async def check(uow: UnitOfWork) -> None:
    """Raises ErasureAsked, AccountRestricted."""
    if await uow.session.scalar(select(Erasure.user_id).where(Erasure.user_id == uow.actor.id)) is not None:
        raise ErasureAsked
    await measures.check_account(uow)
