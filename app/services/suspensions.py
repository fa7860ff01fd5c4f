"""Giving stops with a request for erasure, at any age and in any community."""

from sqlalchemy import select

from app.core.uow import UnitOfWork
from app.models.erasures import Erasure
from app.policies.erasures import ErasureAsked


async def check(uow: UnitOfWork) -> None:
    """Raises ErasureAsked."""
    if await uow.session.scalar(select(Erasure.user_id).where(Erasure.user_id == uow.actor.id)) is not None:
        raise ErasureAsked
