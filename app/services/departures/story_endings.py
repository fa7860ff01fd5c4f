"""What was published of a Journal is withdrawn, or goes with it: with every access to it, and all that portraits show
of it."""

from uuid import UUID

from sqlalchemy import select

from app.core.changes import Kind
from app.core.uow import UnitOfWork
from app.core.versions import expect
from app.models.grants import TargetType
from app.models.journals import Journal
from app.models.stories import EditionMedia, Story
from app.services.access import grant_endings
from app.services.accounts import consents
from app.services.journal import journals
from app.services.media import objects
from app.services.shared import ending_locks, feed_items
from app.services.stories.stories import StoryNotFound
from app.services.talents import portrait_revisions


async def withdraw(uow: UnitOfWork, journal_id: UUID) -> None:
    """From the next request on, nobody but its owner sees it, through whatever access; none of them comes back."""
    await ending_locks.lock(uow, uow.actor.id)
    journal = await journals.get_to_change(uow, journal_id)
    if not await end(uow, journal.id):
        raise StoryNotFound


async def delete_journal(uow: UnitOfWork, journal_id: UUID, version: int | None) -> None:
    """At once and for good, with what was published of it; the experiences that it cites stay."""
    await ending_locks.lock(uow, uow.actor.id)
    journal = await journals.get_to_change(uow, journal_id)
    await expect(uow, version, journal, journals.JOURNAL, id=journal_id)
    journal.delete(uow.now)
    uow.changed(journal.owner_id, Kind.JOURNAL, journal.id, journal.version, deleted=True)
    await _forget(uow, journal.id)


async def end(uow: UnitOfWork, journal_id: UUID) -> bool:
    """None of what ends comes back when it is published anew. False when that journal is not published."""
    if await _take_out(uow, journal_id) is None:
        return False
    statement = select(Story).where(Story.journal_id == journal_id).with_for_update()
    story = (await uow.session.scalars(statement.execution_options(populate_existing=True))).one_or_none()
    if story is None:  # deleted meanwhile
        return False
    if story.withdrawn_at is None:
        story.withdraw(uow.now)
        uow.changed(story.owner_id, Kind.STORY, story.id, story.version)
        journal = await uow.session.get_one(Journal, journal_id)
        uow.changed(story.owner_id, Kind.JOURNAL, journal_id, journal.version)
        await _end_showing(uow, story)
    return True


async def _forget(uow: UnitOfWork, journal_id: UUID) -> None:
    """The journal is locked."""
    story = await _take_out(uow, journal_id)
    if story is None:
        return
    rows = await uow.session.scalars(select(EditionMedia.variants).where(EditionMedia.story_id == story.id))
    keys = {str(variant["object_key"]) for variants in rows for variant in variants}
    await uow.session.delete(story)  # its editions and their copies, in cascade
    uow.changed(story.owner_id, Kind.STORY, story.id, story.version + 1, deleted=True)
    await objects.release(uow, keys)
    await _end_showing(uow, story)  # accesses before what feeds show of them, as whoever leaves a community
    await feed_items.forget(uow, story.id)


async def _take_out(uow: UnitOfWork, journal_id: UUID) -> Story | None:
    """Portraits come first, as whoever publishes one locks it before the stories in it."""
    story = await uow.session.scalar(select(Story).where(Story.journal_id == journal_id))
    if story is not None:
        await portrait_revisions.take_out(uow, story.owner_id, story.id)
    return story


async def _end_showing(uow: UnitOfWork, story: Story) -> None:
    await consents.withdraw(uow, story.id)
    await grant_endings.end_all(uow, TargetType.STORY, story.id)
