from sqlalchemy import bindparam, select

from app.core.errors import Unauthenticated
from app.core.uow import UnitOfWork
from app.models.sessions import Session
from app.models.users import User

ADMISSION = (
    select(User)
    .join(Session, Session.user_id == User.id)
    .where(Session.id == bindparam("session"), Session.ended_at.is_(None), User.id == bindparam("me"))
)


async def admit(uow: UnitOfWork) -> User:
    """Let the signed-in person in, with their row at hand. Raises Unauthenticated when the session has ended."""
    person = await uow.session.scalar(ADMISSION, {"session": uow.actor.session_id, "me": uow.actor.id})
    if person is None:
        raise Unauthenticated
    return person
