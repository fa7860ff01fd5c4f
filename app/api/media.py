from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, Request, Response

from app.api import media_files as files
from app.api import tus
from app.api.body import REFUSALS
from app.api.deps import IfMatch, Read, Write, json_response, json_response_or_304, version_of
from app.api.problems import problems
from app.api.routes import Route, Router
from app.core.cursors import InvalidCursor
from app.core.errors import OutOfRange, Stale, TooLarge, TooMany, Unprocessable, UnsupportedMedia, VersionRequired
from app.core.projections import Json
from app.core.requests import media_type
from app.models.media import MediaNotFound, TranscriptionNotFound, TranscriptWritten
from app.schemas.media import BlurWrite, MediaPatch, MediaQuery, MediaRead, MediaWrite, OriginalWrite
from app.schemas.pages import PageRead
from app.schemas.transcriptions import TranscriptionRead, TranscriptionWrite
from app.schemas.types import Id
from app.services.media import blurring, media, originals, transcriptions, upload_streams
from app.services.media import files as media_files
from app.services.media.blurring import NothingToBlur
from app.services.media.media import MediaInUse, OtherFile
from app.services.media.originals import BlurDiffers, OriginalNotReady
from app.services.media.storage import StorageFull
from app.services.media.upload_streams import NotThatFile
from app.services.media.uploads import UploadExpired, UploadTakenOver

router = Router(prefix="/media", tags=["media"], route_class=Route)
CHANGES = (MediaNotFound, Stale, VersionRequired, Unprocessable)
WEB_VTT: dict[str, Any] = {"text/vtt": {"schema": {"type": "string", "format": "binary"}}}
KINDS_OF_FILES = ("application/octet-stream", "image/*", "audio/*", "video/*", "application/pdf")


@router.get("", response_model=PageRead[MediaRead], responses=problems(InvalidCursor, Unprocessable))
async def list_media(reading: Read, query: Annotated[MediaQuery, Query()]) -> Json:
    """List your media, newest first."""
    return await media.search(reading, query)


@router.get("/{media_id}", response_model=MediaRead, responses=problems(MediaNotFound, Unprocessable))
async def get_medium(reading: Read, media_id: UUID, request: Request) -> Response:
    """Read one medium: what was said of it, what was found in it, and where its variants are."""
    return json_response_or_304(request, await media.get(reading, media_id))


@router.put(
    "/{media_id}",
    response_model=MediaRead,
    responses=problems(*REFUSALS, *CHANGES, OtherFile, StorageFull, TooMany)
    | {201: {"model": MediaRead, "description": "Declared; its bytes are awaited, or were here already"}},
)
async def put_medium(uow: Write, media_id: Id, data: MediaWrite, if_match: IfMatch = None) -> Response:
    """Declare a file under an id you made (UUIDv7), before its bytes come; or describe it anew."""
    representation, is_new = await media.put(uow, media_id, data, version_of(if_match))
    return json_response(representation, is_new=is_new)


@router.patch("/{media_id}", response_model=MediaRead, responses=problems(*REFUSALS, *CHANGES))
async def patch_medium(uow: Write, media_id: UUID, data: MediaPatch, if_match: IfMatch = None) -> Response:
    """Change what you say of it, by JSON merge patch: `alt`, `caption`, `transcript`, `captured_at`."""
    return json_response(await media.patch(uow, media_id, data, version_of(if_match)))


@router.put(
    "/{media_id}/blur", response_model=MediaRead, responses=problems(*REFUSALS, *CHANGES, NothingToBlur, TooMany)
)
async def put_medium_blur(uow: Write, media_id: UUID, data: BlurWrite, if_match: IfMatch = None) -> Response:
    """Blur faces, or anything else, in a photo: by rectangle, in every variant, wherever it was published before.

    What was shown of it is out of reach at once. It is `processing` until it has been made anew, some seconds at most.
    The original stays yours alone, so that an empty list takes the blur away.
    """
    return json_response(await blurring.put(uow, media_id, data, version_of(if_match)))


