"""Removal of the second factor: the person can no longer prove their grant requests."""

from sqlalchemy import select, update

from app.core.uow import UnitOfWork
from app.models.grant_requests import GrantRequest, RequestState
from app.models.sessions import Session
from app.policies.grant_requests import sent_by
from app.policies.second_factors import require_second_factor
from app.services.accounts import bearer_links, second_factors
from app.services.accounts.security_notifications import notify_change
from app.services.accounts.security_templates import SecurityChange
from app.services.notifications import notifications
from app.services.sharing import grants


async def remove(uow: UnitOfWork) -> None:
    """Remove the second factor, and end all grants and requests that the caller asked for. They have to ask again.

    Raises NoSecondFactor, SecondFactorRequired.
    """
    factor = await second_factors.lock(uow)
    if factor is None:
        raise second_factors.NoSecondFactor
    if factor.confirmed_at is not None:
        require_second_factor(await second_factors.current(uow), uow.now)
        await notify_change(uow, SecurityChange.SECOND_FACTOR_REMOVED)
    await uow.session.delete(factor)
    await uow.session.execute(update(Session).where(Session.user_id == uow.actor.id).values(second_factor_at=None))
    await _end_requests(uow)
    await bearer_links.end_all(uow, uow.actor.id)


async def _end_requests(uow: UnitOfWork) -> None:
    """Withdraw the caller's pending requests, then end the grants from accepted ones.

    The order matters: a request that is being accepted now has a grant by then.
    """
    waiting = select(GrantRequest).where(
        sent_by(uow.actor), GrantRequest.state == RequestState.PENDING, GrantRequest.lapses_at > uow.now
    )
    for request in (await uow.session.scalars(waiting.order_by(GrantRequest.id).with_for_update())).all():
        request.answer(RequestState.WITHDRAWN, uow.now)
        await notifications.close(uow, request.id)
    await grants.end_asked(uow)
