from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, or_

from app.core.actor import Actor
from app.core.db import constant
from app.models.invitations import Invitation, InvitationState
from app.models.memberships import Membership, Role
from app.policies.communities import can_lead, can_manage, led_by, managed_by


def readable_by(actor: Actor) -> ColumnElement[bool]:
    """Managers see all invitations of their communities; facilitators only those that make members, so that they cannot
    promote themselves.
    """
    makes_members = Invitation.role == Role.MEMBER
    return or_(
        Invitation.community_id.in_(managed_by(actor)), and_(makes_members, Invitation.community_id.in_(led_by(actor)))
    )


def can_invite(actor: Actor, own: Membership | None, role: Role) -> bool:
    return can_lead(actor, own) if role is Role.MEMBER else can_manage(actor, own)


def valid(now: ColumnElement[datetime]) -> ColumnElement[bool]:
    """The invitation admits people at this instant."""
    return and_(
        Invitation.revoked_at.is_(None),
        or_(Invitation.expires_at.is_(None), Invitation.expires_at > now),
        or_(Invitation.max_uses.is_(None), Invitation.uses < Invitation.max_uses),
    )


def state(now: ColumnElement[datetime]) -> ColumnElement[str]:
    """The state, for those who lead the community."""
    return case(
        (Invitation.revoked_at.is_not(None), constant(InvitationState.REVOKED)),
        (Invitation.expires_at <= now, constant(InvitationState.EXPIRED)),
        (Invitation.uses >= Invitation.max_uses, constant(InvitationState.EXHAUSTED)),
        else_=constant(InvitationState.ACTIVE),
    )
