"""Getting out: by leaving, by being sent away, with one’s account. Whoever leads is counted under the community’s lock:
one always stays."""

from uuid import UUID

from sqlalchemy import ColumnElement, func, select

from app.core.db import fetch_one
from app.core.errors import Conflict
from app.core.i18n import Words
from app.core.uow import UnitOfWork
from app.models.communities import Community
from app.models.guardians import GuardedAct
from app.models.memberships import Membership, MembershipState, Role
from app.models.users import User
from app.policies.age import decides_alone, guardian_allows
from app.policies.communities import concerns, known_school
from app.services.accounts import consents
from app.services.communities import invitations, membership_notices
from app.services.communities.communities import LeaveDoubtedSchool, close
from app.services.communities.memberships import MembershipNotFound
from app.services.departures import community_showings, mission_departures
from app.services.missions.assignments import assign_open_missions
from app.services.sharing import grants

AT_ONCE = 50


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
    await _leave(uow, community_id, uow.actor.id)


async def leave_all(uow: UnitOfWork, user_id: UUID, *, but_schools: bool = False) -> None:
    """Every community, or all but schools that are known. Where nobody else manages, whoever has helped longest takes
    over."""
    statement = (
        select(Membership.community_id)
        .join(Community, Community.id == Membership.community_id)
        .where(Membership.user_id == user_id, concerns())
        .order_by(Membership.community_id)
    )
    left = statement.where(~known_school()) if but_schools else statement
    for community_id in (await uow.session.scalars(left)).all():
        await _leave(uow, community_id, user_id, hands_over=True)


async def lock_all(uow: UnitOfWork, user_id: UUID) -> None:
    """Every community they are in or ask to come into, then what they are there: in the order of whoever else locks
    them."""
    statement = select(Membership.community_id).where(Membership.user_id == user_id, concerns())
    there = select(Community.id).where(Community.id.in_(statement)).order_by(Community.id)
    await uow.session.execute(there.with_for_update(key_share=True))
    await uow.session.execute(statement.order_by(Membership.community_id).with_for_update())


async def leave_doubted(uow: UnitOfWork, community_id: UUID) -> None:
    """Whom only its being a known school let in, once it is none any more. Who stays takes back what only that let them
    show."""
    statement = select(Community.id).where(Community.id == community_id, ~known_school())
    if await uow.session.scalar(statement.with_for_update(key_share=True)) is None:
        return
    theirs = (
        select(User)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.community_id == community_id, concerns(), ~decides_alone(uow.now))
        .order_by(User.id)
    )
    leaving = theirs.where(~guardian_allows(GuardedAct.JOIN)).limit(AT_ONCE)
    people = (await uow.session.scalars(leaving)).all()
    for person in people:
        await _leave(uow, community_id, person.id, hands_over=True)
        await membership_notices.tell_doubted(uow, community_id, person)
    if len(people) == AT_ONCE:
        uow.enqueue(LeaveDoubtedSchool(community_id=community_id))
        return
    staying = theirs.where(~guardian_allows(GuardedAct.SHARE)).with_only_columns(User.id)
    showing = (await uow.session.scalars(staying)).all()
    await community_showings.take_back(uow, showing, Community.id == community_id)


async def take_back(uow: UnitOfWork, membership: Membership) -> None:
    """What they gave to the community, and the doors they left open to its team."""
    await invitations.revoke_of_team(uow, membership.community_id, membership.user_id)
    await grants.revoke_given_to(uow, membership.community_id, membership.user_id)
    await mission_departures.take_back(uow, membership.community_id, membership.user_id)
    await membership_notices.forget(uow, membership)
    await consents.withdraw(uow, membership.community_id, membership.user_id)


async def check_not_last(uow: UnitOfWork, membership: Membership) -> None:
    """Raises LastManager. The community is locked: nobody leads, or leads no more, meanwhile."""
    if membership.role is Role.MANAGER and Role.MANAGER not in await _other_roles(uow, membership):
        raise LastManager


async def _leave(uow: UnitOfWork, community_id: UUID, user_id: UUID, *, hands_over: bool = False) -> None:
    statement = select(Community).where(Community.id == community_id).with_for_update(key_share=True)
    community = await fetch_one(uow.session, statement, MembershipNotFound)
    theirs = select(Membership).where(Membership.community_id == community_id, Membership.user_id == user_id)
    locked = theirs.with_for_update().execution_options(populate_existing=True)
    membership = await fetch_one(uow.session, locked, MembershipNotFound)
    was_in, others = membership.is_active, await _other_roles(uow, membership)
    if was_in and others:
        await (_hand_over(uow, membership) if hands_over else check_not_last(uow, membership))
    if membership.leave(uow.now):
        await take_back(uow, membership)
    if was_in and not others:
        await _close(uow, community)


async def _hand_over(uow: UnitOfWork, membership: Membership) -> None:
    if membership.role is not Role.MANAGER or Role.MANAGER in await _other_roles(uow, membership):
        return
    rank = func.array_position([Role.FACILITATOR, Role.MEMBER], Membership.role)
    heirs = select(Membership).where(*_others(membership)).order_by(rank, Membership.joined_at, Membership.user_id)
    heir = (await uow.session.scalars(heirs.limit(1).with_for_update())).one()
    heir.take_role(Role.MANAGER, uow.now)
    assign_open_missions(uow, heir)


async def _close(uow: UnitOfWork, community: Community) -> None:
    waiting = select(Membership).where(
        Membership.community_id == community.id, Membership.state == MembershipState.REQUESTED
    )
    for membership in await uow.session.scalars(waiting.with_for_update()):
        membership.refuse(uow.now)
    await close(uow, community)


async def _other_roles(uow: UnitOfWork, membership: Membership) -> set[Role]:
    return set(await uow.session.scalars(select(Membership.role).where(*_others(membership)).distinct()))


def _others(membership: Membership) -> tuple[ColumnElement[bool], ...]:
    return (
        Membership.community_id == membership.community_id,
        Membership.user_id != membership.user_id,
        Membership.state == MembershipState.ACTIVE,
    )
