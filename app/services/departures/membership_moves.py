"""Decisions about members by the team of the community. They run one after the other, under its lock."""

from uuid import UUID

from sqlalchemy import select

from app.core.db import fetch_one
from app.core.projections import Representation
from app.core.uow import UnitOfWork
from app.core.versions import expect
from app.models.communities import Community
from app.models.memberships import Membership, MembershipMoved, MembershipState, Role
from app.models.webhooks import WebhookEvent
from app.policies.communities import CommunityNotFound, LeadersOnly, ManagersOnly, can_lead, can_manage, readable_by
from app.policies.memberships import fully_readable_by
from app.schemas.memberships import MembershipPatch, MembershipWrite
from app.schemas.patches import patched
from app.services.accounts import api_tokens, consents
from app.services.communities import invitations, membership_notifications
from app.services.communities.communities import membership_of
from app.services.communities.memberships import MEMBERSHIP, MembershipNotFound, show
from app.services.departures import mission_departures
from app.services.departures.membership_endings import check_not_last, take_back
from app.services.missions.assignments import assign_open_missions
from app.services.notifications.notifications import close_duties
from app.services.shared.webhook_events import emit


async def patch(
    uow: UnitOfWork, community_id: UUID, user_id: UUID, patch: MembershipPatch, version: int | None
) -> Representation:
    """Answer a request, remove a member, give a role or tags. The patch names the new state: If-Match is optional.

    Raises CommunityNotFound, LeadersOnly, ManagersOnly, MembershipNotFound, MembershipMoved, LastManager.
    """
    own = await _lock_community(uow, community_id)
    membership = await _lock_membership(uow, community_id, user_id)
    if version is not None:
        await expect(uow, version, membership, MEMBERSHIP, community_id=community_id, user_id=user_id)
    before = MembershipWrite.model_validate({name: getattr(membership, name) for name in MembershipWrite.model_fields})
    await _decide(uow, membership, own, before, patched(MembershipWrite, membership, patch))
    await uow.session.flush()
    return await show(uow, membership)


async def _decide(
    uow: UnitOfWork, membership: Membership, own: Membership, before: MembershipWrite, after: MembershipWrite
) -> None:
    manages = can_manage(uow.actor, own)
    if after.state is not before.state:
        await _move(uow, membership, after.state, manages=manages)
    if after.role is not before.role and membership.is_active:
        if not manages:
            raise ManagersOnly
        await _give_role(uow, membership, after.role)
    if after.tags != before.tags:
        membership.tag(after.tags, uow.now)
        assign_open_missions(uow, membership)


async def _move(uow: UnitOfWork, membership: Membership, state: MembershipState, *, manages: bool) -> None:
    if membership.user_id == uow.actor.id:
        raise MembershipMoved  # `membership_endings.leave` is for the caller's own membership
    # A member who may not give a role may not admit a person with that role.
    if not manages and (state is MembershipState.REMOVED or membership.role is not Role.MEMBER):
        raise ManagersOnly
    match state:
        case MembershipState.ACTIVE:
            membership.admit(uow.now)
            assign_open_missions(uow, membership)
            await emit(uow, WebhookEvent.MEMBER_ENTRY, membership.community_id, user_id=membership.user_id)
            await membership_notifications.notify_admission(uow, membership)
        case MembershipState.REFUSED:
            membership.refuse(uow.now)
            await consents.withdraw(uow, membership.community_id, membership.user_id)
            await membership_notifications.mail_refusal(uow, membership)
        case MembershipState.REMOVED:
            membership.remove(uow.now)
            await emit(uow, WebhookEvent.MEMBER_DEPARTURE, membership.community_id, user_id=membership.user_id)
            await take_back(uow, membership)
            await membership_notifications.mail_removal(uow, membership)
        case MembershipState.REQUESTED | MembershipState.LEFT:
            raise MembershipMoved


async def _give_role(uow: UnitOfWork, membership: Membership, role: Role) -> None:
    await check_not_last(uow, membership)
    membership.take_role(role, uow.now)
    assign_open_missions(uow, membership)
    if role is not Role.MANAGER:
        await api_tokens.end_of_maker(uow, membership.community_id, membership.user_id)
        await invitations.revoke_of_team(uow, membership.community_id, membership.user_id)
        await mission_departures.take_back_media(uow, membership.community_id, membership.user_id)
    if role is Role.MEMBER:
        await close_duties(uow, membership.community_id, membership.user_id)


async def _lock_community(uow: UnitOfWork, community_id: UUID) -> Membership:
    """Lock the community, and return the caller's own membership. Raises CommunityNotFound, LeadersOnly."""
    statement = select(Community).where(Community.id == community_id, readable_by(uow.actor))
    await fetch_one(uow.session, statement.with_for_update(key_share=True), CommunityNotFound)
    own = await membership_of(uow, community_id)
    if own is None or not can_lead(uow.actor, own):
        raise LeadersOnly
    return own


async def _lock_membership(uow: UnitOfWork, community_id: UUID, user_id: UUID) -> Membership:
    conditions = (Membership.community_id == community_id, Membership.user_id == user_id, fully_readable_by(uow.actor))
    statement = select(Membership).where(*conditions).with_for_update()
    return await fetch_one(uow.session, statement.execution_options(populate_existing=True), MembershipNotFound)
