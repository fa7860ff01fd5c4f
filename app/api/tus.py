"""The headers of the tus 1.0 protocol. app/services/media/upload_streams.py does the work."""

import asyncio
import base64
import binascii
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Annotated

from fastapi import Depends, Header, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.requests import ClientDisconnect

from app.api.deps import reading_of
from app.api.problems import problem_of, refused, render
from app.api.routes import Handler, Route
from app.core.errors import Garbled, Invalid, Stale, TooLarge, UnsupportedMedia
from app.core.i18n import Words
from app.core.requests import header, media_type, runtime
from app.core.settings import UploadSettings
from app.core.statuses import status_of
from app.core.uow import Reading
from app.models.media import CONTENT_TYPES, MediaKind
from app.schemas.media import MediaDeclaration, TusMetadata
from app.services.media.upload_streams import Check, Incoming, UploadInterrupted
from app.services.media.uploads import Progress

VERSION = "1.0.0"
OCTETS = "application/offset+octet-stream"
EXTENSIONS = "creation,creation-with-upload,expiration,checksum,termination"
ALGORITHMS = {"sha1": 20, "sha256": 32}  # bytes of each digest
SILENCE = 60.0  # seconds without data, after which the client is gone
NO_STORE = {"Cache-Control": "no-store"}


class WrongTusVersion(Stale):
    title = Words("Cette version de tus n’est pas parlée ici")
    advice = Words("Envoie `Tus-Resumable: 1.0.0`.")


class MalformedUploadHeader(Invalid):
    title = Words("Un en-tête d’envoi est illisible")
    advice = Words("Regarde le protocole tus 1.0.")


class NotOctets(UnsupportedMedia):
    title = Words("Des octets sont attendus")
    advice = Words("Envoie `Content-Type: {type}`.").fill(type=OCTETS)


class ChunkGarbled(Garbled):
    advice = Words("Rien n’en a été gardé : envoie-le à nouveau, depuis le même octet.")


class TusRoute(Route):
    """Every answer has tus headers, errors too."""

    def get_route_handler(self) -> Handler:
        handle = super().get_route_handler()

        async def speak(request: Request) -> Response:
            try:
                response = await handle(request)
            except RequestValidationError as error:
                response = await render(request, refused(error))
            except Exception as error:  # noqa: BLE001  the boundary, as app/api/problems.py is of all other routes
                response = await render(request, problem_of(request, error))
            response.headers["Tus-Resumable"] = VERSION
            if response.status_code == status_of(WrongTusVersion):
                response.headers["Tus-Version"] = VERSION
            return response

        return speak


TusResumable = Annotated[str | None, Header(max_length=20, description="1.0.0", examples=[VERSION])]


async def speak_tus(request: Request, tus_resumable: TusResumable = None) -> Reading:
    reading = reading_of(request)
    if tus_resumable != VERSION:
        raise WrongTusVersion
    return reading


Tus = Annotated[Reading, Depends(speak_tus)]
LENGTH = re.compile(r"\d{1,18}")
BYTES = Header(pattern=r"^\d{1,12}$", max_length=12, examples=["0"])
UploadLength = Annotated[str, BYTES]
UploadOffset = Annotated[str | None, BYTES]
UploadChecksum = Annotated[
    str | None,
    Header(
        max_length=80,
        description="sha1 or sha256, and the digest in base64",
        examples=["sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0="],
    ),
]
UploadMetadata = Annotated[
    str | None,
    Header(
        max_length=2_000,
        description="`id`, `kind`, `filetype`, `sha256` (hexadecimal), each value in base64; others are ignored",
        examples=["filetype aW1hZ2UvanBlZw=="],
    ),
]


@dataclass(frozen=True, slots=True)
class Chunk:
    """Bytes to append, still being received."""

    request: Request
    said_offset: str | None
    checksum: str | None

    @property
    def offset(self) -> int:
        if self.said_offset is None:
            raise MalformedUploadHeader
        return int(self.said_offset)

    def incoming(self) -> Incoming:
        """Raises NotOctets, MalformedUploadHeader."""
        if not is_octets(self.request):
            raise NotOctets
        return incoming(self.request, self.checksum)


