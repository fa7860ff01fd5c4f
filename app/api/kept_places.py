from typing import Annotated
from uuid import UUID

from fastapi import Query, Response

from app.api.body import REFUSALS
from app.api.deps import Read, Write, json_response
from app.api.problems import problems
from app.api.routes import Route, Router
from app.core.cursors import InvalidCursor
from app.core.errors import TooMany, Unprocessable
from app.core.projections import Json
from app.policies.age import AgeRequired, GuardianRequired
from app.policies.communities import CommunityNotFound
from app.policies.erasures import ErasureAsked
from app.policies.measures import AccountRestricted
from app.policies.names import NameRequired
from app.schemas.kept_places import KeptPlaceRead, KeptPlaceWrite
from app.schemas.pages import PageQuery, PageRead
from app.services.accounts.consents import ConsentOutdated
from app.services.communities import kept_places
from app.services.communities.invitation_keys import InvitationForAnother, InvitationGone
from app.services.communities.kept_places import KeptPlaceNotFound
from app.services.communities.memberships import InvitationRequired
from app.services.guardians import place_keeping
from app.services.guardians.place_keeping import PlaceUnneeded

router = Router(tags=["communities"], route_class=Route)
PLACE = "/communities/{community_id}/kept-place"
KEEPING = (
    AgeRequired,
    CommunityNotFound,
    ConsentOutdated,
    ErasureAsked,
    AccountRestricted,
    GuardianRequired,
    InvitationForAnother,
    InvitationGone,
    InvitationRequired,
    NameRequired,
    PlaceUnneeded,
    TooMany,
)


@router.put(
    PLACE,
    response_model=KeptPlaceRead,
    responses=problems(*REFUSALS, *KEEPING, Unprocessable)
    | {201: {"model": KeptPlaceRead, "description": "The place is kept, and your guardian is asked"}},
)
async def put_kept_place(uow: Write, community_id: UUID, data: KeptPlaceWrite) -> Response:
    """Under 15, keep a place in a community while your parent or guardian is asked: once they agree, you are in.

    An invitation has one use less meanwhile. Sent again, it changes nothing, unless it names another guardian.
    """
    representation, is_new = await place_keeping.put(uow, community_id, data)
    return json_response(representation, is_new=is_new)


@router.delete(PLACE, status_code=204, responses=problems(KeptPlaceNotFound, Unprocessable))
async def delete_kept_place(uow: Write, community_id: UUID) -> None:
    """Give a kept place up. Your guardian stays asked."""
    await kept_places.give_up(uow, community_id)


@router.get("/me/kept-places", response_model=PageRead[KeptPlaceRead], responses=problems(InvalidCursor, Unprocessable))
async def list_kept_places(reading: Read, query: Annotated[PageQuery, Query()]) -> Json:
    """List the places that wait for your guardian’s agreement, newest first."""
    return await kept_places.search(reading, query)
