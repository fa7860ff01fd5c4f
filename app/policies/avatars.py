"""Who sees the small avatar of a person beside their name: docs/decisions/0120."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, or_
from sqlalchemy.orm import aliased

from app.core.actor import Actor
from app.models.grant_requests import GrantRequest, RequestState
from app.models.grants import AudienceType, Grant
from app.models.memberships import Membership, MembershipState
from app.models.users import User
from app.policies.age import decides_alone
from app.policies.communities import active_in
from app.policies.erasures import is_visible
from app.policies.grants import is_unlocked, live, to_person

_MEMBERSHIP = aliased(Membership, name="membership_of_person")


def shown_to(actor: Actor, now: ColumnElement[datetime]) -> ColumnElement[bool]:
    """The User at hand shows their avatar to the actor: their own, or of a person certainly old enough to decide
    alone whom the actor has to do with now.
    """
    reader = Actor(actor.reader_id, actor.session_id)
    return or_(User.id == reader.id, and_(decides_alone(now), is_visible(User.id), _is_connected(reader, now)))


def _is_connected(actor: Actor, now: ColumnElement[datetime]) -> ColumnElement[bool]:
    """Both are in one community, one of them gave the other access by name, or the User asks the actor for access."""
    in_community = (
        _MEMBERSHIP.user_id == User.id,
        _MEMBERSHIP.state == MembershipState.ACTIVE,
        _MEMBERSHIP.community_id.in_(active_in(actor)),
    )
    to_actor = (Grant.owner_id == User.id, to_person(actor), is_unlocked(actor, now), live(now))
    of_actor = (
        Grant.owner_id == actor.id,
        Grant.audience_type == AudienceType.USER,
        Grant.audience_id == User.id,
        live(now),
    )
    request = (
        GrantRequest.requester_id == User.id,
        GrantRequest.owner_id == actor.id,
        GrantRequest.state == RequestState.PENDING,
        GrantRequest.lapses_at > now,
    )
    return or_(  # in the order of their rows: PostgreSQL stops at the first that holds
        exists().where(*to_actor).correlate_except(Grant),
        exists().where(*of_actor).correlate_except(Grant),
        exists().where(*request).correlate_except(GrantRequest),
        exists().where(*in_community).correlate_except(_MEMBERSHIP),
    )
