from typing import Annotated
from uuid import UUID

from fastapi import Query, Response

from app.api.body import REFUSALS
from app.api.deps import IdempotencyKey, IfMatch, Read, Write, json_response, version_of
from app.api.guarded import GUARDED
from app.api.openapi_parts import ALIAS
from app.api.problems import problems
from app.api.routes import Route, Router
from app.core.cursors import InvalidCursor
from app.core.errors import Stale, TooMany, Unprocessable, VersionRequired
from app.core.projections import Json
from app.policies.communities import CommunityNotFound, ManagersOnly
from app.policies.measures import WithdrawnByOperators
from app.policies.names import NameRequired
from app.policies.second_factors import SecondFactorRequired
from app.schemas.communities import CommunityPatch, CommunityPut, CommunityQuery, CommunityRead
from app.schemas.pages import PageRead
from app.schemas.types import Id
from app.services.accounts.consents import ConsentOutdated
from app.services.communities import communities
from app.services.shared import idempotency
from app.services.shared.idempotency import IdempotencyKeyReused

router = Router(prefix="/communities", tags=["communities"], route_class=Route)
CHANGES = (
    *REFUSALS,
    *GUARDED,
    WithdrawnByOperators,
    CommunityNotFound,
    ManagersOnly,
    SecondFactorRequired,
    Stale,
    VersionRequired,
    Unprocessable,
)


@router.get("", response_model=PageRead[CommunityRead], responses=problems(InvalidCursor, Unprocessable))
async def list_communities(reading: Read, query: Annotated[CommunityQuery, Query()]) -> Json:
    """List the communities that you may know of, newest first. Secret ones are there for who is in them."""
    return await communities.search(reading, query)


@router.post(
    "",
    status_code=201,
    response_model=CommunityRead,
    responses=problems(
        *REFUSALS,
        NameRequired,
        *GUARDED,
        ConsentOutdated,
        TooMany,
        CommunityNotFound,
        ManagersOnly,
        IdempotencyKeyReused,
    ),
    openapi_extra=ALIAS,
)
async def create_community(uow: Write, data: CommunityPut, idempotency_key: IdempotencyKey = None) -> Response:
    """Begin a community, as its manager, from a client that makes no ids."""
    community_id = await idempotency.remember(uow, idempotency_key, data)
    representation, _ = await communities.put(uow, community_id, data, None)
    return json_response(representation, is_new=True, location=f"/v1/communities/{community_id}")


@router.get("/{community_id}", response_model=CommunityRead, responses=problems(CommunityNotFound, Unprocessable))
async def get_community(reading: Read, community_id: UUID) -> Response:
    """Read one community. It is never answered with 304: your own part in it changes without a new version."""
    return json_response(await communities.get(reading, community_id))


@router.put(
    "/{community_id}",
    response_model=CommunityRead,
    responses=problems(*CHANGES, ConsentOutdated, NameRequired, TooMany)
    | {201: {"model": CommunityRead, "description": "Begun; you manage it"}},
)
async def put_community(uow: Write, community_id: Id, data: CommunityPut, if_match: IfMatch = None) -> Response:
    """Begin a community under an id you made (UUIDv7), as its manager; or rewrite one that you manage."""
    representation, is_new = await communities.put(uow, community_id, data, version_of(if_match))
    return json_response(representation, is_new=is_new)


@router.patch("/{community_id}", response_model=CommunityRead, responses=problems(*CHANGES))
async def patch_community(uow: Write, community_id: UUID, data: CommunityPatch, if_match: IfMatch = None) -> Response:
    """Change some of it, by JSON merge patch. For its managers."""
    return json_response(await communities.patch(uow, community_id, data, version_of(if_match)))
