"""A Journal that is deleted takes along what was published of it, and every access to that."""

from uuid import UUID

from sqlalchemy import select

from app.core.changes import Kind
from app.core.uow import UnitOfWork
from app.models.grants import TargetType
from app.models.stories import EditionMedia, Story
from app.services import consents, feed_items, grant_endings, media_objects, portrait_revisions


async def forget(uow: UnitOfWork, journal_id: UUID) -> None:
    """The journal is locked. Portraits come first, as whoever publishes one locks it before the stories in it."""
    mine = select(Story).where(Story.journal_id == journal_id)
    story = (await uow.session.scalars(mine)).one_or_none()
    if story is None:
        return
    await portrait_revisions.take_out(uow, story.owner_id, story.id)
    shown = await uow.session.scalars(select(EditionMedia.variants).where(EditionMedia.story_id == story.id))
    keys = {str(variant["object_key"]) for variants in shown for variant in variants}
    await uow.session.delete(story)  # its editions and their copies, in cascade
    uow.changed(story.owner_id, Kind.STORY, story.id, story.version + 1, deleted=True)
    await media_objects.release(uow, keys)
    await feed_items.forget(uow, story.id)
    await consents.withdraw(uow, story.id)
    await grant_endings.end_all(uow, TargetType.STORY, story.id)
