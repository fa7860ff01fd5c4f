"""Files on their way in: their progress, their expiry, and who may write the next byte.

A lease instead of a lock, since no transaction is open while bytes flow: `take` writes a new holder into the upload's
row, and each later write of the request checks that it is still the holder. The newest request wins, since its phone is
still connected; an older request gets UploadTakenOver at its next write, and nothing of it is recorded.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Uuid, and_, bindparam, select, true

from app.core.actor import ME, Actor
from app.core.changes import Kind
from app.core.compiled import Compiled
from app.core.db import fetch_one
from app.core.errors import Conflict, Gone, Unauthenticated, UnsupportedMedia
from app.core.i18n import Words
from app.core.ids import uuid7
from app.core.jobs import Job
from app.core.ports import Part
from app.core.projections import NOW, asked_by
from app.core.uow import Reading, Runtime, UnitOfWork
from app.models.media import Media, MediaKind, MediaNotFound, MediaState, Upload, UploadComplete
from app.policies.media import readable_by
from app.policies.sessions import SIGNED_IN, in_session
from app.services.media import renditions
from app.services.media.objects import keep, new_key, release, reserve
from app.services.shared import admission

FORGOTTEN_AT_ONCE = 200
ANY_BYTES = "application/octet-stream"  # the type that clients send by default
DECLARED_TYPE = Words("Envoie `Content-Type: {type}`, comme dans la déclaration, ou `application/octet-stream`.")


class UploadExpired(Gone):
    title = Words("Cet envoi a attendu trop longtemps")
    advice = Words("Déclare le média à nouveau, par le même `PUT` : il reprend au premier octet.")


class OffsetMismatch(Conflict):
    """Carries `received`, bytes."""

    title = Words("L’envoi n’en est pas là")
    advice = Words("Demande par `HEAD` où reprendre.")


class UploadTakenOver(Conflict):
    title = Words("Une demande plus récente continue cet envoi")
    advice = Words("Demande par `HEAD` où reprendre.")


class ForgetUploads(Job):
    pass


@dataclass(frozen=True, slots=True)
class Progress:
    """The progress of a file. `expires_at`: None when it is complete."""

    media_id: UUID
    kind: MediaKind
    content_type: str
    sha256: bytes | None
    size: int
    received: int
    expires_at: datetime | None


@dataclass(slots=True)
class UploadLease:
    """One request's lease of an upload, with the upload as that request will leave it."""

    runtime: Runtime
    actor: Actor
    media_id: UUID
    id: UUID
    content_type: str
    size: int
    sha256: bytes | None  # if declared
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


_UPLOAD_ROW = (
    select(Media.kind, Media.content_type, Media.sha256, Media.size, Media.state, Upload.received, Upload.expires_at)
    .select_from(Media)
    .outerjoin(Upload, and_(Upload.media_id == Media.id, Upload.expires_at > NOW))
    .where(Media.id == bindparam("id", type_=Uuid()), readable_by(ME), in_session(Media.created_at))
    .lateral("found")
)
PROGRESS = Compiled(
    select(_UPLOAD_ROW).select_from(SIGNED_IN.table.outerjoin(_UPLOAD_ROW, true())).where(SIGNED_IN.open)
)


async def get_progress(reading: Reading, media_id: UUID) -> Progress:
    """Raises MediaNotFound, UploadExpired."""
    arguments = PROGRESS.values(asked_by(reading, {"id": media_id}))
    row = await reading.database.reads.fetchrow(PROGRESS.query, *arguments)
    if row is None:
        raise Unauthenticated
    if row["state"] is None:
        raise MediaNotFound
    awaits_bytes = row["state"] == MediaState.AWAITING_UPLOAD
    if awaits_bytes and row["received"] is None:
        raise UploadExpired
    declaration = (MediaKind(row["kind"]), row["content_type"], row["sha256"], row["size"])
    return Progress(
        media_id, *declaration, *((row["received"], row["expires_at"]) if awaits_bytes else (row["size"], None))
    )


async def await_bytes(uow: UnitOfWork, media: Media) -> None:
    """Begin an upload for a medium without bytes, or go on with the one that exists and has not expired."""
    upload = await uow.session.get(Upload, media.id, with_for_update=True)
    if upload is not None and upload.expires_at <= uow.now:
        await forget(uow, upload)
        upload = None
    if upload is None:
        # Counted from the declaration, and independent of progress.
        expires_at = uow.now + timedelta(days=uow.runtime.settings.uploads.days)
        uow.session.add(Upload(media_id=media.id, expires_at=expires_at))
        await uow.session.flush()


async def forget(uow: UnitOfWork, upload: Upload) -> None:
    """Drop the bytes received so far."""
    is_multipart = upload.object_key is not None and upload.multipart_id is not None
    multipart = (str(upload.object_key), str(upload.multipart_id)) if is_multipart else None
    await release(uow, [piece["key"] for piece in upload.pieces], multipart)
    await uow.session.delete(upload)
    await uow.session.flush()


