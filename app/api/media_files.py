"""Serves media, from this process, or from storage where readers can reach it."""

import hashlib
import mimetypes
from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import StreamingResponse

from app.api.deps import is_known
from app.api.openapi_parts import ALIAS, AT_ADDRESSES
from app.api.permissions import OPEN
from app.api.problems import problems, render
from app.api.ranges import asked_range
from app.api.routes import Route
from app.core.errors import OutOfRange, Unprocessable
from app.core.requests import runtime
from app.core.uow import Runtime
from app.models.media import CONTENT_TYPES, MediaNotFound
from app.services.media import files
from app.services.media.captioning import WEB_VTT
from app.services.media.files import StoredFile

router = APIRouter(tags=["delivery"], route_class=Route)
FILE_CACHE = {"Cache-Control": "private, max-age=300"}  # phones lose a revoked access after five minutes at most
REDIRECT_CACHE = {"Cache-Control": "private, max-age=120"}  # shorter than the remaining life of the signed address
GUARD = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox; default-src 'none'"}
INLINE_TYPES = {
    *("image/avif", "image/jpeg", "image/png", "image/webp"),
    *("audio/aac", "audio/mp4", "audio/mpeg", "audio/ogg", "audio/wav", "audio/webm"),
    *("video/mp4", "video/quicktime", "video/webm"),
    WEB_VTT,
}
# The contract calls it `access`; everywhere else it is the media key.
MediaKey = Annotated[
    str, Path(pattern=r"^[A-Za-z0-9_-]+$", max_length=64, description="The key that an address carries")
]
Name = Annotated[str, Path(pattern=r"^[a-z]+$", max_length=20, examples=["thumb"])]
TEXT: dict[str, Any] = {"schema": {"type": "string", "maxLength": 2_000}}
BINARY: dict[str, Any] = {"schema": {"type": "string", "format": "binary"}}
PART = {"Content-Range": TEXT}
VARIANT_TYPES = sorted({*INLINE_TYPES, "application/pdf"})
ORIGINAL_TYPES = sorted({content_type for types in CONTENT_TYPES.values() for content_type in types})
REDIRECT_RESPONSE: dict[int | str, dict[str, Any]] = {
    302: {"description": "Storage gives it out", "headers": {"Location": TEXT}}
}
FILE_PROBLEMS = problems(MediaNotFound, OutOfRange, Unprocessable, public=True)


def file_in(*content_types: str) -> dict[int | str, dict[str, Any]]:
    """Describe an answer that is a file, or a part of one."""
    content = dict.fromkeys(content_types, BINARY)
    headers = {"ETag": TEXT, "Accept-Ranges": TEXT, "Content-Disposition": TEXT}
    return {
        200: {"description": "The file", "content": content, "headers": headers},
        206: {"description": "The part that `Range` asks for", "content": content, "headers": {"Content-Range": TEXT}},
        304: {"description": "What you have is what there is"},
    }


@router.get(
    "/m/{access}/{media_id}/{name}",
    responses=FILE_PROBLEMS | file_in(*VARIANT_TYPES) | REDIRECT_RESPONSE,
    openapi_extra=AT_ADDRESSES,
    response_class=Response,
)
async def get_variant(request: Request, access: MediaKey, media_id: UUID, name: Name) -> Response:
    """Fetch a variant of a medium, at the address that an answer gave for it."""
    app = runtime(request)
    file = await files.find(app, access, media_id, name)
    filename = None if file.content_type in INLINE_TYPES else filename_of(file)
    etag = etag_of(file)
    is_direct = file.content_type != WEB_VTT  # players take captions from the page's own origin only
    if is_direct and not is_known(request, etag) and (url := await files.address(app, file, filename)):
        return Response(status_code=302, headers={"Location": url, "ETag": etag} | REDIRECT_CACHE)
    return await hand_out(request, app, file, disposition(filename) | FILE_CACHE)


@router.head(
    "/m/{access}/{media_id}/{name}",
    responses=FILE_PROBLEMS | file_in(*VARIANT_TYPES) | REDIRECT_RESPONSE,
    openapi_extra=OPEN | ALIAS,
    response_class=Response,
)
async def head_variant(request: Request, access: MediaKey, media_id: UUID, name: Name) -> Response:
    """Ask about a variant of a medium without fetching it."""
    return await get_variant(request, access, media_id, name)


async def hand_out(request: Request, app: Runtime, file: StoredFile, headers: Mapping[str, str]) -> Response:
    """Answer with the file, the requested part of it, or 304."""
    etag = etag_of(file)
    always = {"ETag": etag, "Accept-Ranges": "bytes", **GUARD, **headers}
    if is_known(request, etag):
        return Response(status_code=304, headers=always)
    try:
        part = asked_range(request, file.size, etag)
    except OutOfRange as refusal:
        return await render(request, refusal, {"Content-Range": f"bytes */{file.size}"})
    start, length = part or (0, file.size)
    always["Content-Length"] = str(length)
    if part is not None:
        always["Content-Range"] = f"bytes {start}-{start + length - 1}/{file.size}"
    if request.method == "HEAD":
        return Response(None, 200, always, file.content_type)
    chunks = await files.stream(app, file, start, length)
    return StreamingResponse(chunks, 200 if part is None else 206, always, file.content_type)


def disposition(filename: str | None) -> dict[str, str]:
    """None: the file is shown inline."""
    return {"Content-Disposition": "inline" if filename is None else f'attachment; filename="{filename}"'}


def filename_of(file: StoredFile) -> str:
    return f"{file.media_id}{mimetypes.guess_extension(file.content_type) or ''}"


def etag_of(file: StoredFile) -> str:
    """A strong tag: the object under a key never changes."""
    return f'"{hashlib.sha256(file.object_key.encode()).hexdigest()[:32]}"'
