from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path, Query, Request, Response

from app.api.deps import PRIVATE, IdempotencyKey, Read, Write, json_response
from app.api.media_files import TEXT, disposition, file_in, hand_out
from app.api.openapi_parts import AT_ADDRESSES
from app.api.problems import problems
from app.api.routes import Route, Router
from app.core.cursors import InvalidCursor
from app.core.errors import OutOfRange, TooMany, Unprocessable
from app.core.projections import Json
from app.core.requests import header, runtime
from app.schemas.exports import ExportRead
from app.schemas.pages import PageQuery, PageRead
from app.services.portability import exports
from app.services.portability.exports import ExportNotFound
from app.services.shared import idempotency
from app.services.shared.idempotency import IdempotencyKeyReused

router = Router(prefix="/exports", tags=["rights"], route_class=Route)
root = APIRouter(tags=["rights"], route_class=Route)
GONE_RESPONSE: dict[int | str, dict[str, Any]] = {
    303: {"description": "For a browser, when there is none: the page that says so", "headers": {"Location": TEXT}}
}
Token = Annotated[str, Path(pattern=r"^dtx_[A-Za-z0-9_-]+$", max_length=64)]


@router.get("", response_model=PageRead[ExportRead], responses=problems(InvalidCursor, Unprocessable))
async def list_exports(reading: Read, query: Annotated[PageQuery, Query()]) -> Json:
    """List the exports you asked for, newest first; each is forgotten after a day."""
    return await exports.search(reading, query)


@router.post("", status_code=202, responses=problems(TooMany, IdempotencyKeyReused))
async def create_export(uow: Write, idempotency_key: IdempotencyKey = None) -> ExportRead:
    """Ask for all that you have, as one archive that reads offline and can be imported; a mail says when."""
    once = await idempotency.once(uow, idempotency_key, None, "export")
    return once.answered(ExportRead) or once.keep(ExportRead.model_validate_json((await exports.ask(uow)).json))


@router.get("/{export_id}", response_model=ExportRead, responses=problems(ExportNotFound, Unprocessable))
async def get_export(reading: Read, export_id: UUID) -> Response:
    """Read whether it is ready, and where to fetch it."""
    return json_response(await exports.get(reading, export_id))


@router.delete("/{export_id}", status_code=204, responses=problems(ExportNotFound, Unprocessable))
async def delete_export(uow: Write, export_id: UUID) -> None:
    """Forget an export, ready or not. Its address leads nowhere from then on."""
    await exports.remove(uow, export_id)


@root.get(
    "/x/{token}",
    responses=problems(ExportNotFound, OutOfRange, Unprocessable, public=True)
    | file_in("application/zip")
    | GONE_RESPONSE,
    openapi_extra=AT_ADDRESSES,
    response_class=Response,
)
async def fetch_export(request: Request, token: Token) -> Response:
    """Fetch the archive, at the address that it was given. Ranges work: a phone may take it in pieces.

    The address is good for 24 hours, while the session lives in which the export was asked for; a new password or
    second factor, or asking to be erased, ends it. Its owner sees each download.
    """
    app = runtime(request)
    try:
        file = await exports.find(app, token)
    except ExportNotFound:
        if "text/html" not in header(request, b"accept"):
            raise
        return Response(status_code=303, headers={"Location": f"{app.settings.public_base_url}/x"} | PRIVATE)
    return await hand_out(request, app, file, disposition("day-tripper.zip") | PRIVATE)