async def forget_unfinished(uow: UnitOfWork) -> None:
    """Drop the bytes of expired uploads. The medium stays declared: a phone may come back after a month."""
    condition = and_(Upload.expires_at <= uow.now, Media.state == MediaState.AWAITING_UPLOAD)
    statement = select(Upload).join(Media, Media.id == Upload.media_id).where(condition).limit(FORGOTTEN_AT_ONCE)
    rows = (await uow.session.scalars(statement.with_for_update(of=Upload, skip_locked=True))).all()
    for upload in rows:
        await forget(uow, upload)
    if len(rows) == FORGOTTEN_AT_ONCE:
        uow.enqueue(ForgetUploads())


async def get_to_change(uow: UnitOfWork, media_id: UUID) -> Media:
    """Lock the person's own medium; always before its upload. Raises MediaNotFound."""
    statement = select(Media).where(Media.id == media_id, readable_by(uow.actor))
    return await fetch_one(uow.session, statement.with_for_update(), MediaNotFound)


async def take(
    runtime: Runtime, actor: Actor, media_id: UUID, offset: int | None, content_type: str = ANY_BYTES
) -> UploadLease:
    """Take the lease of an upload, to write from `offset` on, or the whole file again (None).

    Raises MediaNotFound, UploadComplete, UploadExpired, UnsupportedMedia, OffsetMismatch.
    """
    async with runtime.work(actor) as uow:
        await admission.admit(uow)
        media = await get_to_change(uow, media_id)
        upload = await uow.session.get(Upload, media_id, with_for_update=True)
        if media.state is not MediaState.AWAITING_UPLOAD:
            raise UploadComplete
        if upload is None or upload.expires_at <= uow.now:
            raise UploadExpired
        if content_type not in {ANY_BYTES, media.content_type}:
            raise UnsupportedMedia(DECLARED_TYPE.fill(type=media.content_type))
        if offset not in {None, upload.received}:
            raise OffsetMismatch(received=upload.received)
        obsolete = [] if offset is not None else [piece["key"] for piece in upload.pieces]
        if offset is None:
            upload.received, upload.parts, upload.pieces = 0, [], []
        upload.holder = uuid7()
        lease = _lease(uow, media, upload)
        await release(uow, obsolete)
        await reserve(uow, [lease.own_key])
        return lease


async def reserve_part(lease: UploadLease) -> int:
    """Return a part number that no other request has. Raises UploadTakenOver."""
    async with lease.runtime.work(lease.actor) as uow:
        upload = await _held(uow, lease)
        upload.object_key, upload.multipart_id = lease.object_key, lease.multipart_id
        number = upload.next_part
        upload.next_part += 1
    return number


async def record(lease: UploadLease, *keys: str) -> None:
    """Record that these bytes are safe, in the objects of `keys`. Raises UploadTakenOver."""
    async with lease.runtime.work(lease.actor) as uow:
        await _write(uow, await _held(uow, lease), lease, keys)


async def finish(lease: UploadLease, object_key: str, *keys: str) -> None:
    """Record the last byte: the file is, or will be, under `object_key`. Raises UploadTakenOver."""
    async with lease.runtime.work(lease.actor) as uow:
        media = await get_to_change(uow, lease.media_id)
        upload = await _held(uow, lease)
        await _write(uow, upload, lease, keys)
        if not lease.parts:
            await forget(uow, upload)
        media.arrive(object_key, uow.now)
        uow.changed(media.owner_id, Kind.MEDIA, media.id, media.version)
        renditions.enqueue(uow, media)


def _lease(uow: UnitOfWork, media: Media, upload: Upload) -> UploadLease:
    return UploadLease(
        runtime=uow.runtime,
        actor=uow.actor,
        media_id=media.id,
        id=upload.holder or uuid7(),
        content_type=media.content_type,
        size=media.size,
        sha256=media.sha256,
        received=upload.received,
        object_key=upload.object_key,
        multipart_id=upload.multipart_id,
        parts=upload.stored_parts,
        pieces=[(piece["key"], piece["size"]) for piece in upload.pieces],
        own_key=new_key(),
        spent=[],
        expires_at=upload.expires_at,
    )


async def _held(uow: UnitOfWork, lease: UploadLease) -> Upload:
    statement = select(Upload).where(Upload.media_id == lease.media_id, Upload.holder == lease.id)
    upload = await uow.session.scalar(statement.with_for_update())
    if upload is None:
        raise UploadTakenOver
    return upload


async def _write(uow: UnitOfWork, upload: Upload, lease: UploadLease, keys: Sequence[str]) -> None:
    await keep(uow, keys)
    await release(uow, lease.spent)
    lease.spent = []
    upload.received = lease.received
    upload.parts = [asdict(part) for part in lease.parts]
    upload.pieces = [{"key": key, "size": size} for key, size in lease.pieces]
