"""Withdrawal or deletion of a journal's story, with every access to it and its place in portraits."""

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
    """Withdraw the story and end every access to it. From the next request on, only the owner sees it.

    Publishing again does not restore an access. Raises StoryNotFound.
    """
    await ending_locks.lock(uow, uow.actor.id)
    journal = await journals.get_to_change(uow, journal_id)
    if not await end(uow, journal.id):
        raise StoryNotFound


async def delete_journal(uow: UnitOfWork, journal_id: UUID, version: int | None) -> None:
    """Delete the journal and its story for good. The experiences that it cites stay."""
    await ending_locks.lock(uow, uow.actor.id)
    journal = await journals.get_to_change(uow, journal_id)
    await expect(uow, version, journal, journals.JOURNAL, id=journal_id)
    journal.delete(uow.now)
    uow.changed(journal.owner_id, Kind.JOURNAL, journal.id, journal.version, is_deletion=True)
    await _forget(uow, journal.id)


async def end(uow: UnitOfWork, journal_id: UUID) -> bool:
    """End the story of that journal and every access to it for good. Returns False when it is not published."""
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
    """Delete the story of a locked journal."""
    story = await _take_out(uow, journal_id)
    if story is None:
        return
    rows = await uow.session.scalars(select(EditionMedia.variants).where(EditionMedia.story_id == story.id))
    keys = {str(variant["object_key"]) for variants in rows for variant in variants}
    await uow.session.delete(story)  # its editions and their copies, in cascade
    uow.changed(story.owner_id, Kind.STORY, story.id, story.version + 1, is_deletion=True)
    await objects.release(uow, keys)
    await _end_showing(uow, story)  # grants before their feed items, as when a member leaves
    await feed_items.forget(uow, story.id)


async def _take_out(uow: UnitOfWork, journal_id: UUID) -> Story | None:
    """Remove the story from portraits first: publishing a portrait locks it before its stories."""
    story = await uow.session.scalar(select(Story).where(Story.journal_id == journal_id))
    if story is not None:
        await portrait_revisions.take_out(uow, story.owner_id, story.id)
    return story


async def _end_showing(uow: UnitOfWork, story: Story) -> None:
    await consents.withdraw(uow, story.id)
    await grant_endings.end_all(uow, TargetType.STORY, story.id)
