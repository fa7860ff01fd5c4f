from typing import Annotated, Any
from uuid import UUID

from fastapi import Path, Query, Request, Response

from app.api.body import REFUSALS
from app.api.deps import PRIVATE, IfMatch, Read, Write, json_response, json_response_or_304, version_of
from app.api.guarded import GUARDED
from app.api.problems import problems
from app.api.routes import SPEAKS, Route, Router
from app.core.cursors import InvalidCursor
from app.core.errors import Stale, Unprocessable, VersionRequired
from app.core.projections import Json
from app.models.programmes import ProgrammeMoved
from app.policies.communities import CommunityNotFound, LeadersOnly, ManagersOnly
from app.schemas.pages import PageQuery, PageRead
from app.schemas.programme_templates import ProgrammeTemplate, TemplateSummaryRead
from app.schemas.programmes import (
    AbandonmentWrite,
    ProgrammeBoardRead,
    ProgrammePatch,
    ProgrammePut,
    ProgrammeQuery,
    ProgrammeRead,
    TemplateCode,
)
from app.schemas.types import Id
from app.services.accounts.suspensions import SUSPENSIONS
from app.services.programmes import board, kit, programmes, reads, templates
from app.services.programmes.kit import KitNotTypeset
from app.services.programmes.reads import ProgrammeNotFound
from app.services.programmes.templates import TemplateNotFound

router = Router(prefix="/programmes", tags=["programmes"], route_class=Route)
template_router = Router(prefix="/programme-templates", tags=["programmes"], route_class=Route)
in_community = Router(prefix="/communities", tags=["programmes"], route_class=Route)
KIT: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "A tagged PDF, in the language of `Accept-Language`",
        "content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}},
        "headers": SPEAKS,
    }
}
CHANGES = (
    *REFUSALS,
    *GUARDED,
    ProgrammeNotFound,
    LeadersOnly,
    ManagersOnly,
    ProgrammeMoved,
    Stale,
    VersionRequired,
    Unprocessable,
)
MOVES = (ProgrammeNotFound, LeadersOnly, ManagersOnly, ProgrammeMoved, Unprocessable)


@template_router.get("", response_model=PageRead[TemplateSummaryRead], responses=problems(InvalidCursor, Unprocessable))
async def list_programme_templates(reading: Read, query: Annotated[PageQuery, Query()]) -> Json:
    """List the templates that programmes are copied from: ours, and those of this installation."""
    return await templates.search(reading, query)


@template_router.get("/{code}", response_model=ProgrammeTemplate, responses=problems(TemplateNotFound, Unprocessable))
async def get_programme_template(
    reading: Read, code: Annotated[TemplateCode, Path(examples=["hack-ton-orientation"])], request: Request
) -> Response:
    """Read a whole template: what it asks, its steps in both languages, and what its report says."""
    return json_response_or_304(request, await templates.get(reading, code))


@in_community.get(
    "/{community_id}/programmes",
    response_model=PageRead[ProgrammeRead],
    responses=problems(CommunityNotFound, InvalidCursor, Unprocessable),
)
async def list_community_programmes(
    reading: Read, community_id: UUID, query: Annotated[ProgrammeQuery, Query()]
) -> Json:
    """List the programmes of a community that you may know of, the latest first. Drafts are for who leads them."""
    return await reads.search(reading, community_id, query)


@router.get("/{programme_id}", response_model=ProgrammeRead, responses=problems(ProgrammeNotFound, Unprocessable))
async def get_programme(reading: Read, programme_id: UUID) -> Response:
    """Read one programme, with its steps. It is never answered with 304: steps open and close by the clock."""
    return json_response(await reads.get(reading, programme_id))


@router.put(
    "/{programme_id}",
    response_model=ProgrammeRead,
    responses=problems(*CHANGES, CommunityNotFound)
    | {201: {"model": ProgrammeRead, "description": "Written, with the steps of its template as drafts"}},
)
async def put_programme(uow: Write, programme_id: Id, data: ProgrammePut, if_match: IfMatch = None) -> Response:
    """Write a programme under an id you made (UUIDv7), or rewrite it. Facilitators write drafts of their own.

    With `template` its steps are written as drafts, under ids that follow from the programme’s.
    """
    representation, is_new = await programmes.put(uow, programme_id, data, version_of(if_match))
    return json_response(representation, is_new=is_new)


@router.patch("/{programme_id}", response_model=ProgrammeRead, responses=problems(*CHANGES))
async def patch_programme(uow: Write, programme_id: UUID, data: ProgrammePatch, if_match: IfMatch = None) -> Response:
    """Change some of it, by JSON merge patch. Its team while it is a draft, managers also later; `budget` is theirs."""
    return json_response(await programmes.patch(uow, programme_id, data, version_of(if_match)))


@router.put("/{programme_id}/start", response_model=ProgrammeRead, responses=problems(*MOVES, *SUSPENSIONS))
async def start_programme(uow: Write, programme_id: UUID) -> Response:
    """Start it: from now on its steps open at their times, and its team opens them."""
    return json_response(await programmes.start(uow, programme_id))


@router.put("/{programme_id}/closing", response_model=ProgrammeRead, responses=problems(*MOVES))
async def close_programme(uow: Write, programme_id: UUID) -> Response:
    """Close it, and its open steps with it. Those that wait for their time are called off."""
    return json_response(await programmes.close(uow, programme_id))


@router.put("/{programme_id}/abandonment", response_model=ProgrammeRead, responses=problems(*REFUSALS, *MOVES))
async def abandon_programme(uow: Write, programme_id: UUID, data: AbandonmentWrite) -> Response:
    """Abandon it, and say why. Its open steps are called off, and those who had them to do hear that."""
    return json_response(await programmes.abandon(uow, programme_id, data))


@router.get(
    "/{programme_id}/kit.pdf",
    responses=problems(ProgrammeNotFound, KitNotTypeset, Unprocessable) | KIT,
    response_class=Response,
)
async def get_programme_kit(reading: Read, programme_id: UUID) -> Response:
    """Print the paper of the day: a poster with its QR code, the running order, sign-in sheets, ballots, tickets."""
    return Response(await kit.render(reading, programme_id), 200, PRIVATE, "application/pdf")


@router.get(
    "/{programme_id}/board", response_model=ProgrammeBoardRead, responses=problems(ProgrammeNotFound, Unprocessable)
)
async def get_programme_board(reading: Read, programme_id: UUID) -> Json:
    """Read how far each step is, and what it asks of the team next. It names nobody."""
    return await board.get(reading, programme_id)
