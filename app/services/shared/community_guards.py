"""The guards of a community: before something of it is read, the caller must be a member, lead or manage it.

Each raises CommunityNotFound when the caller may not see the community at all, and a Forbidden when they may see it but
lack the role. One statement, on the read-only connections.
"""

from uuid import UUID

from sqlalchemy import Uuid, bindparam, case, literal_column

from app.core.actor import ME
from app.core.errors import Forbidden
from app.core.i18n import Words
from app.core.projections import SingleProjection, build
from app.core.uow import Reading
from app.models.communities import Community
from app.policies.communities import (
    CommunityNotFound,
    LeadersOnly,
    ManagersOnly,
    active_in,
    led_by,
    managed_by,
    readable_by,
)
from app.policies.sessions import SIGNED_IN

MEMBER, LEADER, MANAGER = 1, 2, 3


class MembersOnly(Forbidden):
    title = Words("Seuls ses membres le voient")
    advice = Words("Rejoins d’abord cette communauté.")


_STANDING = SingleProjection(
    SIGNED_IN,
    build({"id": Community.id}),
    case(
        (Community.id.in_(managed_by(ME)), literal_column(str(MANAGER))),
        (Community.id.in_(led_by(ME)), literal_column(str(LEADER))),
        (Community.id.in_(active_in(ME)), literal_column(str(MEMBER))),
        else_=literal_column("0"),
    ),
    readable_by(ME),
    Community.id == bindparam("id", type_=Uuid()),
    missing=CommunityNotFound,
)


async def check_known(reading: Reading, community_id: UUID) -> None:
    """Raises CommunityNotFound."""
    await _standing(reading, community_id)


async def check_member(reading: Reading, community_id: UUID) -> None:
    """Raises CommunityNotFound, MembersOnly."""
    if await _standing(reading, community_id) < MEMBER:
        raise MembersOnly


async def check_leader(reading: Reading, community_id: UUID) -> None:
    """Raises CommunityNotFound, LeadersOnly."""
    if await _standing(reading, community_id) < LEADER:
        raise LeadersOnly


async def check_manager(reading: Reading, community_id: UUID) -> None:
    """Raises CommunityNotFound, ManagersOnly."""
    if await _standing(reading, community_id) < MANAGER:
        raise ManagersOnly


async def _standing(reading: Reading, community_id: UUID) -> int:
    standing = await _STANDING.get(reading, id=community_id)
    return standing.version
