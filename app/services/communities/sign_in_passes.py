"""A QR code that a manager shows to a member who reads no mail, on the phone where they want to sign in."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import Uuid, literal, select, update

from app.core.actor import Actor
from app.core.db import fetch_one
from app.core.limits import Rule, hit
from app.core.security import digest
from app.core.uow import Reading, UnitOfWork
from app.models.communities import Community
from app.models.memberships import Membership, MembershipState
from app.models.security_events import SecurityEventKind
from app.models.sign_in_passes import PASS_LIFE, PASS_PREFIX, SignInPass
from app.policies.communities import CommunityNotFound
from app.policies.memberships import fully_readable_by
from app.policies.sign_in_passes import SignInPassRefused, may_open
from app.schemas.sign_in_passes import SignInPassRead
from app.services.accounts import second_factors
from app.services.accounts.security_notifications import notify_change
from app.services.accounts.security_templates import SecurityChange
from app.services.communities.memberships import MembershipNotFound
from app.services.shared import idempotency, security_log
from app.services.shared.community_guards import check_manager
from app.services.shared.qr_codes import picture

PER_MANAGER = Rule("sign-in passes per manager", 60, timedelta(days=1))  # two classes
PER_MEMBER = Rule("sign-in passes per member", 5, timedelta(days=1))


async def make(uow: UnitOfWork, community_id: UUID, user_id: UUID, key: str | None) -> SignInPassRead:
    """Make a code that signs the member in once. It replaces the one before, and the member is told.

    Raises CommunityNotFound, ManagersOnly, MembershipNotFound, SecondFactorRequired, SignInPassRefused, TooMany,
    IdempotencyKeyReused.
    """
    await check_manager(Reading(uow.actor, uow.runtime), community_id)
    await second_factors.require(uow)
    is_active = Membership.state == MembershipState.ACTIVE
    ids = (Membership.community_id == community_id, Membership.user_id == user_id)
    statement = select(Membership.user_id).where(*ids, is_active, fully_readable_by(uow.actor))
    await fetch_one(uow.session, statement, MembershipNotFound)
    pass_id, is_new = await idempotency.remember_once(uow, key, None, "sign-in pass", community_id, user_id)
    if is_new:
        await _expect_allowed(uow, community_id, user_id)
        await _make(uow, pass_id, community_id, user_id)
    row = await uow.session.get_one(SignInPass, pass_id)
    link = f"{uow.runtime.settings.public_base_url}/sign-in/{_token(uow, pass_id)}"
    return SignInPassRead(link=link, qr_svg=picture(link).decode(), expires_at=row.expires_at)


async def _expect_allowed(uow: UnitOfWork, community_id: UUID, user_id: UUID) -> None:
    school, member = (literal(value, Uuid()) for value in (community_id, user_id))
    if not await uow.session.scalar(select(may_open(school, member))):
        raise SignInPassRefused
    await hit(uow.runtime, PER_MANAGER, uow.actor.id, uow.now)
    await hit(uow.runtime, PER_MEMBER, user_id, uow.now)


async def _make(uow: UnitOfWork, pass_id: UUID, community_id: UUID, user_id: UUID) -> None:
    older = (SignInPass.user_id == user_id, SignInPass.used_at.is_(None), SignInPass.expires_at > uow.now)
    await uow.session.execute(update(SignInPass).where(*older).values(expires_at=uow.now))
    uow.session.add(
        SignInPass(
            id=pass_id,
            user_id=user_id,
            maker_id=uow.actor.id,
            community_id=community_id,
            digest=digest(_token(uow, pass_id)),
            created_at=uow.now,
            expires_at=uow.now + PASS_LIFE,
        )
    )
    name = select(Community.name).where(Community.id == community_id)
    place = await fetch_one(uow.session, name, CommunityNotFound)
    await notify_change(uow, SecurityChange.SIGN_IN_PASS, Actor(user_id), place)
    security_log.record(uow, SecurityEventKind.PASS_FOR_MEMBER)
    await uow.session.flush()


def _token(uow: UnitOfWork, pass_id: UUID) -> str:
    return uow.runtime.keys.token(PASS_PREFIX, pass_id)
