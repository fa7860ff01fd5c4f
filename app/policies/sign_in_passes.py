"""Whose account a manager's QR code may open: that of somebody who has nothing of others, in a school that is known.

Anybody may found a community and ask people in: elsewhere than in a school that operators have verified, this would be
a way into the journals of all who joined.
"""

from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists
from sqlalchemy.orm import InstrumentedAttribute

from app.core.errors import Forbidden
from app.core.i18n import Words
from app.models.communities import Community
from app.models.memberships import Membership, MembershipState, Role
from app.policies.communities import in_team, known_school
from app.policies.duties import Id, accompanies, has_factor, operates
from app.policies.erasures import is_visible

OptionalId = Id | InstrumentedAttribute[UUID | None]


class SignInPassRefused(Forbidden):
    title = Words("Pas de code QR pour cette personne")
    advice = Words(
        "Un code QR ouvre le compte d’un membre d’une école vérifiée, qui n’anime rien, n’accompagne personne et n’a "
        "pas de second facteur. Les autres demandent un code par mail."
    )


def may_open(community_id: OptionalId, user_id: Id) -> ColumnElement[bool]:
    """The person is a plain member of that school, leads and accompanies nobody, and has no second factor."""
    return and_(
        exists().where(Community.id == community_id, Community.closed_at.is_(None), known_school()),
        _is_member(community_id, user_id),
        ~_leads(user_id),
        ~accompanies(user_id),
        ~has_factor(user_id),
        ~operates(user_id),
        is_visible(user_id),
    )


def manages(community_id: OptionalId, user_id: OptionalId) -> ColumnElement[bool]:
    """The person still manages that community."""
    role = (Membership.community_id == community_id, Membership.user_id == user_id, Membership.role == Role.MANAGER)
    return exists().where(*role, Membership.state == MembershipState.ACTIVE)


def _is_member(community_id: OptionalId, user_id: Id) -> ColumnElement[bool]:
    ids = (Membership.community_id == community_id, Membership.user_id == user_id)
    return exists().where(*ids, Membership.state == MembershipState.ACTIVE)


def _leads(user_id: Id) -> ColumnElement[bool]:
    """In any community: what its members answer would be read with this account."""
    return exists().where(Membership.user_id == user_id, Membership.state == MembershipState.ACTIVE, in_team())
