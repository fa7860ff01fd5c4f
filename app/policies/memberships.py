"""Who sees who is in a community: who looks after it sees all; members see who does, and themselves."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, and_, or_

from app.core.actor import Actor
from app.models.memberships import TEAM, Membership, MembershipState
from app.policies.communities import active_in, can_lead, in_team, led_by


def fully_readable_by(actor: Actor) -> ColumnElement[bool]:
    """With what was noted, and said: for the person; and for who looks after the community, unless they left."""
    condition = and_(Membership.state != MembershipState.LEFT, Membership.community_id.in_(led_by(actor)))
    return or_(Membership.user_id == actor.id, condition)


def readable_by(actor: Actor) -> ColumnElement[bool]:
    looks_after = and_(Membership.state == MembershipState.ACTIVE, in_team())
    return or_(fully_readable_by(actor), and_(looks_after, Membership.community_id.in_(active_in(actor))))


def can_read_fully(actor: Actor, membership: Membership, own: Membership | None) -> bool:
    """The same, for rows in hand; `own` is the actor's, in any community."""
    leads = own is not None and own.community_id == membership.community_id and can_lead(actor, own)
    return actor.user_id == membership.user_id or (leads and membership.state is not MembershipState.LEFT)


def can_read(actor: Actor, membership: Membership, memberships: Iterable[Membership]) -> bool:
    own = next((item for item in memberships if item.user_id == actor.user_id and _same(item, membership)), None)
    looks_after = membership.is_active and membership.role in TEAM
    return can_read_fully(actor, membership, own) or (looks_after and own is not None and own.is_active)


def _same(left: Membership, right: Membership) -> bool:
    return left.community_id == right.community_id
