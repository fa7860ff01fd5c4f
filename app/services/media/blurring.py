"""Blurring rectangles of a photo, in all variants and in earlier publications too.

The original stays with its owner. The commit makes the old variants unreachable; a job renders new ones.
"""

from collections.abc import Sequence
from datetime import timedelta
from itertools import chain
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute, aliased

from app.core.changes import Kind
from app.core.errors import Conflict
from app.core.i18n import Words
from app.core.limits import Rule, hit
from app.core.projections import Representation
from app.core.uow import UnitOfWork
from app.core.versions import expect
from app.models.media import Media, MediaKind, MediaNotFound, MediaState
from app.models.portraits import PortraitEdition, PortraitMedia
from app.models.stories import Edition, EditionMedia
from app.policies.media import readable_by
from app.schemas.media import BlurWrite
from app.services.media import renditions
from app.services.media.awaited import COPIES
from app.services.media.media import MEDIUM
from app.services.media.objects import release

BLUR_LIMIT = Rule("photos blurred by a person", 600, timedelta(hours=1))


class NothingToBlur(Conflict):
    title = Words("Il n’y a pas de photo à flouter ici")
    advice = Words("Seule une photo se floute, une fois que son fichier est arrivé en entier.")


async def put(uow: UnitOfWork, media_id: UUID, data: BlurWrite, version: int | None) -> Representation:
    """Set the rectangles. The same rectangles again change nothing. Raises NothingToBlur."""
    rectangles = [rectangle.model_dump() for rectangle in data.rectangles]
    duplicates = await _lock(uow, media_id)
    media = next((duplicate for duplicate in duplicates if duplicate.id == media_id), None)
    if media is None:
        raise MediaNotFound
    if rectangles != media.blurred:
        await expect(uow, version, media, MEDIUM, id=media_id)
        if media.kind is not MediaKind.PHOTO or media.object_key is None:
            raise NothingToBlur
        await _blur(uow, duplicates, rectangles)
    if media.state is MediaState.PROCESSING:  # enqueued again: the earlier job may have failed for good
        await hit(uow.runtime, BLUR_LIMIT, uow.actor.id, uow.now)
        renditions.enqueue(uow, media)
    return await MEDIUM.show(uow, id=media_id)


async def _lock(uow: UnitOfWork, media_id: UUID) -> Sequence[Media]:
    """Lock the person's media with the same file: a face must not be blurred in one and visible in another."""
    alias = aliased(Media)
    file = select(alias.object_key).where(alias.id == media_id, readable_by(uow.actor)).scalar_subquery()
    statement = select(Media).where(readable_by(uow.actor), or_(Media.id == media_id, Media.object_key == file))
    return (await uow.session.scalars(statement.order_by(Media.id).with_for_update())).all()


async def _take_out(uow: UnitOfWork, ids: Sequence[UUID], thumbhash: str) -> None:
    """Remove only the thumbhash of the photo from frozen editions. No text matches the pattern: quotes in texts are
    escaped.
    """
    in_story = (EditionMedia.story_id == Edition.story_id, EditionMedia.edition == Edition.number)
    in_portrait = (
        PortraitMedia.portrait_id == PortraitEdition.portrait_id,
        PortraitMedia.edition == PortraitEdition.number,
    )
    story = update(Edition).where(exists().where(EditionMedia.media_id.in_(ids), *in_story))
    portrait = update(PortraitEdition).where(exists().where(PortraitMedia.media_id.in_(ids), *in_portrait))

    def without(text: InstrumentedAttribute[str], colon: str) -> ColumnElement[str]:
        name = f'"thumbhash"{colon}'
        return func.replace(text, f'{name}"{thumbhash}"', f"{name}null")

    columns = {"content": without(Edition.content, " : "), "card": without(Edition.card, " : ")}
    portrait_columns = {"content": without(PortraitEdition.content, ": "), "card": without(PortraitEdition.card, ": ")}
    for statement in (
        story.values(**columns),
        portrait.values(**portrait_columns, revision=PortraitEdition.revision + 1),
    ):
        await uow.session.execute(statement, execution_options={"synchronize_session": False})


async def _blur(uow: UnitOfWork, duplicates: Sequence[Media], rectangles: list[dict[str, float]]) -> None:
    ids = [media.id for media in duplicates]
    variants = [media.variants for media in duplicates]
    for thumbhash in {media.thumbhash for media in duplicates if media.thumbhash}:
        await _take_out(uow, ids, thumbhash)
    for media in duplicates:
        media.blur(rectangles, uow.now)
        uow.changed(media.owner_id, Kind.MEDIA, media.id, media.version)
    for table in COPIES:
        copies = table.media_id.in_(ids)
        variants += await uow.session.scalars(select(table.variants).where(copies).order_by(table.id).with_for_update())
        await uow.session.execute(update(table).where(copies).values(variants=[]))
    await uow.session.flush()
    await release(uow, [variant["object_key"] for variant in chain.from_iterable(variants)])
