"""Photos, sounds, videos and documents: declared first, often offline; their bytes come later, or exist already."""

from collections.abc import Collection, Iterator
from datetime import timedelta
from uuid import UUID

from sqlalchemy import Uuid, bindparam, exists, or_, select, update

from app.core.actor import ME
from app.core.changes import Kind
from app.core.db import claim
from app.core.errors import Conflict, Unprocessable, wrong
from app.core.i18n import Words
from app.core.limits import Rule, hit
from app.core.projections import Json, Projection, Representation, SingleProjection
from app.core.settings import UploadSettings
from app.core.uow import Reading, UnitOfWork
from app.core.versions import expect
from app.models.experiences import ExperienceMedia
from app.models.informations import InformationMedia
from app.models.journals import Journal
from app.models.media import CONTENT_TYPES, Media, MediaNotFound, MediaState, TranscriptionState, Upload, UploadComplete
from app.models.missions import MissionMedia
from app.models.users import User
from app.policies.media import readable_by
from app.policies.sessions import SIGNED_IN, in_session
from app.schemas.media import MediaDeclaration, MediaPatch, MediaQuery, MediaWords, MediaWrite
from app.schemas.patches import patched
from app.services.media import renditions, uploads
from app.services.media.awaited import enqueue_completions
from app.services.media.captioning import CaptionMedia
from app.services.media.objects import release
from app.services.media.projections import MEDIA
from app.services.media.storage import make_room
from app.services.media.transcribing import await_words
from app.services.media.uploads import UploadExpired, get_to_change

DECLARATION_LIMIT = Rule("media declared by a person", 3_000, timedelta(hours=1))
FILTERS = {"kind": Media.kind == bindparam("kind"), "state": Media.state == bindparam("state")}
NEWEST = (Media.created_at, Media.id)
LIST = Projection("media.list", SIGNED_IN, MEDIA, readable_by(ME), order=NEWEST, filters=FILTERS)
MEDIUM = SingleProjection(
    SIGNED_IN,
    MEDIA,
    Media.version,
    readable_by(ME),
    in_session(Media.created_at),
    Media.id == bindparam("id", type_=Uuid()),
    steady=Media.state == MediaState.REJECTED,  # final: no bytes follow, and no session has an address of it
    missing=MediaNotFound,
)


class OtherFile(Conflict):
    title = Words("Ce média est un autre fichier")
    advice = Words("Un fichier ne change pas : déclare le nouveau sous un autre `id`.")


class MediaInUse(Conflict):
    title = Words("Ce média sert encore")
    advice = Words(
        "Retire-le d’abord des expériences (corbeille comprise), des carnets, des missions et de ton profil."
    )


async def search(reading: Reading, query: MediaQuery) -> Json:
    return await LIST.page(reading, **query.model_dump(exclude_none=True))


async def get(reading: Reading, media_id: UUID) -> Representation:
    return await MEDIUM.get(reading, id=media_id)


async def put(uow: UnitOfWork, media_id: UUID, data: MediaWrite, version: int | None) -> tuple[Representation, bool]:
    """Declare, or describe anew. The id is an idempotency key for ever: sending the same body again changes nothing,
    but that an upload which had expired may begin again."""
    media, is_new = await _declare(uow, media_id, data)
    if not is_new and (version is not None or data.digest() != media.born_as):
        await expect(uow, version, media, MEDIUM, id=media_id)
        if not media.is_file(data.kind, data.size, data.checksum):
            raise OtherFile
        _describe(uow, media, data)
    if media.state is MediaState.AWAITING_UPLOAD:
        await _share_or_await(uow, media)
    return await MEDIUM.show(uow, id=media_id), is_new


async def create(uow: UnitOfWork, media_id: UUID, data: MediaDeclaration) -> None:
    """Declare a medium for a client that sends the bytes in any case. Raises OtherFile when the id is taken."""
    media, is_new = await _declare(uow, media_id, data)
    if not is_new and not media.is_file(data.kind, data.size, data.checksum):
        raise OtherFile
    if media.state is MediaState.AWAITING_UPLOAD:
        await uploads.await_bytes(uow, media)


async def patch(uow: UnitOfWork, media_id: UUID, patch: MediaPatch, version: int | None) -> Representation:
    media = await get_to_change(uow, media_id)
    await expect(uow, version, media, MEDIUM, id=media_id)
    _describe(uow, media, patched(MediaWords, media, patch))
    return await MEDIUM.show(uow, id=media_id)


async def delete(uow: UnitOfWork, media_id: UUID, version: int | None) -> None:
    """Delete a medium, with its objects unless another medium or an Edition shows them. Raises MediaInUse."""
    media = await get_to_change(uow, media_id)
    await expect(uow, version, media, MEDIUM, id=media_id)
    if await _is_in_use(uow, media):
        raise MediaInUse
    await _delete(uow, media)


async def terminate(uow: UnitOfWork, media_id: UUID) -> None:
    """Cancel an upload, and delete its medium unless something cites it. Raises UploadComplete, UploadExpired."""
    media = await get_to_change(uow, media_id)
    if media.state is not MediaState.AWAITING_UPLOAD:
        raise UploadComplete
    upload = await uow.session.get(Upload, media_id, with_for_update=True)
    if upload is None:
        raise UploadExpired
    await uploads.forget(uow, upload)
    if not await _is_in_use(uow, media):
        await _delete(uow, media)


