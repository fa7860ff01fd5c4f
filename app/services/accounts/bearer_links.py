"""Addresses that open an account or its data to any holder."""

from uuid import UUID

from sqlalchemy import delete

from app.core.uow import UnitOfWork
from app.models.calendars import Calendar
from app.models.exports import Export
from app.models.sessions import SignInCode
from app.models.users import User
from app.services.media import objects


async def end_all(uow: UnitOfWork, user_id: UUID) -> None:
    """End a person's private addresses and mailed sign-in links. Somebody else may have had the account open."""
    person = await uow.session.get_one(User, user_id)
    await end_private(uow, person.id)
    await uow.session.execute(delete(SignInCode).where(SignInCode.email == person.email))


async def end_private(uow: UnitOfWork, user_id: UUID) -> None:
    """Delete the exports and the calendar's address of a person whose account is in danger, or about to be erased."""
    await uow.session.execute(delete(Calendar).where(Calendar.user_id == user_id))
    keys = await uow.session.scalars(delete(Export).where(Export.user_id == user_id).returning(Export.object_key))
    await objects.release(uow, filter(None, keys.all()))