@router.get(
    "/{media_id}/transcription",
    response_model=TranscriptionRead,
    responses=problems(TranscriptionNotFound, Unprocessable),
)
async def get_transcription(reading: Read, media_id: UUID, request: Request) -> Response:
    """Read what a model heard in a recording, with the times of each line: a proposal for you, or what you accepted."""
    return json_response_or_304(request, await transcriptions.get(reading, media_id))


@router.put(
    "/{media_id}/transcription",
    response_model=TranscriptionRead,
    responses=problems(*REFUSALS, *CHANGES, TranscriptionNotFound, TranscriptWritten),
)
async def put_transcription(uow: Write, media_id: UUID, data: TranscriptionWrite, if_match: IfMatch = None) -> Response:
    """Accept the proposed lines, corrected or as they were, or write your own: they become the `transcript`.

    A recording has captions by them, with or without a model that proposes any. Others read them from then on wherever
    the medium is shown anew; nobody reads a proposal. A transcript that you wrote yourself is not replaced.
    """
    return json_response(await transcriptions.accept(uow, media_id, data, version_of(if_match)))


@router.delete(
    "/{media_id}/transcription",
    status_code=204,
    responses=problems(MediaNotFound, Stale, TranscriptionNotFound, Unprocessable),
)
async def delete_transcription(uow: Write, media_id: UUID, if_match: IfMatch = None) -> None:
    """Throw the lines away, or await none. No other proposal comes. A `transcript` that you accepted stays."""
    await transcriptions.discard(uow, media_id, version_of(if_match))


@router.get(
    "/{media_id}/captions",
    responses=problems(TranscriptionNotFound, Unprocessable) | {200: {"content": WEB_VTT}},
    response_class=Response,
)
async def get_captions(reading: Read, media_id: UUID) -> Response:
    """Read the lines that you accepted as WebVTT, as long as the `transcript` says the same."""
    return Response(await transcriptions.captions(reading, media_id), media_type="text/vtt")


@router.delete("/{media_id}", status_code=204, responses=problems(*CHANGES, MediaInUse))
async def delete_medium(uow: Write, media_id: UUID, if_match: IfMatch = None) -> None:
    """Delete it for good, files included, when nothing cites it (any more)."""
    await media.delete(uow, media_id, version_of(if_match))


@router.put(
    "/{media_id}/content",
    response_model=MediaRead,
    responses=problems(MediaNotFound, UploadExpired, UploadTakenOver, TooLarge, UnsupportedMedia, NotThatFile),
    openapi_extra={"requestBody": {"required": True, "content": dict.fromkeys(KINDS_OF_FILES, files.BINARY)}},
)
async def put_medium_content(reading: Read, media_id: UUID, request: Request) -> Response:
    """Send a small file whole, under the type that was declared, or `application/octet-stream`.

    What breaks off begins again: large files go by tus.
    """
    content_type = media_type(request)
    await upload_streams.put_content(reading, media_id, content_type, tus.incoming(request))
    return json_response(await media.get(reading, media_id))


@router.put(
    "/{media_id}/original",
    response_model=MediaRead,
    responses=problems(*REFUSALS, *CHANGES, OriginalNotReady, BlurDiffers, StorageFull),
)
async def put_original(uow: Write, media_id: UUID, data: OriginalWrite, if_match: IfMatch = None) -> Response:
    """Give a medium a better file, which you sent as another medium. All that cites the medium shows it from then on.

    A phone sends a light copy first, and the whole file on a good network: declared and uploaded under an id of its
    own, within the same limits. Nothing is shown less until it is `ready`.
    """
    return json_response(await originals.put(uow, media_id, data, version_of(if_match)))


@router.get(
    "/{media_id}/original",
    responses=problems(MediaNotFound, OutOfRange, Unprocessable) | files.file_in(*files.ORIGINAL_TYPES),
    response_class=Response,
)
async def get_original(reading: Read, media_id: UUID, request: Request) -> Response:
    """Fetch the file as it was sent. For you alone: it may say where and when you were."""
    file = await media_files.find_original(reading, media_id)
    disposition = files.disposition(files.filename_of(file))
    return await files.hand_out(request, reading.runtime, file, disposition | tus.NO_STORE)
