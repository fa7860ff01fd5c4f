"""Endings of memberships: by leaving, by removal, or with the account.

Managers are counted under the lock of the community, so that one manager always stays.
"""

from uuid import UUID

from sqlalchemy import ColumnElement, func, literal, select

from app.core.db import fetch_one
from app.core.errors import Conflict
from app.core.i18n import Words
from app.core.jobs import Job
from app.core.uow import UnitOfWork
from app.models.communities import Community
from app.models.guardians import GuardedAct
from app.models.memberships import Membership, MembershipState, Role
from app.models.reports import Measure, MeasureKind
from app.models.users import User
from app.models.webhooks import WebhookEvent
from app.policies.age import decides_alone, guardian_allows
from app.policies.communities import concerns, known_school
from app.services.accounts import api_tokens, consents
from app.services.accounts.report_templates import COMMUNITY_ENDED, COMMUNITY_ENDED_EFFECT, measure_mail
from app.services.communities import invitations, membership_notifications
from app.services.communities.communities import LeaveDoubtedSchool, close
from app.services.communities.memberships import MembershipNotFound
from app.services.departures import community_showings, mission_departures
from app.services.missions.assignments import assign_open_missions
from app.services.notifications import mails
from app.services.notifications.mail_bodies import line
from app.services.programmes import programmes
from app.services.shared.webhook_events import emit
from app.services.sharing import grants, page_stories, reports

AT_ONCE = 50


class EndCommunity(Job):
    """Let everybody leave a community that operators ended."""

    community_id: UUID


class LastManager(Conflict):
    title = Words("Il faut d’abord passer la main")
    advice = Words("Toi seul gères cette communauté : donne le rôle `manager` à un autre membre, puis recommence.")


async def leave(uow: UnitOfWork, community_id: UUID) -> None:
    """Leave a community, and take back what the caller showed and granted there. Their own data stay.

    Leaving again changes nothing.
    Raises MembershipNotFound, LastManager.
    """
    await _leave(uow, community_id, uow.actor.id)


async def leave_at_school(uow: UnitOfWork, membership: Membership) -> None:
    """Let a pupil leave whom the school does not have any more. They hear of it, and may be invited again."""
    await _leave(uow, membership.community_id, membership.user_id)
    await membership_notifications.mail_removal(uow, membership)


async def leave_all(uow: UnitOfWork, user_id: UUID, *, but_schools: bool = False) -> None:
    """Leave every community, or all except known schools.

    A last manager hands over to the facilitator who joined first, or else to the member who joined first.
    """
    statement = (
        select(Membership.community_id)
        .join(Community, Community.id == Membership.community_id)
        .where(Membership.user_id == user_id, concerns())
        .order_by(Membership.community_id)
    )
    communities = statement.where(~known_school()) if but_schools else statement
    for community_id in (await uow.session.scalars(communities)).all():
        await _leave(uow, community_id, user_id, hands_over=True)


async def lock_all(uow: UnitOfWork, user_id: UUID) -> None:
    """Lock every community of the person, also those with a pending request, then their memberships, in that order."""
    statement = select(Membership.community_id).where(Membership.user_id == user_id, concerns())
    communities = select(Community.id).where(Community.id.in_(statement)).order_by(Community.id)
    await uow.session.execute(communities.with_for_update(key_share=True))
    await uow.session.execute(statement.order_by(Membership.community_id).with_for_update())


async def leave_doubted(uow: UnitOfWork, community_id: UUID) -> None:
    """When a school is no longer known, end the memberships of young people whose guardian has not agreed to joining.

    Those who stay without an agreement to sharing take back what they show.
    """
    statement = select(Community.id).where(Community.id == community_id, ~known_school())
    if await uow.session.scalar(statement.with_for_update(key_share=True)) is None:
        return
    members = (
        select(User)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.community_id == community_id, concerns(), ~decides_alone(literal(uow.now)))
        .order_by(User.id)
    )
    leaving = members.where(~guardian_allows(GuardedAct.JOIN)).limit(AT_ONCE)
    people = (await uow.session.scalars(leaving)).all()
    for person in people:
        await _leave(uow, community_id, person.id, hands_over=True)
        await membership_notifications.mail_doubt(uow, community_id, person)
    if len(people) == AT_ONCE:
        uow.enqueue(LeaveDoubtedSchool(community_id=community_id))
        return
    staying = members.where(~guardian_allows(GuardedAct.SHARE)).with_only_columns(User.id)
    showing = (await uow.session.scalars(staying)).all()
    await community_showings.take_back(uow, showing, Community.id == community_id)


