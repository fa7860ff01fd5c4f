from typing import Annotated
from uuid import UUID

from fastapi import Query, Response

from app.api.body import REFUSALS
from app.api.deps import IfMatch, Read, Write, json_response, version_of
from app.api.guarded import CONSENTED, GUARDED
from app.api.problems import problems
from app.api.routes import Route, Router
from app.core.cursors import InvalidCursor
from app.core.errors import Stale, TooMany, Unprocessable
from app.core.projections import Json
from app.models.memberships import MembershipMoved
from app.policies.claims import ClaimNotFound
from app.policies.communities import CommunityNotFound, LeadersOnly, ManagersOnly
from app.policies.names import NameRequired
from app.schemas.memberships import (
    MembershipPatch,
    MembershipPut,
    MembershipQuery,
    MembershipRead,
    OwnMembershipPatch,
    StructureOfCommunityRead,
)
from app.schemas.pages import PageQuery, PageRead
from app.schemas.users import BirthYearWrite
from app.services.accounts.consents import ConsentOutdated
from app.services.communities import memberships, structures
from app.services.communities.invitation_keys import InvitationForAnother, InvitationGone
from app.services.communities.memberships import InvitationRequired, MembershipNotFound
from app.services.departures import membership_endings, membership_moves
from app.services.departures.membership_endings import LastManager
from app.services.guardians import birth_years
from app.services.guardians.birth_years import GuardianDecides
from app.services.shared.community_guards import MembersOnly

router = Router(prefix="/communities", tags=["communities"], route_class=Route)
JOINING = (
    ConsentOutdated,
    CommunityNotFound,
    InvitationForAnother,
    InvitationGone,
    InvitationRequired,
    NameRequired,
    *GUARDED,
    TooMany,
)
DECIDING = (CommunityNotFound, MembershipNotFound, LeadersOnly, ManagersOnly, MembershipMoved, LastManager, Stale)


@router.put(
    "/{community_id}/membership",
    response_model=MembershipRead,
    responses=problems(*REFUSALS, *JOINING, Unprocessable)
    | {201: {"model": MembershipRead, "description": "You are in, or your request waits: see `state`"}},
)
async def put_own_membership(uow: Write, community_id: UUID, data: MembershipPut) -> Response:
    """Join a community, or ask to. Sent again, it changes nothing. Whoever was sent away can only ask."""
    representation, is_new = await memberships.join(uow, community_id, data)
    return json_response(representation, is_new=is_new)


@router.patch(
    "/{community_id}/membership",
    response_model=MembershipRead,
    responses=problems(
        *REFUSALS,
        *CONSENTED,
        MembershipNotFound,
        Stale,
        Unprocessable,
    ),
)
async def patch_own_membership(
    uow: Write, community_id: UUID, data: OwnMembershipPatch, if_match: IfMatch = None
) -> Response:
    """Say whether your talents count in the tree of the community, and in a committee for whom you stand.

    If-Match is optional: nobody else writes it.
    """
    return json_response(await memberships.patch_own(uow, community_id, data, version_of(if_match)))


@router.delete(
    "/{community_id}/membership", status_code=204, responses=problems(MembershipNotFound, LastManager, Unprocessable)
)
async def leave_community(uow: Write, community_id: UUID) -> None:
    """Leave, or take a request back. You keep all that is yours; what you gave to the community is taken back.

    When its last member leaves, a community closes: its name and charter are erased, and nobody finds it any more.
    What its members answered and told stays theirs.
    """
    await membership_endings.leave(uow, community_id)


@router.get(
    "/{community_id}/structures",
    response_model=PageRead[StructureOfCommunityRead],
    responses=problems(CommunityNotFound, MembersOnly, InvalidCursor, Unprocessable),
)
async def list_structures(reading: Read, community_id: UUID, query: Annotated[PageQuery, Query()]) -> Json:
    """List the organisations that members of a committee stand for, with how many do."""
    return await structures.search(reading, community_id, query)


@router.get(
    "/{community_id}/memberships",
    response_model=PageRead[MembershipRead],
    responses=problems(CommunityNotFound, MembersOnly, InvalidCursor, Unprocessable),
)
async def list_memberships(reading: Read, community_id: UUID, query: Annotated[MembershipQuery, Query()]) -> Json:
    """List who is in, who asks, and who was refused or sent away; to members, only those who look after it."""
    return await memberships.search(reading, community_id, query)


@router.get(
    "/{community_id}/memberships/{user_id}",
    response_model=MembershipRead,
    responses=problems(MembershipNotFound, Unprocessable),
)
async def get_membership(reading: Read, community_id: UUID, user_id: UUID) -> Response:
    """Read one membership."""
    return json_response(await memberships.get(reading, community_id, user_id))


@router.patch(
    "/{community_id}/memberships/{user_id}",
    response_model=MembershipRead,
    responses=problems(*REFUSALS, *DECIDING, Unprocessable),
)
async def patch_membership(
    uow: Write, community_id: UUID, user_id: UUID, data: MembershipPatch, if_match: IfMatch = None
) -> Response:
    """Answer a request (`state`), send away, give a role, tag. If-Match is optional: a move is checked by itself."""
    return json_response(await membership_moves.patch(uow, community_id, user_id, data, version_of(if_match)))


@router.put(
    "/{community_id}/memberships/{user_id}/birth-year",
    status_code=204,
    responses=problems(
        *REFUSALS, CommunityNotFound, LeadersOnly, ClaimNotFound, ConsentOutdated, GuardianDecides, Unprocessable
    ),
)
async def confirm_pupil_birth_year(uow: Write, community_id: UUID, user_id: UUID, data: BirthYearWrite) -> None:
    """Confirm, as a verified school, the earlier year of birth that a pupil claims, where no guardian ever answered."""
    await birth_years.confirm_by_school(uow, community_id, user_id, data.birth_year, data.consent)
