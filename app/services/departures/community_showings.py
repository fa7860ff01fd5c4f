"""What people show in their communities, and of them, without an access being given; and how it is taken back."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ColumnElement, delete, exists, select
from sqlalchemy.orm import aliased

from app.core.actor import Actor
from app.core.uow import UnitOfWork
from app.models.communities import Community, Visibility
from app.models.consents import ConsentKind
from app.models.media import Media
from app.models.memberships import Membership, MembershipState, Role
from app.models.missions import Mission, MissionMedia
from app.policies.communities import known_school, managed_by
from app.services.accounts import consents
from app.services.departures import mission_departures

_other = aliased(Membership, name="other")


async def hide_pages(uow: UnitOfWork, person_id: UUID) -> None:
    """Of communities that nobody else manages: what they say was published by this person."""
    managing = (_other.state == MembershipState.ACTIVE, _other.role == Role.MANAGER)
    shared = exists().where(_other.community_id == Community.id, _other.user_id != person_id, *managing)
    known = Community.visibility != Visibility.SECRET
    statement = select(Community).where(known, Community.id.in_(managed_by(Actor(person_id))), ~shared)
    for community in (await uow.session.scalars(statement.order_by(Community.id))).all():
        community.hide(uow.now)


async def take_back(uow: UnitOfWork, people: Collection[UUID], *where: ColumnElement[bool]) -> None:
    """Answers that all members see, media in missions, talents that count; unless it is a known school.

    The communities are locked.
    """
    statement = select(Community.id).where(~known_school(), *where)
    theirs = (Membership.community_id.in_(statement), Membership.user_id.in_(people))
    counting = select(Membership).where(*theirs, Membership.show_talents)
    ordered = counting.order_by(Membership.community_id, Membership.user_id).with_for_update()
    for membership in (await uow.session.scalars(ordered.execution_options(populate_existing=True))).all():
        membership.agree(show_talents=False, now=uow.now)
        await consents.withdraw(uow, membership.community_id, membership.user_id, ConsentKind.TALENTS)
    await mission_departures.take_back_shown(uow, statement, people)
    missions = MissionMedia.mission_id.in_(select(Mission.id).where(Mission.community_id.in_(statement)))
    media = MissionMedia.media_id.in_(select(Media.id).where(Media.owner_id.in_(people)))
    await uow.session.execute(delete(MissionMedia).where(missions, media).execution_options(synchronize_session=False))