async def end_community(uow: UnitOfWork, community_id: UUID) -> None:
    """Let everybody leave a community that operators ended, which closes it. Each hears why by mail."""
    ending = (Measure.kind == MeasureKind.END_COMMUNITY, Measure.target_id == community_id)
    reason = await uow.session.scalar(select(Measure.reason).where(*ending).order_by(Measure.taken_at.desc()).limit(1))
    name = await uow.session.scalar(
        select(Community.name).where(Community.id == community_id).with_for_update(key_share=True)
    )
    members = select(User).join(Membership, Membership.user_id == User.id)
    members = members.where(Membership.community_id == community_id, concerns()).order_by(User.id).limit(AT_ONCE)
    people = (await uow.session.scalars(members)).all()
    for person in people:
        await _leave(uow, community_id, person.id, hands_over=True)
        subject = COMMUNITY_ENDED.fill(name=line(name or ""))
        effect = COMMUNITY_ENDED_EFFECT.in_(person.language)
        body = measure_mail(person.language, subject=subject, effect=effect, reason=reason or "")
        await mails.post(uow, person.email, body)
    if len(people) == AT_ONCE:
        uow.enqueue(EndCommunity(community_id=community_id))


async def take_back(uow: UnitOfWork, membership: Membership) -> None:
    """Take back what the member gave to the community, and revoke their invitations and grants to its team."""
    await api_tokens.end_of_maker(uow, membership.community_id, membership.user_id)
    await invitations.revoke_of_team(uow, membership.community_id, membership.user_id)
    await grants.revoke_given_to(uow, membership.community_id, membership.user_id)
    await page_stories.remove_of_member(uow, membership.community_id, membership.user_id)
    await mission_departures.take_back(uow, membership.community_id, membership.user_id)
    await programmes.leave_teams(uow, membership.community_id, membership.user_id)
    await membership_notifications.forget(uow, membership)
    await consents.withdraw(uow, membership.community_id, membership.user_id)


async def check_not_last(uow: UnitOfWork, membership: Membership) -> None:
    """Check that another manager stays. The caller has locked the community. Raises LastManager."""
    if membership.role is Role.MANAGER and Role.MANAGER not in await _other_roles(uow, membership):
        raise LastManager


async def _leave(uow: UnitOfWork, community_id: UUID, user_id: UUID, *, hands_over: bool = False) -> None:
    statement = select(Community).where(Community.id == community_id).with_for_update(key_share=True)
    community = await fetch_one(uow.session, statement, MembershipNotFound)
    query = select(Membership).where(Membership.community_id == community_id, Membership.user_id == user_id)
    locking = query.with_for_update().execution_options(populate_existing=True)
    membership = await fetch_one(uow.session, locking, MembershipNotFound)
    was_in, other_roles = membership.is_active, await _other_roles(uow, membership)
    if was_in and other_roles:
        await (_hand_over(uow, membership) if hands_over else check_not_last(uow, membership))
    if membership.leave(uow.now):
        await take_back(uow, membership)
        if was_in:
            await emit(uow, WebhookEvent.MEMBER_DEPARTURE, community_id, user_id=user_id)
    if was_in and not other_roles:
        await _close(uow, community)


async def _hand_over(uow: UnitOfWork, membership: Membership) -> None:
    if membership.role is not Role.MANAGER or Role.MANAGER in await _other_roles(uow, membership):
        return
    rank = func.array_position([Role.FACILITATOR, Role.MEMBER], Membership.role)
    successors = select(Membership).where(*_others(membership)).order_by(rank, Membership.joined_at, Membership.user_id)
    successor = (await uow.session.scalars(successors.limit(1).with_for_update())).one()
    successor.take_role(Role.MANAGER, uow.now)
    assign_open_missions(uow, successor)


async def _close(uow: UnitOfWork, community: Community) -> None:
    waiting = select(Membership).where(
        Membership.community_id == community.id, Membership.state == MembershipState.REQUESTED
    )
    for membership in await uow.session.scalars(waiting.with_for_update()):
        membership.refuse(uow.now)
    await reports.close_community(uow, community.id)
    await close(uow, community)


async def _other_roles(uow: UnitOfWork, membership: Membership) -> set[Role]:
    return set(await uow.session.scalars(select(Membership.role).where(*_others(membership)).distinct()))


def _others(membership: Membership) -> tuple[ColumnElement[bool], ...]:
    return (
        Membership.community_id == membership.community_id,
        Membership.user_id != membership.user_id,
        Membership.state == MembershipState.ACTIVE,
    )
