"""Leaving, and what is decided about members. Whoever leads is counted under the community’s lock: one always stays."""

from uuid import UUID

from sqlalchemy import select

from app.core.db import fetch_one
from app.core.errors import Conflict
from app.core.i18n import Words
from app.core.projections import Shown
from app.core.uow import UnitOfWork
from app.core.versions import expect
from app.models.communities import Community
from app.models.memberships import Membership, MembershipMoved, MembershipState, Role
from app.policies.communities import can_lead, can_manage, readable_by
from app.policies.memberships import fully_readable_by
from app.schemas.memberships import MembershipPatch, MembershipWrite
from app.schemas.patches import patched
from app.services import grants, invitations, mission_departures
from app.services.communities import CommunityNotFound, LeadersOnly, ManagersOnly, close, membership_of
from app.services.memberships import MEMBERSHIP, MembershipNotFound, own_to_change, shown


class LastManager(Conflict):
    title = Words("Il faut d’abord passer la main", "Hand over first")
    advice = Words(
        "Toi seul gères cette communauté : donne le rôle `manager` à un autre membre, puis recommence.",
        "You alone manage that community: give the role `manager` to another member, then try again.",
    )


async def leave(uow: UnitOfWork, community_id: UUID) -> None:
    """Nothing of one’s own is lost; what one gave to the community is taken back. Again, it changes nothing.

    Raises MembershipNotFound, LastManager.
    """
    community = await _locked(uow, community_id)
    membership = await own_to_change(uow, community_id)
    others = await _other_roles(uow, membership)
    if membership.is_active and membership.role is Role.MANAGER and others and Role.MANAGER not in others:
        raise LastManager
    was_active = membership.is_active
    if membership.leave(uow.now):
        await _take_back(uow, membership)
        if was_active and not others:
            await _close(uow, community)


async def patch(
    uow: UnitOfWork, community_id: UUID, user_id: UUID, patch: MembershipPatch, version: int | None
) -> Shown:
    """Answer a request, send away, give a role, tag. Each says where it goes: it may be sent without If-Match.

    Raises CommunityNotFound, LeadersOnly, ManagersOnly, MembershipNotFound, MembershipMoved, LastManager.
    """
    own = await _to_decide(uow, community_id)
    membership = await _theirs(uow, community_id, user_id)
    if version is not None:
        await expect(uow, version, membership, MEMBERSHIP, community_id=community_id, user_id=user_id)
    before = MembershipWrite.model_validate({name: getattr(membership, name) for name in MembershipWrite.model_fields})
    await _decide(uow, membership, own, before, patched(before, patch))
    await uow.session.flush()
    return await shown(uow, membership)


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


async def _move(uow: UnitOfWork, membership: Membership, state: MembershipState, *, manages: bool) -> None:
    match state:
        case MembershipState.ACTIVE:
            if membership.role is not Role.MEMBER and not manages:
                raise ManagersOnly  # who does not give a role does not let in by it either
            membership.admit(uow.now)
        case MembershipState.REFUSED:
            membership.refuse(uow.now)
        case MembershipState.REMOVED if membership.user_id != uow.actor.id:
            if not manages:
                raise ManagersOnly
            membership.remove(uow.now)
            await _take_back(uow, membership)
        case _:
            raise MembershipMoved


async def _give_role(uow: UnitOfWork, membership: Membership, role: Role) -> None:
    if membership.role is Role.MANAGER and Role.MANAGER not in await _other_roles(uow, membership):
        raise LastManager
    membership.take_role(role, uow.now)
    if role is not Role.MANAGER:
        await invitations.revoke_of_team(uow, membership.community_id, membership.user_id)


async def _take_back(uow: UnitOfWork, membership: Membership) -> None:
    """What they gave to the community, and the doors they left open to its team."""
    await invitations.revoke_of_team(uow, membership.community_id, membership.user_id)
    await grants.revoke_given_to(uow, membership.community_id, membership.user_id)
    await mission_departures.take_back(uow, membership.community_id, membership.user_id)


async def _close(uow: UnitOfWork, community: Community) -> None:
    waiting = select(Membership).where(
        Membership.community_id == community.id, Membership.state == MembershipState.REQUESTED
    )
    for membership in await uow.session.scalars(waiting.with_for_update()):
        membership.refuse(uow.now)
    await close(uow, community)


async def _other_roles(uow: UnitOfWork, membership: Membership) -> set[Role]:
    """Of those who are in, beside this one. The community is locked: nobody leads, or leads no more, meanwhile."""
    others = select(Membership.role).where(
        Membership.community_id == membership.community_id,
        Membership.user_id != membership.user_id,
        Membership.state == MembershipState.ACTIVE,
    )
    return set(await uow.session.scalars(others.distinct()))


async def _locked(uow: UnitOfWork, community_id: UUID) -> Community:
    """Whether or not it may be seen: to leave is always possible. Raises MembershipNotFound."""
    there = select(Community).where(Community.id == community_id).with_for_update(key_share=True)
    return await fetch_one(uow.session, there, MembershipNotFound)


async def _to_decide(uow: UnitOfWork, community_id: UUID) -> Membership:
    """The caller’s own membership, which says what they may decide."""
    known = select(Community).where(Community.id == community_id, readable_by(uow.actor))
    await fetch_one(uow.session, known.with_for_update(key_share=True), CommunityNotFound)
    own = await membership_of(uow, community_id)
    if own is None or not can_lead(uow.actor, own):
        raise LeadersOnly
    return own


async def _theirs(uow: UnitOfWork, community_id: UUID, user_id: UUID) -> Membership:
    asked = (Membership.community_id == community_id, Membership.user_id == user_id, fully_readable_by(uow.actor))
    locked = select(Membership).where(*asked).with_for_update()
    return await fetch_one(uow.session, locked.execution_options(populate_existing=True), MembershipNotFound)
