"""Taking back what people show in their communities without a grant."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ColumnElement, delete, exists, select
from sqlalchemy.orm import aliased

from app.core.actor import Actor
from app.core.uow import UnitOfWork
from app.models.communities import Community, Visibility
from app.models.consents import ConsentKind
from app.models.informations import Information
from app.models.media import Media
from app.models.memberships import Membership, MembershipState, Role
from app.models.missions import Mission, MissionMedia
from app.policies.communities import known_school, managed_by
from app.services.accounts import consents
from app.services.departures import mission_departures

_peer = aliased(Membership, name="other")


async def hide_pages(uow: UnitOfWork, person_id: UUID) -> None:
    """Hide the pages of communities that only this person manages: the person published their texts."""
    managing = (_peer.state == MembershipState.ACTIVE, _peer.role == Role.MANAGER)
    co_managers = exists().where(_peer.community_id == Community.id, _peer.user_id != person_id, *managing)
    visible = Community.visibility != Visibility.SECRET
    statement = select(Community).where(visible, Community.id.in_(managed_by(Actor(person_id))), ~co_managers)
    for community in (await uow.session.scalars(statement.order_by(Community.id))).all():
        community.hide(uow.now)


async def take_back(uow: UnitOfWork, people: Collection[UUID], *conditions: ColumnElement[bool]) -> None:
    """Take back answers that all members see, pictures, and counted talents, except in known schools.

    The caller has locked the communities.
    """
    statement = select(Community.id).where(~known_school(), *conditions)
    memberships = (Membership.community_id.in_(statement), Membership.user_id.in_(people))
    counting = select(Membership).where(*memberships, Membership.show_talents)
    locking = counting.order_by(Membership.community_id, Membership.user_id).with_for_update()
    for membership in (await uow.session.scalars(locking.execution_options(populate_existing=True))).all():
        membership.agree(show_talents=False, now=uow.now)
        await consents.withdraw(uow, membership.community_id, membership.user_id, ConsentKind.TALENTS)
    await mission_departures.end_reach(uow, statement, people)
    await mission_departures.take_back_shown(uow, statement, people)
    missions = MissionMedia.mission_id.in_(select(Mission.id).where(Mission.community_id.in_(statement)))
    media = MissionMedia.media_id.in_(select(Media.id).where(Media.owner_id.in_(people)))
    await uow.session.execute(delete(MissionMedia).where(missions, media).execution_options(synchronize_session=False))
    of_people = Media.owner_id.in_(people)
    await mission_departures.take_back_pictures(uow, Information.community_id.in_(statement), of_people)
