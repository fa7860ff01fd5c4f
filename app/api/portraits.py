from typing import Annotated
from uuid import UUID

from fastapi import Query, Request, Response

from app.api.body import REFUSALS
from app.api.deps import IfMatch, Read, Write, json_response, json_response_or_304, version_of
from app.api.problems import problems
from app.api.routes import Route, Router
from app.core.cursors import InvalidCursor
from app.core.errors import Stale, Unprocessable, VersionRequired
from app.core.projections import Json
from app.policies.second_factors import SecondFactorRequired
from app.schemas.pages import PageRead
from app.schemas.portrait_content import PortraitDraftRead
from app.schemas.portrait_editions import AnyPortraitDetailRead, AnyPortraitRead, PortraitQuery
from app.schemas.portraits import PortraitPatch, PortraitRead, PortraitWrite
from app.schemas.types import Id
from app.services.departures import portrait_endings
from app.services.portraits import drafts, editions, portraits
from app.services.portraits.portraits import PortraitNotFound

router = Router(prefix="/portraits", tags=["portraits"], route_class=Route)
CHANGES = (*REFUSALS, PortraitNotFound, Stale, VersionRequired, Unprocessable)


@router.get(
    "",
    response_model=PageRead[AnyPortraitRead],
    responses=problems(InvalidCursor, SecondFactorRequired, Unprocessable),
)
async def list_portraits(reading: Read, query: Annotated[PortraitQuery, Query()]) -> Json:
    """List your portraits, newest first; or those granted to you, with `scope=granted`."""
    return await editions.search(reading, query)


@router.get(
    "/{portrait_id}",
    response_model=AnyPortraitDetailRead,
    responses=problems(PortraitNotFound, SecondFactorRequired, Unprocessable),
)
async def get_portrait(uow: Write, portrait_id: UUID, request: Request) -> Response:
    """Read a portrait: what you chose for it, or, of somebody else's, the edition that you may see. They see that."""
    return json_response_or_304(request, await editions.get(uow, portrait_id))


@router.put(
    "/{portrait_id}",
    response_model=PortraitRead,
    responses=problems(*CHANGES) | {201: {"model": PortraitRead, "description": "Begun"}},
)
async def put_portrait(uow: Write, portrait_id: Id, data: PortraitWrite, if_match: IfMatch = None) -> Response:
    """Begin a portrait under an id you made (UUIDv7), or rewrite it."""
    representation, is_new = await portraits.put(uow, portrait_id, data, version_of(if_match))
    return json_response(representation, is_new=is_new)


@router.patch("/{portrait_id}", response_model=PortraitRead, responses=problems(*CHANGES))
async def patch_portrait(uow: Write, portrait_id: UUID, data: PortraitPatch, if_match: IfMatch = None) -> Response:
    """Change some of it, by JSON merge patch. `sections` are replaced as a whole."""
    return json_response(await portraits.patch(uow, portrait_id, data, version_of(if_match)))


@router.delete(
    "/{portrait_id}", status_code=204, responses=problems(PortraitNotFound, Stale, VersionRequired, Unprocessable)
)
async def delete_portrait(uow: Write, portrait_id: UUID, if_match: IfMatch = None) -> None:
    """Delete a portrait, and withdraw what was published of it."""
    await portrait_endings.delete(uow, portrait_id, version_of(if_match))


@router.get(
    "/{portrait_id}/draft", response_model=PortraitDraftRead, responses=problems(PortraitNotFound, Unprocessable)
)
async def get_draft(reading: Read, portrait_id: UUID) -> Json:
    """See what a publication would show now, composed from talents, stories and experiences."""
    return (await drafts.get(reading, portrait_id)).json
