"""Removal of a second factor. With the last one the person can no longer prove their grant requests."""

from uuid import UUID

from sqlalchemy import delete, select, update

from app.core.uow import UnitOfWork
from app.models.grant_requests import GrantRequest, RequestState
from app.models.second_factors import RecoveryCode
from app.models.sessions import Session
from app.policies.grant_requests import sent_by
from app.policies.second_factors import require_second_factor
from app.services.accounts import bearer_links, passkeys, second_factors, users
from app.services.accounts.security_notifications import notify_change
from app.services.accounts.security_templates import SecurityChange
from app.services.notifications import notifications
from app.services.sharing import grants


async def remove(uow: UnitOfWork) -> None:
    """Remove the authenticator app. Raises NoSecondFactor, SecondFactorRequired."""
    factor = await second_factors.lock(uow)
    if factor is None:
        raise second_factors.NoSecondFactor
    if factor.confirmed_at is not None:
        require_second_factor(await second_factors.current(uow), uow.now)
        await notify_change(uow, SecurityChange.SECOND_FACTOR_REMOVED)
    await uow.session.delete(factor)
    await _end_proofs(uow)


async def remove_passkey(uow: UnitOfWork, passkey_id: UUID) -> None:
    """Remove a passkey. One that verifies takes a verified session. Raises PasskeyNotFound, SecondFactorRequired."""
    await users.lock_caller(uow)
    passkey = await passkeys.find(uow, passkey_id)
    if passkey.is_second_factor:
        require_second_factor(await second_factors.current(uow), uow.now)
    await notify_change(uow, SecurityChange.PASSKEY_REMOVED)
    await uow.session.delete(passkey)
    if passkey.is_second_factor:
        await _end_proofs(uow)
    else:
        await bearer_links.end_all(uow, uow.actor.id)


async def _end_proofs(uow: UnitOfWork) -> None:
    """End what was proved. With the last factor, all grants and requests that the caller asked for end as well."""
    await uow.session.flush()
    await uow.session.execute(update(Session).where(Session.user_id == uow.actor.id).values(second_factor_at=None))
    if not await second_factors.is_present(uow):
        await uow.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == uow.actor.id))
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
