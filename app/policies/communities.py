"""Who knows of a community, who belongs to it, who leads it. A community has no rights in the communities around it."""

from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select

from app.core.actor import Actor
from app.core.errors import Forbidden, NotFound
from app.core.i18n import Words
from app.models.communities import Community, CommunityKind, Visibility
from app.models.memberships import TEAM, Membership, MembershipState, Role

CIRCLES = (CommunityKind.NETWORK,)  # of people who know each other; every other kind is work, training or guidance
PRESENT_STATES = (MembershipState.ACTIVE, MembershipState.REQUESTED)


class CommunityNotFound(NotFound):
    title = Words("Communauté introuvable")


class LeadersOnly(Forbidden):
    title = Words("C’est à l’équipe de la communauté de le faire")
    advice = Words("Seuls ses animateurs et ses gestionnaires le peuvent : demande-leur.")


class ManagersOnly(Forbidden):
    title = Words("C’est aux gestionnaires de la communauté de le faire")
    advice = Words("Seuls ses gestionnaires le peuvent : demande-leur.")


def readable_by(actor: Actor) -> ColumnElement[bool]:
    """The only read access to the table. A secret community does not exist for people outside it."""
    membership = (Membership.community_id == Community.id, Membership.user_id == actor.id)
    is_member = exists().where(*membership, concerns()).correlate_except(Membership)
    return and_(Community.closed_at.is_(None), or_(Community.visibility != Visibility.SECRET, is_member))


def public() -> ColumnElement[bool]:
    """The community has a public page."""
    return and_(Community.closed_at.is_(None), Community.visibility == Visibility.PUBLIC)


def known_school() -> ColumnElement[bool]:
    """A school verified by operators: its pupils join by invitation, and answer, without a guardian."""
    return and_(Community.kind == CommunityKind.SCHOOL, Community.verified_at.is_not(None))


def is_known_school(community: Community) -> bool:
    """`known_school`, for a loaded row."""
    return community.kind is CommunityKind.SCHOOL and community.verified_at is not None


def active_in(actor: Actor) -> Select[UUID]:
    """Select the communities in which the actor is an active member.

    For a program of one, and in a delegated session: that one alone.
    """
    conditions = (Membership.user_id == actor.id, Membership.state == MembershipState.ACTIVE)
    statement = select(Membership.community_id).where(*conditions).correlate_except(Membership)
    place = actor.delegation.community_id if actor.delegation else actor.community_id
    return statement if place is None else statement.where(Membership.community_id == place)


def concerns() -> ColumnElement[bool]:
    """The membership is active or requested."""
    return or_(*(Membership.state == state for state in PRESENT_STATES))


def in_team() -> ColumnElement[bool]:
    return or_(*(Membership.role == role for role in TEAM))  # `in` would prevent a single compiled statement


def led_by(actor: Actor) -> Select[UUID]:
    """Select the communities that the actor leads, as facilitator or manager."""
    return active_in(actor).where(in_team())


def managed_by(actor: Actor) -> Select[UUID]:
    return active_in(actor).where(Membership.role == Role.MANAGER)


def circle() -> ColumnElement[bool]:
    """The community at hand is one: who manages it reads what its members answer without a second factor."""
    return or_(*(Community.kind == kind for kind in CIRCLES))


def is_circle(community: Community) -> bool:
    """The same, for a row in hand."""
    return community.kind in CIRCLES


def can_lead(actor: Actor, membership: Membership | None) -> bool:
    """`led_by`, for a loaded row: may invite, answer requests and tag members."""
    return _role(actor, membership) in TEAM


def can_manage(actor: Actor, membership: Membership | None) -> bool:
    """`managed_by`, for a loaded row: may change the community, give roles and remove members."""
    return _role(actor, membership) is Role.MANAGER


def _role(actor: Actor, membership: Membership | None) -> Role | None:
    if membership is None or membership.user_id != actor.user_id or not membership.is_active:
        return None
    return membership.role
