"""Structures: the organisations that members of a committee stand for."""

from uuid import UUID

from sqlalchemy import Uuid, bindparam, exists, func, select

from app.core.actor import ME
from app.core.errors import Unprocessable, wrong
from app.core.i18n import Words
from app.core.projections import Json, Projection, build
from app.core.uow import Reading, UnitOfWork
from app.models.communities import Community, CommunityKind
from app.models.memberships import Membership, MembershipState
from app.policies.communities import active_in
from app.policies.memberships import stood_for
from app.policies.sessions import SIGNED_IN
from app.schemas.pages import PageQuery
from app.services.shared.community_guards import check_member

NO_COMMITTEE = wrong("/on_behalf_of", "no_committee", Words("on ne représente une structure que dans un comité"))
UNKNOWN = wrong(
    "/on_behalf_of",
    "unknown_organisation",
    Words("tu n’es membre d’aucune organisation de ce nom : rejoins-la d’abord"),
)
_COMMUNITY_ID = bindparam("community_id", type_=Uuid())
_STANDING = (
    select(Community.id, Community.name, func.count().label("members"))
    .join(Membership, stood_for())
    .where(
        Membership.community_id == _COMMUNITY_ID,
        Membership.on_behalf_of.is_not(None),
        Membership.state == MembershipState.ACTIVE,
    )
    .group_by(Community.id)
    .subquery("standing")
)
STRUCTURES = Projection(
    "structures.structures",
    SIGNED_IN,
    build({name: _STANDING.c[name] for name in ("id", "name", "members")}),
    _COMMUNITY_ID.in_(active_in(ME)),
    order=(_STANDING.c.id,),
)


async def search(reading: Reading, community_id: UUID, query: PageQuery) -> Json:
    """List the structures of a community. Raises CommunityNotFound, MembersOnly."""
    await check_member(reading, community_id)
    return await STRUCTURES.page(reading, community_id=community_id, **query.model_dump(exclude_none=True))


async def check(uow: UnitOfWork, membership: Membership, organisation_id: UUID | None) -> None:
    """Check that the member may stand for the organisation in that community. Raises Unprocessable."""
    if organisation_id is None:
        return
    organisation = (
        Community.id == organisation_id,
        Community.kind == CommunityKind.ORGANISATION,
        Community.closed_at.is_(None),
    )
    if not await uow.session.scalar(select(exists().where(*organisation, Community.id.in_(active_in(uow.actor))))):
        raise Unprocessable(errors=[UNKNOWN])
    kind = (await uow.session.get_one(Community, membership.community_id)).kind
    if kind is not CommunityKind.COMMITTEE:
        raise Unprocessable(errors=[NO_COMMITTEE])
