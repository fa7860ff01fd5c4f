"""Publishes a Portrait, and reads its editions in the requested format."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Path, Query, Request, Response
from pydantic import WithJsonSchema

from app.api.body import REFUSALS
from app.api.deps import (
    PRIVATE,
    ConfirmedPublication,
    LazyWrite,
    Read,
    Write,
    json_response,
    json_response_or_304,
    repeated,
)
from app.api.guarded import CONSENTED
from app.api.openapi_parts import ALIAS
from app.api.problems import problems
from app.api.routes import SPEAKS, Route, Router
from app.core.errors import NotFound, Unprocessable
from app.core.i18n import Language
from app.core.requests import header
from app.policies.measures import WithdrawnByOperators
from app.policies.second_factors import SecondFactorRequired
from app.schemas.consents import Consenting
from app.schemas.portrait_editions import PortraitEditionRead, PortraitPublicationRead, SheetQuery
from app.services.portraits import editions, formats, publication
from app.services.portraits.editions import DownloadNotGranted
from app.services.portraits.formats import Format
from app.services.portraits.paper_links import LinkWithoutEnd
from app.services.portraits.portraits import PortraitNotFound
from app.services.portraits.publication import EmptyPortrait
from app.services.portraits.telling import Telling
from app.services.sharing.link_mails import GrantNotActive
from app.services.sharing.qr import LinkNotFound
from app.services.stories.publication_confirmations import PublicationUnconfirmed

router = Router(prefix="/portraits", tags=["portraits"], route_class=Route)
Number = Annotated[int, Path(ge=1, le=1_000_000)]
FORMS = {  # tests/api/test_openapi_names.py compares them with what is offered
    "pdf": "application/pdf",
    "html": "text/html",
    "json": "application/json",
    "jsonresume": "application/vnd.jsonresume+json",
    "europass": "application/vnd.europass+xml",
    "jsonld": "application/ld+json",
    "badges": "application/vp",
}
Suffix = Annotated[str, Path(examples=["pdf"]), WithJsonSchema({"type": "string", "enum": list(FORMS)})]
BYTES: dict[str, Any] = {"schema": {"type": "string", "format": "binary"}}
FORM_ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "In the form that the suffix names",
        "content": dict.fromkeys(FORMS.values(), BYTES),
        "headers": SPEAKS,
    }
}
BY_ACCEPT: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "As JSON, or in the form that `Accept` asks for",
        "content": dict.fromkeys([form for form in FORMS.values() if form != "application/json"], BYTES),
        "headers": SPEAKS,
    }
}
READ_PROBLEMS = (PortraitNotFound, DownloadNotGranted, SecondFactorRequired, Unprocessable)
FORM_PROBLEMS = problems(*READ_PROBLEMS, LinkNotFound, GrantNotActive, LinkWithoutEnd)


@router.put(
    "/{portrait_id}/publication",
    status_code=201,
    response_model=PortraitPublicationRead,
    responses=problems(
        *REFUSALS,
        PortraitNotFound,
        *CONSENTED,
        WithdrawnByOperators,
        EmptyPortrait,
        PublicationUnconfirmed,
        Unprocessable,
    )
    | {200: {"model": PortraitPublicationRead, "description": "Nothing has changed since the latest edition"}},
)
async def publish_portrait(
    uow: Write, portrait_id: UUID, data: Consenting | None = None, confirm_publication: ConfirmedPublication = ""
) -> Response:
    """Publish a portrait: its draft becomes an edition, frozen. Who may see it is said by grants.

    Photos on their way have a place in it (`awaited`) for seven days: when they come, the server completes it.
    """
    confirmation, consent = repeated(confirm_publication), data.consent if data else None
    representation, is_new = await publication.publish(uow, portrait_id, confirmation, consent)
    return json_response(representation, is_new=is_new)


@router.delete("/{portrait_id}/publication", status_code=204, responses=problems(PortraitNotFound, Unprocessable))
async def withdraw_portrait(uow: Write, portrait_id: UUID) -> None:
    """Withdraw what was published of a portrait: all its editions and every access to them, at once."""
    await publication.withdraw(uow, portrait_id)


@router.get(
    "/{portrait_id}/editions/{number}.{suffix}",
    responses=FORM_PROBLEMS | FORM_ANSWERS,
    response_class=Response,
    openapi_extra=ALIAS,
)
async def get_portrait_edition_as(  # noqa: PLR0913, PLR0917  its address has three parts
    reading: Read,
    open_uow: LazyWrite,
    portrait_id: UUID,
    number: Number,
    suffix: Suffix,
    sheet: Annotated[SheetQuery, Query()],
) -> Response:
    """Read one edition of a portrait in another form: `.html`, `.pdf` and others. Taking it along needs `download`.

    A PDF plays its recordings only through a link (`link`); it has their lengths and words in any case.
    """
    form = formats.of_suffix(suffix)
    if form is None:
        raise NotFound
    return await _in_form(open_uow, reading.locale, (portrait_id, number), form, sheet)


@router.get(
    "/{portrait_id}/editions/{number}",
    response_model=PortraitEditionRead,
    responses=FORM_PROBLEMS | BY_ACCEPT,
)
async def get_portrait_edition(  # noqa: PLR0913, PLR0917  its address has two parts
    reading: Read,
    open_uow: LazyWrite,
    request: Request,
    portrait_id: UUID,
    number: Number,
    sheet: Annotated[SheetQuery, Query()],
) -> Response:
    """Read one edition of a portrait, as it was when it was published; as JSON, or in the form `Accept` asks for."""
    form = formats.choose_format(header(request, b"accept"))
    if form is not formats.JSON:
        return await _in_form(open_uow, reading.locale, (portrait_id, number), form, sheet)
    async with open_uow() as uow:
        representation = await editions.get_edition(uow, portrait_id, number)
    return json_response_or_304(request, representation)


async def _in_form(
    open_uow: LazyWrite, locale: Language, edition: tuple[UUID, int], form: Format, sheet: SheetQuery
) -> Response:
    """The read is committed before the conversion, which takes time."""
    async with open_uow() as uow:
        frozen = await editions.freeze(uow, *edition, locale, sheet, take=form.is_taken_along)
        app = uow.runtime
    headers = PRIVATE | dict(form.headers) | dict(form.runtime_headers(app))
    if form.is_taken_along:
        disposition = Telling(frozen.locale, frozen.content).disposition("attachment", form.suffix)
        headers = {"Content-Disposition": disposition} | headers
    return Response(await form.render(app, frozen), 200, headers, form.media_type)
