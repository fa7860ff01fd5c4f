"""Who may write the next byte of a file.

A lease instead of a lock, since no transaction is open while bytes flow: `take` writes a new holder into the upload's
row, and each later write of the request checks that it is still the holder. The newest request wins, since its phone is
still connected; an older request gets UploadTakenOver at its next write, and nothing of it is recorded.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from app.core.actor import Actor
from app.core.changes import Kind
from app.core.errors import Conflict
from app.core.i18n import Words
from app.core.ids import uuid7
from app.core.ports import Part
from app.core.uow import Runtime, UnitOfWork
from app.models.media import Media, MediaState, Upload, UploadComplete
from app.services.media.objects import keep, new_key, release, reserve
from app.services.media.renditions import RenderMedia
from app.services.media.uploads import UploadExpired, forget, get_to_change
from app.services.shared import admission


class OffsetMismatch(Conflict):
    """Carries `received`, bytes."""

    title = Words("L’envoi n’en est pas là", "The upload is at another byte")
    advice = Words("Demande par `HEAD` où reprendre.", "Ask by `HEAD` where to resume.")


class UploadTakenOver(Conflict):
    title = Words("Une demande plus récente continue cet envoi", "A newer request continues that upload")
    advice = Words("Demande par `HEAD` où reprendre.", "Ask by `HEAD` where to resume.")


@dataclass(slots=True)
class UploadLease:
    """One request's lease of an upload, with the upload as that request will leave it."""

    runtime: Runtime
    actor: Actor
    media_id: UUID
    id: UUID
    content_type: str
    size: int
    received: int
    object_key: str | None
    multipart_id: str | None
    parts: list[Part]
    pieces: list[tuple[str, int]]  # key, size
    own_key: str  # of this request's last bytes
    spent: list[str]  # pieces that were merged into a part
    expires_at: datetime  # independent of progress

    @property
    def waiting(self) -> int:
        """Return the number of bytes in pieces."""
        return sum(size for _, size in self.pieces)


async def take(runtime: Runtime, actor: Actor, media_id: UUID, offset: int | None) -> UploadLease:
    """Take the lease of an upload, to write from `offset` on, or the whole file again (None).

    Raises MediaNotFound, UploadComplete, UploadExpired, OffsetMismatch.
    """
    async with runtime.work(actor) as uow:
        await admission.admit(uow)
        media = await get_to_change(uow, media_id)
        upload = await uow.session.get(Upload, media_id, with_for_update=True)
        if media.state is not MediaState.AWAITING_UPLOAD:
            raise UploadComplete
        if upload is None or upload.expires_at <= uow.now:
            raise UploadExpired
        if offset is None:
            await _restart(uow, upload)
        elif offset != upload.received:
            raise OffsetMismatch(received=upload.received)
        upload.holder = uuid7()
        return await _hold(uow, media, upload)


async def reserve_part(hold: UploadLease) -> int:
    """Return a part number that no other request has. Raises UploadTakenOver."""
    async with hold.runtime.work(hold.actor) as uow:
        upload = await _held(uow, hold)
        upload.object_key, upload.multipart_id = hold.object_key, hold.multipart_id
        number = upload.next_part
        upload.next_part += 1
    return number


async def record(hold: UploadLease, *keys: str) -> None:
    """Record that these bytes are safe, in the objects of `keys`. Raises UploadTakenOver."""
    async with hold.runtime.work(hold.actor) as uow:
        await _write(uow, await _held(uow, hold), hold, keys)


async def finish(hold: UploadLease, object_key: str, *keys: str) -> None:
    """Record the last byte: the file is, or will be, under `object_key`. Raises UploadTakenOver."""
    async with hold.runtime.work(hold.actor) as uow:
        media = await get_to_change(uow, hold.media_id)
        upload = await _held(uow, hold)
        await _write(uow, upload, hold, keys)
        if not hold.parts:
            await forget(uow, upload)
        media.arrive(object_key, uow.now)
        uow.changed(media.owner_id, Kind.MEDIA, media.id, media.version)
        uow.enqueue(RenderMedia(media_id=media.id))


async def _restart(uow: UnitOfWork, upload: Upload) -> None:
    await release(uow, [piece["key"] for piece in upload.pieces])
    upload.received, upload.parts, upload.pieces = 0, [], []


async def _hold(uow: UnitOfWork, media: Media, upload: Upload) -> UploadLease:
    own_key = new_key()
    await reserve(uow, [own_key])
    return UploadLease(
        runtime=uow.runtime,
        actor=uow.actor,
        media_id=media.id,
        id=upload.holder or uuid7(),
        content_type=media.content_type,
        size=media.size,
        received=upload.received,
        object_key=upload.object_key,
        multipart_id=upload.multipart_id,
        parts=upload.stored_parts,
        pieces=[(piece["key"], piece["size"]) for piece in upload.pieces],
        own_key=own_key,
        spent=[],
        expires_at=upload.expires_at,
    )


async def _held(uow: UnitOfWork, hold: UploadLease) -> Upload:
    statement = select(Upload).where(Upload.media_id == hold.media_id, Upload.holder == hold.id)
    upload = await uow.session.scalar(statement.with_for_update())
    if upload is None:
        raise UploadTakenOver
    return upload


async def _write(uow: UnitOfWork, upload: Upload, hold: UploadLease, keys: Sequence[str]) -> None:
    await keep(uow, keys)
    await release(uow, hold.spent)
    hold.spent = []
    upload.received = hold.received
    upload.parts = [asdict(part) for part in hold.parts]
    upload.pieces = [{"key": key, "size": size} for key, size in hold.pieces]