async def delete_unused(uow: UnitOfWork, ids: Collection[UUID]) -> None:
    """Delete media of deleted owners, with their objects, unless something else shows them."""
    statement = select(Media).where(Media.id.in_(ids)).order_by(Media.id)
    for media in (await uow.session.scalars(statement.with_for_update())).all():
        if not await _is_in_use(uow, media):
            await _delete(uow, media)


async def _declare(uow: UnitOfWork, media_id: UUID, data: MediaDeclaration) -> tuple[Media, bool]:
    born = {
        "owner_id": uow.actor.id,
        "kind": data.kind,
        "content_type": data.content_type,
        "size": data.size,
        "sha256": data.checksum,
        "born_as": data.digest(),
        "created_at": uow.now,
        "updated_at": uow.now,
    }
    is_new = await claim(uow.session, Media, id=media_id, **born)
    media = await get_to_change(uow, media_id)
    if is_new:
        await hit(uow.runtime, DECLARATION_LIMIT, uow.actor.id, uow.now)
        if problems := list(faults(uow.runtime.settings.uploads, data)):
            raise Unprocessable(errors=problems)
        await make_room(uow, uow.actor.id, data.size, is_counted=True)
        _describe(uow, media, data)
    return media, is_new


def faults(settings: UploadSettings, data: MediaDeclaration) -> Iterator[dict[str, object]]:
    """Yield the reasons to refuse a file of that kind."""
    limit: int = getattr(settings, data.kind)
    if data.size > limit:
        yield wrong(
            "/size",
            "too_large_for_kind",
            Words("doit être d’au plus {limit} Mo pour ce type de média").fill(limit=limit // 10**6),
        )
    if data.content_type not in CONTENT_TYPES[data.kind]:
        content_types = ", ".join(CONTENT_TYPES[data.kind])
        yield wrong(
            "/content_type",
            "unsupported_type",
            Words("doit être : {types}").fill(types=content_types),
        )


def _describe(uow: UnitOfWork, media: Media, words: MediaWords) -> None:
    media.change({name: getattr(words, name) for name in MediaWords.model_fields}, uow.now)
    uow.changed(media.owner_id, Kind.MEDIA, media.id, media.version)
    if media.transcription is TranscriptionState.ACCEPTED:  # captions say what the transcript says, or go
        uow.enqueue(CaptionMedia(media_id=media.id))


async def _share_or_await(uow: UnitOfWork, media: Media) -> None:
    """Share the object of a medium with the same bytes, or wait for the upload."""
    duplicate = await _lock_duplicate(uow, media)
    if duplicate is None:
        await uploads.await_bytes(uow, media)
        return
    upload = await uow.session.get(Upload, media.id, with_for_update=True)
    if upload is not None:
        await uploads.forget(uow, upload)
    media.share(duplicate, uow.now)
    await await_words(uow, media)
    uow.changed(media.owner_id, Kind.MEDIA, media.id, media.version)
    if media.state is MediaState.PROCESSING:
        renditions.enqueue(uow, media)
    else:
        await enqueue_completions(uow, [media.id])


async def _lock_duplicate(uow: UnitOfWork, media: Media) -> Media | None:
    """Lock another medium with the same bytes, so that it is not deleted while its object is being shared."""
    is_duplicate = (Media.owner_id == media.owner_id, Media.sha256 == media.sha256, Media.size == media.size)
    in_storage = Media.state.in_([MediaState.READY, MediaState.PROCESSING])
    duplicates = (
        select(Media).where(*is_duplicate, Media.kind == media.kind, in_storage).order_by(Media.state.desc()).limit(1)
    )
    return (await uow.session.scalars(duplicates.with_for_update(read=True))).first()


async def _is_in_use(uow: UnitOfWork, media: Media) -> bool:
    block = [{"media_id": str(media.id)}]
    condition = or_(Journal.cover_media_id == media.id, Journal.blocks.contains(block))
    has_citation = or_(
        exists().where(ExperienceMedia.media_id == media.id),
        exists().where(MissionMedia.media_id == media.id),
        exists().where(InformationMedia.media_id == media.id),
        exists().where(Journal.owner_id == media.owner_id, Journal.deleted_at.is_(None), condition),
        exists().where(User.id == media.owner_id, User.avatar_media_id == media.id),
    )
    return bool(await uow.session.scalar(select(has_citation)))


async def _delete(uow: UnitOfWork, media: Media) -> None:
    keys, version = media.object_keys(), media.version + 1
    upload = await uow.session.get(Upload, media.id, with_for_update=True)
    if upload is not None and not await _reassign_upload(uow, media):
        await uploads.forget(uow, upload)
    await enqueue_completions(uow, [media.id])
    await uow.session.delete(media)
    await uow.session.flush()
    await release(uow, keys)
    uow.changed(media.owner_id, Kind.MEDIA, media.id, version, is_deletion=True)


async def _reassign_upload(uow: UnitOfWork, media: Media) -> bool:
    """Give the upload to another medium with the same object; tell whether there is such a medium.

    Both show the same bytes, and the upload's row still lists the parts to be joined.
    """
    if media.object_key is None:
        return False
    statement = select(Media.id).where(Media.object_key == media.object_key, Media.id != media.id).limit(1)
    duplicate_id = await uow.session.scalar(statement.with_for_update())
    if duplicate_id is not None:
        await uow.session.execute(update(Upload).where(Upload.media_id == media.id).values(media_id=duplicate_id))
    return duplicate_id is not None
