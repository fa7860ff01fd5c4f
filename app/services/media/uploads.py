"""Files on their way in: their progress and expiry."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Uuid, and_, bindparam, select, true

from app.core.actor import ME
from app.core.compiled import Compiled
from app.core.db import fetch_one
from app.core.errors import Gone, Unauthenticated
from app.core.i18n import Words
from app.core.jobs import Job
from app.core.projections import NOW, asked_by
from app.core.uow import Reading, Runtime, UnitOfWork
from app.models.media import Media, MediaKind, MediaNotFound, MediaState, Upload
from app.policies.media import readable_by
from app.policies.sessions import SIGNED_IN
from app.services.media.objects import release

FORGOTTEN_AT_ONCE = 200


class UploadExpired(Gone):
    title = Words("Cet envoi a attendu trop longtemps", "That upload has waited for too long")
    advice = Words(
        "Déclare le média à nouveau, par le même `PUT` : il reprend au premier octet.",
        "Declare the medium again, by the same `PUT`: it begins again at the first byte.",
    )


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


_UPLOAD_ROW = (
    select(Media.kind, Media.content_type, Media.sha256, Media.size, Media.state, Upload.received, Upload.expires_at)
    .select_from(Media)
    .outerjoin(Upload, and_(Upload.media_id == Media.id, Upload.expires_at > NOW))
    .where(Media.id == bindparam("id", type_=Uuid()), readable_by(ME))
    .lateral("found")
)
PROGRESS = Compiled(
    select(_UPLOAD_ROW).select_from(SIGNED_IN.table.outerjoin(_UPLOAD_ROW, true())).where(SIGNED_IN.open)
)


async def get(reading: Reading, media_id: UUID) -> Progress:
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
        uow.session.add(Upload(media_id=media.id, expires_at=expiry(uow.runtime, uow.now)))
        await uow.session.flush()


async def forget(uow: UnitOfWork, upload: Upload) -> None:
    """Drop the bytes received so far."""
    await release(uow, [piece["key"] for piece in upload.pieces], _multipart(upload))
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


def expiry(runtime: Runtime, now: datetime) -> datetime:
    """Return when the upload ends, counted from the declaration and independent of progress."""
    return now + timedelta(days=runtime.settings.uploads.days)


def _multipart(upload: Upload) -> tuple[str, str] | None:
    if upload.object_key is None or upload.multipart_id is None:
        return None
    return upload.object_key, upload.multipart_id
