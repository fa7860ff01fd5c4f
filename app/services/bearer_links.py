"""Addresses that open an account, or all that is in it, to whoever holds them."""

from uuid import UUID

from sqlalchemy import delete

from app.core.uow import UnitOfWork
from app.models.sessions import SignInCode
from app.models.users import User
from app.services import exports


async def end_all(uow: UnitOfWork, user_id: UUID) -> None:
    """Of a person: exports, and mailed sign-in links. Somebody else may have had the account open."""
    person = await uow.session.get_one(User, user_id)
    await exports.remove_all(uow, person.id)
    await uow.session.execute(delete(SignInCode).where(SignInCode.email == person.email))
