from dataclasses import dataclass
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Request, Response

from app.api import tus
from app.api.deps import IdempotencyKey, Write, admitted
from app.api.openapi_parts import ALIAS
from app.api.permissions import OPEN
from app.api.problems import problems
from app.api.tus import Chunk, Tus, TusRoute, UploadChecksum, UploadChunk, UploadLength, UploadMetadata
from app.core.errors import TooLarge, TooMany, Unprocessable
from app.models.media import MediaNotFound, UploadComplete
from app.services.media import media, upload_streams, uploads
from app.services.media.media import OtherFile
from app.services.media.storage import StorageFull
from app.services.media.uploads import OffsetMismatch, UploadExpired, UploadTakenOver
from app.services.shared import idempotency
from app.services.shared.idempotency import IdempotencyKeyReused

router = APIRouter(tags=["uploads"], route_class=TusRoute)
NUMBER: dict[str, Any] = {"schema": {"type": "integer", "minimum": 0}}
TEXT: dict[str, Any] = {"schema": {"type": "string", "maxLength": 2_000}}
OFFSET = {"Tus-Resumable": TEXT, "Upload-Offset": NUMBER, "Upload-Expires": TEXT}
OCTETS: dict[str, Any] = {"content": {tus.OCTETS: {"schema": {"type": "string", "format": "binary"}}}}
PROGRESS_RESPONSE: dict[int | str, dict[str, Any]] = {204: {"description": "These bytes are safe", "headers": OFFSET}}
PLACE = (tus.WrongTusVersion, MediaNotFound, UploadExpired, Unprocessable)
APPEND = (
    *PLACE,
    tus.MalformedUploadHeader,
    OffsetMismatch,
    UploadComplete,
    UploadTakenOver,
    TooLarge,
    tus.NotOctets,
    tus.ChunkGarbled,
)
MEDIA_ID = {
    "name": "media_id",
    "in": "path",
    "required": True,
    "schema": {"type": "string", "format": "uuid", "title": "Media Id"},
}
CAPABILITIES: dict[int | str, dict[str, Any]] = {
    204: {
        "description": "What is spoken here",
        "headers": {
            "Tus-Resumable": TEXT,
            "Tus-Version": TEXT,
            "Tus-Extension": TEXT,
            "Tus-Max-Size": NUMBER,
            "Tus-Checksum-Algorithm": TEXT,
        },
    }
}


@dataclass
class Creation:
    """The headers of a creation."""

    upload_length: UploadLength
    upload_metadata: UploadMetadata = None
    upload_checksum: UploadChecksum = None
    idempotency_key: IdempotencyKey = None


@router.options("/media", status_code=204, responses=problems(public=True) | CAPABILITIES, openapi_extra=OPEN | ALIAS)
async def get_creation_capabilities(request: Request) -> Response:
    """Tell what of tus is spoken here."""
    return tus.capabilities(request)


@router.post(
    "/media",
    status_code=201,
    responses=problems(*APPEND, OtherFile, StorageFull, TooMany, IdempotencyKeyReused)
    | {201: {"description": "Created", "headers": OFFSET | {"Location": TEXT}}},
    openapi_extra=ALIAS | {"requestBody": {"required": False, **OCTETS}},
    response_class=Response,
)
async def create_upload(
    reading: Tus,
    request: Request,
    creation: Annotated[Creation, Depends()],
) -> Response:
    """Declare a medium by plain tus creation, for clients that know nothing else.

    With a body of `application/offset+octet-stream` (creation-with-upload), its first bytes come along.
    """
    runtime, metadata = reading.runtime, tus.read_metadata(creation.upload_metadata)
    declaration = tus.declaration(metadata, int(creation.upload_length), runtime.settings.uploads)
    chunk = Chunk(request, "0", creation.upload_checksum).incoming() if tus.has_body(request) else None
    async with admitted(request, reading.actor) as uow:
        new_id, is_new = await idempotency.remember_once(uow, creation.idempotency_key, declaration, str(metadata.id))
        media_id = metadata.id or new_id
        await media.create(uow, media_id, declaration)
    headers = {"Location": f"{runtime.settings.public_base_url}/v1/uploads/{media_id}"} | tus.NO_STORE
    if chunk is not None and is_new:
        lease = await upload_streams.append(runtime, reading.actor, media_id, 0, chunk)
        headers |= tus.progress_headers(lease.received, lease.expires_at)
    return Response(status_code=201, headers=headers)


@router.options(
    "/uploads/{media_id}",  # noqa: FAST003  the same for all of them
    status_code=204,
    responses=problems(public=True) | CAPABILITIES,
    openapi_extra=OPEN | ALIAS | {"parameters": [MEDIA_ID]},
)
async def get_upload_capabilities(request: Request) -> Response:
    """Tell what of tus is spoken here."""
    return tus.capabilities(request)


@router.head(
    "/uploads/{media_id}",
    responses=problems(*PLACE)
    | {200: {"description": "So much", "headers": OFFSET | {"Upload-Length": NUMBER, "Upload-Metadata": TEXT}}},
    response_class=Response,
)
async def get_upload_progress(reading: Tus, media_id: UUID) -> Response:
    """Tell how many bytes are safe: an upload resumes there, whatever happened and however long ago."""
    progress = await uploads.get_progress(reading, media_id)
    headers = {"Upload-Length": str(progress.size), "Upload-Metadata": tus.written_metadata(progress)}
    return Response(headers=headers | tus.progress_headers(progress.received, progress.expires_at))


@router.patch(
    "/uploads/{media_id}",
    status_code=204,
    responses=problems(*APPEND) | PROGRESS_RESPONSE,
    openapi_extra={"requestBody": {"required": True, **OCTETS}},
)
async def append_to_upload(reading: Tus, media_id: UUID, chunk: UploadChunk) -> Response:
    """Send the bytes from `Upload-Offset` on. A newer request takes over from an older one."""
    lease = await upload_streams.append(reading.runtime, reading.actor, media_id, chunk.offset, chunk.incoming())
    return Response(status_code=204, headers=tus.progress_headers(lease.received, lease.expires_at))


@router.delete(
    "/uploads/{media_id}",
    status_code=204,
    responses=problems(*PLACE, UploadComplete),
    dependencies=[Depends(tus.speak_tus)],
    openapi_extra=ALIAS,
)
async def terminate_upload(uow: Write, media_id: UUID) -> Response:
    """Give up an upload that is not complete; and its medium, unless something cites it."""
    await media.terminate(uow, media_id)
    return Response(status_code=204)


@router.post(
    "/uploads/{media_id}",
    status_code=204,
    responses=problems(*APPEND) | PROGRESS_RESPONSE,
    openapi_extra=ALIAS | {"requestBody": {"required": False, **OCTETS}},
)
async def override_upload_method(
    reading: Tus,
    media_id: UUID,
    chunk: UploadChunk,
    x_http_method_override: Annotated[Literal["PATCH", "DELETE"], Header()],
) -> Response:
    """Send bytes, or give up, where a network lets only `POST` through."""
    if x_http_method_override == "PATCH":
        return await append_to_upload(reading, media_id, chunk)
    async with admitted(chunk.request, reading.actor) as uow:
        return await terminate_upload(uow, media_id)
