"""What people outside a community see of it: holders of an invitation, and everybody for public ones."""

from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import LargeBinary, Text, Uuid, bindparam, cast, or_, select

from app.core.compiled import Compiled
from app.core.limits import Rule
from app.core.projections import NOW, Json, shape, wire
from app.core.uow import Runtime
from app.models.communities import Community
from app.models.invitations import Invitation
from app.models.memberships import Membership, MembershipState
from app.models.users import User
from app.policies.communities import CommunityNotFound, public
from app.policies.erasures import is_visible
from app.policies.invitations import valid
from app.schemas.invitations import InvitationCardRead, InvitingRead
from app.services.communities.invitation_keys import InvitationGone, code_of, columns_of_key, guessing, is_mailed

WRONG_PER_SOURCE = Rule("wrong invitations per source", 200, timedelta(minutes=15))
_COMMUNITY = shape(Community, InvitingRead)
_INVITES = (
    Membership.community_id == Invitation.community_id,
    Membership.user_id == Invitation.created_by,
    Membership.state == MembershipState.ACTIVE,
)
_BY = (
    select(User.display_name)
    .join(Membership, Membership.user_id == User.id)
    .where(*_INVITES, is_visible(User.id))
    .scalar_subquery()
)
_CARD = shape(
    Invitation,
    InvitationCardRead,
    ends_at=wire(Invitation.__table__.c.expires_at),
    community=_COMMUNITY,
    invited_by=_BY,
)
INVITATION = Compiled(
    select(Invitation.id, cast(_CARD, Text).label("card")).where(
        Invitation.community_id == Community.id,
        or_(
            Invitation.token_digest == bindparam("token_digest", type_=LargeBinary()),
            Invitation.code_mac == bindparam("code_mac", type_=LargeBinary()),
        ),
        valid(NOW),
    )
)
PUBLIC = Compiled(
    select(cast(_COMMUNITY, Text).label("card")).where(Community.id == bindparam("id", type_=Uuid()), public())
)


class Invited(NamedTuple):
    card: Json
    code: str | None  # lets in its holder; null where the invitation was mailed, and is for that address


async def of_invitation(runtime: Runtime, key: str, source: str) -> Invited:
    """Return the card of an invitation. The answer is the same whether it is over or never was.

    Raises InvitationGone, TooMany.
    """
    async with guessing(runtime, key, WRONG_PER_SOURCE, source):
        values = INVITATION.values(columns_of_key(runtime, key) | {"now": runtime.clock()})
        row = await runtime.database.reads.fetchrow(INVITATION.query, *values)
        if row is None:
            raise InvitationGone
        return Invited(Json(row["card"].encode()), None if is_mailed(key) else code_of(runtime, row["id"]))


async def of_public(runtime: Runtime, community_id: UUID) -> Json:
    """Return the card of a public community. Raises CommunityNotFound."""
    row = await runtime.database.reads.fetchrow(PUBLIC.query, *PUBLIC.values({"id": community_id}))
    if row is None:
        raise CommunityNotFound
    return Json(row["card"].encode())
