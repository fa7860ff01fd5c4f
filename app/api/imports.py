from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, Request, Response

from app.api import tus
from app.api.deps import IdempotencyKey, Read, Write, json_response, written
from app.api.problems import problems
from app.api.routes import Route, Router
from app.core.cursors import InvalidCursor
from app.core.errors import TooLarge, TooMany, Unprocessable
from app.core.projections import Json
from app.models.imports import ImportNotReady
from app.schemas.imports import ImportRead
from app.schemas.pages import PageQuery, PageRead
from app.services.media.storage import StorageFull
from app.services.media.upload_streams import UploadInterrupted
from app.services.portability import imports
from app.services.portability.imports import ImportNotFound
from app.services.shared.idempotency import IdempotencyKeyReused

router = Router(prefix="/imports", tags=["rights"], route_class=Route)
BYTES: dict[str, Any] = {"schema": {"type": "string", "format": "binary"}}
FILE = {"content": {"application/zip": BYTES, "application/octet-stream": BYTES}}


@router.get("", response_model=PageRead[ImportRead], responses=problems(InvalidCursor, Unprocessable))
async def list_imports(reading: Read, query: Annotated[PageQuery, Query()]) -> Json:
    """List what you brought along, newest first; each file is forgotten after a week."""
    return await imports.search(reading, query)


@router.post(
    "",
    status_code=202,
    response_model=ImportRead,
    responses=problems(TooLarge, TooMany, UploadInterrupted, ImportNotFound, Unprocessable, IdempotencyKeyReused),
    openapi_extra={"requestBody": {"required": True, **FILE}},
)
async def create_import(reading: Read, request: Request, idempotency_key: IdempotencyKey = None) -> Response:
    """Send a file from elsewhere: an export of ours (ZIP), of Day One (ZIP of JSON) or of Memos (JSON). Nothing comes
    before you have seen its preview, and confirmed.

    Any `Content-Type` will do: its bytes say what it is. Sent twice without an `Idempotency-Key`, the file waits twice,
    for a week; confirmed twice, nothing comes twice.
    """
    representation = await imports.receive_file(reading, tus.incoming(request).chunks, idempotency_key)
    return written(representation.json, 202)


@router.get("/{import_id}", response_model=ImportRead, responses=problems(ImportNotFound, Unprocessable))
async def get_import(reading: Read, import_id: UUID) -> Response:
    """Read its preview, or what has come."""
    return json_response(await imports.get(reading, import_id))


@router.put(
    "/{import_id}/confirmation",
    status_code=202,
    response_model=ImportRead,
    responses=problems(ImportNotFound, ImportNotReady, StorageFull, Unprocessable),
)
async def confirm_import(uow: Write, import_id: UUID) -> Response:
    """Take it in, as its preview says. What you have already stays as it is."""
    return written((await imports.confirm(uow, import_id)).json, 202)


@router.delete("/{import_id}", status_code=204, responses=problems(ImportNotFound, Unprocessable))
async def delete_import(uow: Write, import_id: UUID) -> None:
    """Forget the file. What has come of it stays."""
    await imports.cancel(uow, import_id)
