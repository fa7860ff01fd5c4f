from typing import Annotated
from uuid import UUID

from fastapi import Query, Response

from app.api.body import REFUSALS
from app.api.deps import IdempotencyKey, Read, Write, written
from app.api.problems import problems
from app.api.routes import Route, Router
from app.core.cursors import InvalidCursor
from app.core.errors import TooMany, Unprocessable
from app.core.projections import Json
from app.policies.communities import CommunityNotFound, LeadersOnly
from app.schemas.informations import InformationRead, InformationWrite
from app.schemas.pages import PageQuery, PageRead
from app.services.accounts.suspensions import SUSPENSIONS
from app.services.communities import informations
from app.services.communities.informations import InformationNotFound
from app.services.shared import idempotency
from app.services.shared.community_guards import MembersOnly
from app.services.shared.idempotency import IdempotencyKeyReused

router = Router(prefix="/communities", tags=["communities"], route_class=Route)


@router.get(
    "/{community_id}/informations",
    response_model=PageRead[InformationRead],
    responses=problems(CommunityNotFound, MembersOnly, InvalidCursor, Unprocessable),
)
async def list_informations(reading: Read, community_id: UUID, query: Annotated[PageQuery, Query()]) -> Json:
    """List what the team of a community tells its members, newest first."""
    return await informations.search(reading, community_id, query)


@router.post(
    "/{community_id}/informations",
    status_code=201,
    response_model=InformationRead,
    responses=problems(
        *REFUSALS, *SUSPENSIONS, CommunityNotFound, LeadersOnly, TooMany, IdempotencyKeyReused, Unprocessable
    ),
)
async def create_information(
    uow: Write, community_id: UUID, data: InformationWrite, idempotency_key: IdempotencyKey = None
) -> Response:
    """Tell the members something that asks for no answer. It is in the feed, and notified as one’s preferences say,
    under the weekly cap of the community."""
    information_id = await idempotency.remember(uow, idempotency_key, data, community_id)
    representation = await informations.create(uow, community_id, information_id, data)
    return written(representation.json, 201)


@router.delete(
    "/{community_id}/informations/{information_id}",
    status_code=204,
    responses=problems(CommunityNotFound, LeadersOnly, InformationNotFound, Unprocessable),
)
async def delete_information(uow: Write, community_id: UUID, information_id: UUID) -> None:
    """Delete what was told. Nobody sees it from the next request on."""
    await informations.remove(uow, community_id, information_id)
