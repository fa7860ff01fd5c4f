"""Files of an import. They are stored first, and checked like any upload."""

from collections import Counter
from collections.abc import AsyncIterator, Collection
from pathlib import Path
from uuid import UUID
from zipfile import ZipFile

from sqlalchemy import exists, select

from app.core.actor import SYSTEM
from app.core.changes import Kind
from app.core.db import claim
from app.core.settings import UploadSettings
from app.core.uow import Runtime, UnitOfWork
from app.models.media import Media, MediaState
from app.services.media.media import faults
from app.services.media.objects import keep, new_key, reserve
from app.services.media.renditions import RenderMedia
from app.services.media.storage import StorageFull, make_room
from app.services.portability.archives import store_stream
from app.services.portability.import_bundles import READ_ERRORS, Bundle, ComingMedia

CHUNK = 1 << 20  # bytes


def leave_out_unfit(settings: UploadSettings, bundle: Bundle) -> None:
    """Leave out media whose size or type a phone could not declare either."""
    _leave_out(bundle, "unfit_media", {medium.id for medium in bundle.media if any(faults(settings, medium.data))})


async def store_media(runtime: Runtime, owner: UUID, path: Path, bundle: Bundle) -> None:
    """Store each medium in a transaction of its own. After a crash, stored media stay."""
    if not bundle.media:
        return
    unreadable_ids, overflow_ids = set(), set()
    with ZipFile(path) as archive:
        for coming in bundle.media:
            try:
                await _take(runtime, owner, archive, coming)
            except READ_ERRORS:
                unreadable_ids.add(coming.id)
            except StorageFull:  # other uploads have used the room meanwhile
                overflow_ids.add(coming.id)
    _leave_out(bundle, "damaged_media", unreadable_ids)
    _leave_out(bundle, "no_room_for_media", overflow_ids)


async def are_rendered(uow: UnitOfWork, bundle: Bundle) -> bool:
    waiting = Media.id.in_([medium.id for medium in bundle.media]) & (Media.state == MediaState.PROCESSING)
    return not await uow.session.scalar(select(exists().where(waiting)))


def _leave_out(bundle: Bundle, reason: str, ids: Collection[UUID]) -> None:
    bundle.media = [medium for medium in bundle.media if medium.id not in ids]
    bundle.left_out = +(bundle.left_out + Counter({reason: len(ids)}))


async def _take(runtime: Runtime, owner: UUID, archive: ZipFile, coming: ComingMedia) -> None:
    data = coming.data
    async with runtime.database.sessions() as session:
        if await session.get(Media, coming.id) is not None:
            return
    key = new_key()
    async with runtime.work(SYSTEM) as uow:
        await reserve(uow, [key])
    await store_stream(runtime.objects, key, data.content_type, _bytes(archive, coming))
    async with runtime.work(SYSTEM) as uow:
        await make_room(uow, owner, data.size, is_counted=False)
        at = coming.at or uow.now
        born = {"owner_id": owner, "born_as": data.digest(), "created_at": at, "updated_at": uow.now}
        fields = data.model_dump(exclude={"sha256"}) | {"sha256": data.checksum}
        state = {"state": MediaState.PROCESSING, "object_key": key, "version": 1, "blurred": coming.rectangles}
        if await claim(uow.session, Media, id=coming.id, **born, **fields, **state, **coming.transcription):
            await keep(uow, [key])
            uow.changed(owner, Kind.MEDIA, coming.id, 1)
            uow.enqueue(RenderMedia(media_id=coming.id))


async def _bytes(archive: ZipFile, coming: ComingMedia) -> AsyncIterator[bytes]:
    """Cut a file that is longer than declared: its size or digest will reject it."""
    with archive.open(coming.path) as file:
        left = coming.data.size
        while left > 0 and (chunk := file.read(min(CHUNK, left))):
            left -= len(chunk)
            yield chunk