async def _chunk(request: Request, upload_offset: UploadOffset = None, upload_checksum: UploadChecksum = None) -> Chunk:
    return Chunk(request, upload_offset, upload_checksum)


UploadChunk = Annotated[Chunk, Depends(_chunk)]


def incoming(request: Request, checksum: str | None = None) -> Incoming:
    return Incoming(chunks_of(request), length_of(request), _check(checksum))


def length_of(request: Request) -> int | None:
    value = header(request, b"content-length")
    return int(value) if LENGTH.fullmatch(value) else None


async def chunks_of(request: Request) -> AsyncIterator[bytes]:
    """Yield the body as it arrives. Raises UploadInterrupted when it stops."""
    stream = aiter(request.stream())
    while True:
        try:
            async with asyncio.timeout(SILENCE):
                chunk = await anext(stream)
        except StopAsyncIteration:
            return
        except (ClientDisconnect, TimeoutError) as error:
            raise UploadInterrupted from error
        if chunk:
            yield chunk


def has_body(request: Request) -> bool:
    """Tell whether there is a body, even of a wrong type, which is refused later."""
    return bool(length_of(request)) or is_octets(request)


def is_octets(request: Request) -> bool:
    return media_type(request) == OCTETS


def progress_headers(offset: int, expires_at: datetime | None) -> dict[str, str]:
    headers = {"Upload-Offset": str(offset)} | NO_STORE
    if expires_at is not None:
        headers["Upload-Expires"] = format_datetime(expires_at.astimezone(UTC), usegmt=True)
    return headers


def written_metadata(progress: Progress) -> str:
    """The metadata of the medium, however it was declared."""
    values = {"id": str(progress.media_id), "kind": str(progress.kind), "filetype": progress.content_type}
    if progress.sha256 is not None:
        values["sha256"] = progress.sha256.hex()
    return ",".join(f"{name} {base64.b64encode(value.encode()).decode()}" for name, value in values.items())


def read_metadata(header: str | None) -> TusMetadata:
    pairs = (pair.strip().partition(" ") for pair in (header or "").split(",") if pair.strip())
    try:
        values = {name: _decoded(value) for name, _, value in pairs if name in TusMetadata.model_fields}
        return TusMetadata.model_validate(values)
    except ValidationError as error:
        faults = [item | {"loc": ("header", "upload-metadata", *item["loc"])} for item in error.errors()]
        raise RequestValidationError(faults) from error


def declaration(metadata: TusMetadata, length: int, settings: UploadSettings) -> MediaDeclaration:
    """Return the declaration. Raises TooLarge, as tus defines it; and RequestValidationError."""
    types = CONTENT_TYPES.items()
    kind = metadata.kind or next((kind for kind, names in types if metadata.filetype in names), MediaKind.DOCUMENT)
    if length > getattr(settings, kind):
        raise TooLarge
    fields = {"kind": kind, "content_type": metadata.filetype, "size": length, "sha256": metadata.sha256}
    try:
        return MediaDeclaration.model_validate(fields)
    except ValidationError as error:
        raise RequestValidationError(
            [item | {"loc": ("header", "upload-length")} for item in error.errors()]
        ) from error


def capabilities(request: Request) -> Response:
    settings = runtime(request).settings.uploads
    headers = {
        "Tus-Version": VERSION,
        "Tus-Extension": EXTENSIONS,
        "Tus-Max-Size": str(max(getattr(settings, kind) for kind in MediaKind)),
        "Tus-Checksum-Algorithm": ",".join(ALGORITHMS),
    }
    return Response(status_code=204, headers=headers | NO_STORE)


def _check(checksum: str | None) -> Check | None:
    if checksum is None:
        return None
    algorithm, _, digest = checksum.partition(" ")
    try:
        raw = base64.b64decode(digest, validate=True)
    except binascii.Error as error:
        raise MalformedUploadHeader from error
    if len(raw) != ALGORITHMS.get(algorithm):
        raise MalformedUploadHeader
    return Check(algorithm, raw, ChunkGarbled())


def _decoded(value: str) -> str:
    try:
        return base64.b64decode(value, validate=True).decode()
    except ValueError as error:
        raise MalformedUploadHeader from error
