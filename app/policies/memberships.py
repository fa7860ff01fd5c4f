"""Who sees the members of a community: its leaders see all; members see the leaders, and themselves."""

from sqlalchemy import ColumnElement, and_, exists, or_
from sqlalchemy.orm import aliased

from app.core.actor import Actor
from app.models.communities import Community, CommunityKind
from app.models.memberships import Membership, MembershipState
from app.policies.communities import active_in, in_team, led_by


def fully_readable_by(actor: Actor) -> ColumnElement[bool]:
    """With notes and reasons: for the person, and for the leaders of the community unless the person left."""
    condition = and_(Membership.state != MembershipState.LEFT, Membership.community_id.in_(led_by(actor)))
    return or_(Membership.user_id == actor.id, condition)


_OF_ORGANISATION = aliased(Membership, name="of_organisation")


def stood_for() -> ColumnElement[bool]:
    """The organisation at hand is open, and the member who stands for it belongs to it now."""
    is_member = exists().where(
        _OF_ORGANISATION.community_id == Community.id,
        _OF_ORGANISATION.user_id == Membership.user_id,
        _OF_ORGANISATION.state == MembershipState.ACTIVE,
    )
    is_organisation = and_(Community.kind == CommunityKind.ORGANISATION, Community.closed_at.is_(None))
    belongs = is_member.correlate(Community, Membership)
    return and_(Community.id == Membership.on_behalf_of, is_organisation, belongs)


def kept_by(actor: Actor) -> ColumnElement[bool]:
    """Their own, as long as they are in, or ask to be."""
    return and_(
        Membership.user_id == actor.id, Membership.state.in_((MembershipState.REQUESTED, MembershipState.ACTIVE))
    )


def readable_by(actor: Actor) -> ColumnElement[bool]:
    looks_after = and_(Membership.state == MembershipState.ACTIVE, in_team())
    return or_(fully_readable_by(actor), and_(looks_after, Membership.community_id.in_(active_in(actor))))
