"""Notifications and mails about memberships: team members hear of requests, requesters of the decision.

Admission is a notification. A refusal or removal is mailed once, and is in no list to be reminded of.
"""

from datetime import datetime
from functools import partial
from uuid import UUID, uuid5

from sqlalchemy import select

from app.core.app_paths import AppPath
from app.core.dates import say_day
from app.core.i18n import Locale, Words
from app.core.uow import UnitOfWork
from app.models.communities import Community
from app.models.memberships import Membership, MembershipState, Role
from app.models.notifications import NotificationType
from app.models.users import User
from app.policies.communities import in_team
from app.services.communities.community_templates import join_refusal_mail, removal_mail, school_doubt_mail
from app.services.notifications import mails
from app.services.notifications.notification_templates import LAPSES_SOON, PlaceOutcome, titled
from app.services.notifications.notifications import NewNotification, close, close_duties, notify


async def notify_request(uow: UnitOfWork, membership: Membership) -> None:
    community, person = await _both(uow, membership)
    await _notify_deciders(uow, membership, community, {"person_id": str(person.id), "person": person.display_name})


async def notify_reminder(uow: UnitOfWork, membership: Membership, end: datetime) -> None:
    """Remind whoever decides of a request that ends soon. It takes the place of the first notification."""
    community, person = await _both(uow, membership)
    data = {"person_id": str(person.id), "person": person.display_name, "kind": LAPSES_SOON}
    day = titled(Words.each(partial(say_day, end.date())), Locale.FR)
    await _notify_deciders(uow, membership, community, {**data, **day})


async def notify_lapse(uow: UnitOfWork, membership: Membership) -> None:
    await notify_end(uow, membership.community_id, membership.user_id, PlaceOutcome.LAPSE)


async def notify_admission(uow: UnitOfWork, membership: Membership) -> None:
    community, person = await _both(uow, membership)
    await close(uow, _request_of(membership))
    await notify(uow, person.id, _notification(NotificationType.MEMBERSHIP, community.id, community, {}))


async def notify_place_outcome(uow: UnitOfWork, membership: Membership) -> None:
    """Tell the person whose guardian agreed that they are in, or that their request was sent."""
    community, person = await _both(uow, membership)
    kind = PlaceOutcome.IN if membership.is_active else PlaceOutcome.ASKED
    await notify(uow, person.id, _notification(NotificationType.MEMBERSHIP, community.id, community, {"kind": kind}))


async def notify_end(
    uow: UnitOfWork, community_id: UUID, person_id: UUID, outcome: PlaceOutcome = PlaceOutcome.ENDED
) -> None:
    community = await uow.session.get_one(Community, community_id)
    data: dict[str, str | None] = {"kind": outcome}
    await notify(uow, person_id, _notification(NotificationType.MEMBERSHIP, community.id, community, data))


async def mail_refusal(uow: UnitOfWork, membership: Membership) -> None:
    community, person = await _both(uow, membership)
    await close(uow, _request_of(membership))
    await mails.post(uow, person.email, join_refusal_mail(person.language, community=community))


async def mail_removal(uow: UnitOfWork, membership: Membership) -> None:
    community, person = await _both(uow, membership)
    await mails.post(uow, person.email, removal_mail(person.language, community=community))


async def mail_doubt(uow: UnitOfWork, community_id: UUID, person: User) -> None:
    community = await uow.session.get_one(Community, community_id)
    opening = uow.runtime.settings.app_address(AppPath.GUARDIAN)
    await mails.post(uow, person.email, school_doubt_mail(person.language, community=community, opening=opening))


async def forget(uow: UnitOfWork, membership: Membership) -> None:
    """Close the notifications of a membership that ended or whose request was withdrawn, and those of its duties."""
    await close(uow, _request_of(membership))
    await close(uow, membership.community_id, membership.user_id)
    await close_duties(uow, membership.community_id, membership.user_id)


async def _notify_deciders(
    uow: UnitOfWork, membership: Membership, community: Community, data: dict[str, str | None]
) -> None:
    decides = in_team() if membership.role is Role.MEMBER else Membership.role == Role.MANAGER
    team = select(Membership.user_id).where(
        Membership.community_id == community.id, Membership.state == MembershipState.ACTIVE, decides
    )
    await notify(uow, team, _notification(NotificationType.JOIN_REQUEST, _request_of(membership), community, data))


def _request_of(membership: Membership) -> UUID:
    """Derive the id of a request: a membership has no id of its own."""
    return uuid5(membership.community_id, str(membership.user_id))


def _notification(
    kind: NotificationType, subject_id: UUID, community: Community, data: dict[str, str | None]
) -> NewNotification:
    fields = {"community": community.name, **data}
    return NewNotification(kind, subject_id, community_id=community.id, data=fields)


async def _both(uow: UnitOfWork, membership: Membership) -> tuple[Community, User]:
    community = await uow.session.get_one(Community, membership.community_id)
    return community, await uow.session.get_one(User, membership.user_id)
