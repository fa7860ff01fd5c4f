"""A better file for a medium: a light copy came first, the whole one follows when the network is good.

The whole one is a medium of its own until it is ready, so that nothing is shown less meanwhile, and no limit is new.
"""

from uuid import UUID

from sqlalchemy import select, update

from app.core.changes import Kind
from app.core.errors import Conflict, Unprocessable, wrong
from app.core.i18n import Words
from app.core.projections import Representation
from app.core.uow import UnitOfWork
from app.core.versions import expect
from app.models.media import CAPTIONS, Media, MediaKind, MediaNotFound, MediaState
from app.policies.media import readable_by
from app.schemas.media import OriginalWrite
from app.services.media.awaited import COPIES
from app.services.media.media import MEDIUM
from app.services.media.objects import release
from app.services.media.storage import make_room

UNKNOWN = wrong("/media_id", "unknown_media", Words("média inconnu"))
OTHER_KIND = wrong("/media_id", "other_kind", Words("doit être du même genre : photo, son, film ou document"))


class OriginalNotReady(Conflict):
    title = Words("L’un des deux fichiers n’est pas prêt")
    advice = Words("Attends que les deux médias soient `ready`, puis recommence.")


class BlurDiffers(Conflict):
    title = Words("Ce qui est flouté ne l’est pas dans le nouveau fichier")
    advice = Words("Floute d’abord les mêmes rectangles dans l’autre média, puis recommence.")


async def put(uow: UnitOfWork, media_id: UUID, data: OriginalWrite, version: int | None) -> Representation:
    """Take over the file of another medium. Sent again, it changes nothing.

    Raises MediaNotFound, OriginalNotReady, BlurDiffers, StorageFull, Unprocessable.
    """
    media, better = await _lock(uow, media_id, data.media_id)
    if media.object_key is None or media.object_key != better.object_key:
        await expect(uow, version, media, MEDIUM, id=media_id)
        _check(media, better)
        await make_room(uow, uow.actor.id, max(0, better.size - media.size), is_counted=False)
        await _replace(uow, media, better)
    return await MEDIUM.show(uow, id=media_id)


async def _lock(uow: UnitOfWork, media_id: UUID, better_id: UUID) -> tuple[Media, Media]:
    statement = select(Media).where(Media.id.in_([media_id, better_id]), readable_by(uow.actor)).order_by(Media.id)
    rows = {item.id: item for item in await uow.session.scalars(statement.with_for_update())}
    if media_id not in rows:
        raise MediaNotFound
    if better_id not in rows:
        raise Unprocessable(errors=[UNKNOWN])
    return rows[media_id], rows[better_id]


def _check(media: Media, better: Media) -> None:
    if better.kind is not media.kind:
        raise Unprocessable(errors=[OTHER_KIND])
    if {media.state, better.state} != {MediaState.READY}:
        raise OriginalNotReady
    if media.blurred != better.blurred:
        raise BlurDiffers


async def _replace(uow: UnitOfWork, media: Media, better: Media) -> None:
    """Show the better file, also in editions: a photo there has no words of its own. The old objects are deleted."""
    captions = {item["object_key"] for item in media.variants if item["name"] == CAPTIONS}
    old_keys = [key for key in media.object_keys() if key not in captions]
    media.take_over(better, uow.now)
    uow.changed(media.owner_id, Kind.MEDIA, media.id, media.version)
    await uow.session.flush()
    if media.kind is MediaKind.PHOTO:
        for table in COPIES:
            await uow.session.execute(update(table).where(table.media_id == media.id).values(variants=media.variants))
    await release(uow, old_keys)
