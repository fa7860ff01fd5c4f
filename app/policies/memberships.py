"""Who sees the members of a community: its leaders see all; members see the leaders, and themselves."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, and_, or_

from app.core.actor import Actor
from app.models.memberships import TEAM, Membership, MembershipState
from app.policies.communities import active_in, can_lead, in_team, led_by


def fully_readable_by(actor: Actor) -> ColumnElement[bool]:
    """With notes and reasons: for the person, and for the leaders of the community unless the person left."""
    condition = and_(Membership.state != MembershipState.LEFT, Membership.community_id.in_(led_by(actor)))
    return or_(Membership.user_id == actor.id, condition)


def readable_by(actor: Actor) -> ColumnElement[bool]:
    looks_after = and_(Membership.state == MembershipState.ACTIVE, in_team())
    return or_(fully_readable_by(actor), and_(looks_after, Membership.community_id.in_(active_in(actor))))


def can_read_fully(actor: Actor, membership: Membership, own: Membership | None) -> bool:
    """`fully_readable_by`, for loaded rows; `own` is the actor's membership, in any community."""
    leads = own is not None and own.community_id == membership.community_id and can_lead(actor, own)
    return actor.user_id == membership.user_id or (leads and membership.state is not MembershipState.LEFT)


def can_read(actor: Actor, membership: Membership, memberships: Iterable[Membership]) -> bool:
    own = next((item for item in memberships if item.user_id == actor.user_id and _same(item, membership)), None)
    looks_after = membership.is_active and membership.role in TEAM
    return can_read_fully(actor, membership, own) or (looks_after and own is not None and own.is_active)


def _same(left: Membership, right: Membership) -> bool:
    return left.community_id == right.community_id
