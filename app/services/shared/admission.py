from sqlalchemy import select

from app.core.actor import ME
from app.core.compiled import Compiled
from app.core.errors import Unauthenticated
from app.core.uow import UnitOfWork
from app.models.sessions import Session

ADMISSION = Compiled(
    select(Session.id).where(Session.id == ME.session_id, Session.user_id == ME.id, Session.ended_at.is_(None))
)


async def admit(uow: UnitOfWork) -> None:
    """Let the signed-in person in. Raises Unauthenticated when the session has ended."""
    rows = await ADMISSION.execute(uow.session, {"session": uow.actor.session_id, "me": uow.actor.id})
    if rows.first() is None:
        raise Unauthenticated
