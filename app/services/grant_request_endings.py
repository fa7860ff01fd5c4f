"""Who takes their second factor away cannot prove any more who asked."""

from sqlalchemy import select

from app.core.uow import UnitOfWork
from app.models.grant_requests import GrantRequest, RequestState
from app.policies.grant_requests import sent_by
from app.services import grants, notifications


async def end_all(uow: UnitOfWork) -> None:
    """All that the caller asked for: what waits for an answer is withdrawn, what was given ends.

    In this order: what is just being accepted is given by then.
    """
    waiting = select(GrantRequest).where(
        sent_by(uow.actor), GrantRequest.state == RequestState.PENDING, GrantRequest.lapses_at > uow.now
    )
    for request in (await uow.session.scalars(waiting.order_by(GrantRequest.id).with_for_update())).all():
        request.answer(RequestState.WITHDRAWN, uow.now)
        await notifications.settle(uow, request.id)
    await grants.end_asked(uow)
