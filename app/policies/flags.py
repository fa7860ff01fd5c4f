from sqlalchemy import ColumnElement, and_, exists, or_

from app.core.actor import Actor
from app.models.flags import Flag, Hiding
from app.models.memberships import Membership, MembershipState
from app.policies.communities import in_team, led_by


def reported_by(actor: Actor) -> ColumnElement[bool]:
    return Flag.reporter_id == actor.id


def decidable_by(actor: Actor) -> ColumnElement[bool]:
    """The actor leads the community of the flag, and does not own the content."""
    return and_(Flag.community_id.in_(led_by(actor)), Flag.owner_id.is_distinct_from(actor.id))


def readable_by(actor: Actor) -> ColumnElement[bool]:
    return or_(reported_by(actor), decidable_by(actor))


def reviewable_by(actor: Actor) -> ColumnElement[bool]:
    """The actor leads the community, did not hide the content, and does not own it."""
    condition = and_(Hiding.hidden_by.is_distinct_from(actor.id), Hiding.owner_id.is_distinct_from(actor.id))
    return and_(Hiding.community_id.in_(led_by(actor)), condition)


def can_review(actor: Actor, hiding: Hiding) -> bool:
    """`reviewable_by`, for a loaded row of a community that the actor leads."""
    return actor.id not in {hiding.hidden_by, hiding.owner_id}


def is_left_to_operators() -> ColumnElement[bool]:
    """An appeal waits, and nobody leads the community except the hider or the owner."""
    waits = and_(Hiding.appeal.is_not(None), Hiding.reviewed_at.is_(None))
    team = and_(Membership.community_id == Hiding.community_id, Membership.state == MembershipState.ACTIVE, in_team())
    parties = (Hiding.hidden_by, Hiding.owner_id)
    condition = and_(*(Membership.user_id.is_distinct_from(party) for party in parties))
    return and_(waits, ~exists().where(team, condition).correlate_except(Membership))
