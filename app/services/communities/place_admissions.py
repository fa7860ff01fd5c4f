"""The end of waiting for a guardian: people with a kept place join their communities."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select

from app.core.actor import Actor
from app.core.db import lock_row
from app.core.jobs import Job
from app.core.uow import UnitOfWork
from app.models.communities import Community, JoinPolicy
from app.models.guardians import GuardedAct
from app.models.invitations import Invitation
from app.models.kept_places import KeptPlace
from app.models.memberships import MembershipState, Role
from app.models.users import User
from app.services.accounts import age, suspensions
from app.services.communities import kept_places, membership_notifications, memberships


class AdmitKeptPlaces(Job):
    """Admit a person who decides alone from now on."""

    person_id: UUID


class Admission(NamedTuple):
    community: str
    state: MembershipState


async def admit_grown(uow: UnitOfWork, person_id: UUID) -> None:
    person = await lock_row(uow.session, User, person_id)
    if await age.refusal(_as(uow, person), GuardedAct.JOIN) is None:
        await admit(uow, person)


async def admit(uow: UnitOfWork, person: User) -> Sequence[Admission]:
    """Admit the person to each community that keeps a place for them. The caller has locked the person."""
    own = _as(uow, person)
    try:
        await suspensions.check(own)
    except suspensions.SUSPENSIONS:
        return ()
    conditions = (KeptPlace.person_id == person.id, KeptPlace.until > uow.now)
    statement = select(Community).join(KeptPlace, KeptPlace.community_id == Community.id).where(*conditions)
    locking = statement.order_by(Community.id).with_for_update(read=True, of=Community)
    communities = {community.id: community for community in await uow.session.scalars(locking)}
    places = await kept_places.take(uow, *conditions, KeptPlace.community_id.in_(communities))
    return [await _admit(own, communities[place.community_id], place) for place in places]


async def _admit(own: UnitOfWork, community: Community, place: KeptPlace) -> Admission:
    membership = await memberships.own(own, community.id)
    role, asks, by_name = Role.MEMBER, community.join_policy is not JoinPolicy.OPEN, False
    if place.invitation_id is not None:
        invitation = await own.session.get_one(Invitation, place.invitation_id)
        membership.come_by(invitation.id, invitation.tags, invitation.directory_box)
        role, asks = invitation.role, invitation.needs_approval
        by_name = invitation.directory_box is not None
    await memberships.come(own, membership, role, place.reason, asks=asks, sentence=None, by_name=by_name)
    await membership_notifications.notify_place_outcome(own, membership)
    return Admission(community.name, membership.state)


def _as(uow: UnitOfWork, person: User) -> UnitOfWork:
    return replace(uow, actor=Actor(person.id))
