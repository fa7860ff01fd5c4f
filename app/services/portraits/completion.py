"""Completion of published editions: the places of awaited media are filled when these are ready, or removed.

A place is removed when its medium was deleted or refused, when its seven days are over, and where nobody reads the
edition any more. The number of the edition stays, its revision increases.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, CompoundSelect, exists, or_, select, union

from app.core.changes import Kind
from app.core.uow import UnitOfWork
from app.models.grants import Follow, Grant
from app.models.media import Media, MediaState
from app.models.notifications import NotificationType
from app.models.portraits import Portrait, PortraitEdition, PortraitMedia, PortraitStory
from app.models.stories import Edition, EditionMedia, Story
from app.services.media import objects
from app.services.media.awaited import OWNERS_AT_ONCE, CompleteEditions, CompleteOverdueEditions, is_settled
from app.services.notifications import notifications
from app.services.notifications.notification_templates import LATE
from app.services.notifications.notifications import NewNotification
from app.services.portraits.publication import CARD
from app.services.stories import editions, places
from app.services.stories.stories import frozen_text

Copy = EditionMedia | PortraitMedia
Row = TypeVar("Row", Portrait, Story, EditionMedia, PortraitMedia)
AGAIN = timedelta(minutes=1)


@dataclass(slots=True)
class Settlement:
    """The places of an edition that are filled or removed now."""

    media: dict[str, Media] = field(default_factory=dict)  # those that are ready, by the id of the copy
    removed: list[Copy] = field(default_factory=list)
    reasons: dict[UUID, str] = field(default_factory=dict)  # of the refusals, by the id of the copy
    late: bool = False
    open_places: int = 0  # places that are left

    def __bool__(self) -> bool:
        return bool(self.media or self.removed)

    def apply(self, content: dict[str, Any]) -> dict[str, Any]:
        places.fill(content, self.media)
        return places.remove(content, {str(copy.id) for copy in self.removed})


async def complete(uow: UnitOfWork, owner_id: UUID) -> None:
    """Fill or remove the settled places in the editions of a person. A repetition changes nothing."""
    if await uow.session.scalar(_settled_owners(uow, owner_id).limit(1)) is None:
        return
    # Locks in the order of publications and endings: portraits, stories, media, editions.
    portraits = {row.id: row for row in await _lock(uow, Portrait, Portrait.owner_id == owner_id)}
    awaiting = exists().where(EditionMedia.story_id == Story.id, EditionMedia.awaited_until.is_not(None))
    stories = {row.id: row for row in await _lock(uow, Story, Story.owner_id == owner_id, awaiting)}
    waits = EditionMedia.awaited_until.is_not(None), PortraitMedia.awaited_until.is_not(None)
    of_stories = await _lock(uow, EditionMedia, EditionMedia.story_id.in_(stories), waits[0])
    of_portraits = await _lock(uow, PortraitMedia, PortraitMedia.portrait_id.in_(portraits), waits[1])
    media = await _media_of(uow, [*of_stories, *of_portraits])
    for (story_id, number), in_story in _grouped((copy.story_id, copy.edition, copy) for copy in of_stories):
        await _complete_story(uow, stories[story_id], number, in_story, media)
    for (portrait_id, number), in_portrait in _grouped((copy.portrait_id, copy.edition, copy) for copy in of_portraits):
        await _complete_portrait(uow, portraits[portrait_id], number, in_portrait, media)


async def complete_overdue(uow: UnitOfWork) -> None:
    """Enqueue the completion for the people whose editions keep a settled place."""
    owners = (await uow.session.scalars(_settled_owners(uow).limit(OWNERS_AT_ONCE))).all()
    for owner_id in owners:
        uow.enqueue(CompleteEditions(owner_id=owner_id))
    if len(owners) == OWNERS_AT_ONCE:
        uow.enqueue(CompleteOverdueEditions(), after=AGAIN)


def _settled_owners(uow: UnitOfWork, owner_id: UUID | None = None) -> CompoundSelect[UUID]:
    """Select the owners of settled places."""
    parts = []
    for owner, copies, key in (
        (Story, EditionMedia, EditionMedia.story_id),
        (Portrait, PortraitMedia, PortraitMedia.portrait_id),
    ):
        condition = () if owner_id is None else (owner.owner_id == owner_id,)
        parts.append(
            select(owner.owner_id)
            .join(copies, key == owner.id)
            .outerjoin(Media, Media.id == copies.media_id)
            .where(copies.awaited_until.is_not(None), is_settled(uow.now, copies.__table__.c.awaited_until), *condition)
        )
    return union(*parts)


async def _lock(uow: UnitOfWork, table: type[Row], *conditions: ColumnElement[bool]) -> Sequence[Row]:
    statement = select(table).where(*conditions).order_by(table.id).with_for_update()
    return (await uow.session.scalars(statement.execution_options(populate_existing=True))).all()


async def _media_of(uow: UnitOfWork, copies: Sequence[Copy]) -> Mapping[UUID, Media]:
    """Lock the media: none is blurred or deleted before its place is filled."""
    ids = [copy.media_id for copy in copies if copy.media_id is not None]
    statement = select(Media).where(Media.id.in_(ids)).order_by(Media.id).with_for_update(read=True)
    rows = await uow.session.scalars(statement.execution_options(populate_existing=True))
    return {row.id: row for row in rows}


def _grouped(rows: Iterable[tuple[UUID, int, Row]]) -> Iterable[tuple[tuple[UUID, int], list[Row]]]:
    groups: dict[tuple[UUID, int], list[Row]] = defaultdict(list)
    for target_id, number, copy in rows:
        groups[target_id, number].append(copy)
    return groups.items()


async def _complete_story(
    uow: UnitOfWork, story: Story, number: int, copies: Sequence[EditionMedia], media: Mapping[UUID, Media]
) -> None:
    pinned = exists().where(PortraitStory.story_id == story.id, PortraitStory.story_edition == number)
    is_read = story.withdrawn_at is None and (
        number == story.edition or await _is_granted(uow, story.id, number, pinned)
    )
    settlement = await _settle(uow, copies, media, is_read=is_read)
    if not settlement:
        return
    edition = await uow.session.get_one(Edition, (story.id, number), with_for_update=True)
    edition.content = editions.written(settlement.apply(json.loads(edition.content)))
    edition.card, edition.revision = editions.card_of(edition.content), edition.revision + 1
    story.touch(uow.now)
    uow.changed(story.owner_id, Kind.STORY, story.id, story.version)
    pinning = (PortraitStory.story_id == story.id, PortraitStory.story_edition == number)
    is_pinned = (
        PortraitEdition.portrait_id == PortraitStory.portrait_id,
        PortraitEdition.number == PortraitStory.edition,
    )
    statement = select(PortraitEdition).where(exists().where(*pinning, *is_pinned))
    for portrait_edition in await uow.session.scalars(statement.with_for_update()):
        portrait = await uow.session.get_one(Portrait, portrait_edition.portrait_id)
        _revise(uow, portrait, portrait_edition, settlement)
    if is_read:
        await _notify(uow, story.owner_id, story.id, {"title": story.title, "edition": number}, settlement)


async def _complete_portrait(
    uow: UnitOfWork, portrait: Portrait, number: int, copies: Sequence[PortraitMedia], media: Mapping[UUID, Media]
) -> None:
    is_published = portrait.withdrawn_at is None and portrait.deleted_at is None
    is_read = is_published and (number == portrait.edition or await _is_granted(uow, portrait.id, number))
    settlement = await _settle(uow, copies, media, is_read=is_read)
    if not settlement:
        return
    edition = await uow.session.get_one(PortraitEdition, (portrait.id, number), with_for_update=True)
    _revise(uow, portrait, edition, settlement)
    if is_read:
        data = {"title": portrait.name or portrait.headline or None, "edition": number}
        await _notify(uow, portrait.owner_id, portrait.id, data, settlement)


def _revise(uow: UnitOfWork, portrait: Portrait, edition: PortraitEdition, settlement: Settlement) -> None:
    content = settlement.apply(json.loads(edition.content))
    edition.content, edition.card = frozen_text(content), frozen_text({name: content[name] for name in CARD})
    edition.revision += 1
    uow.changed(portrait.owner_id, Kind.PORTRAIT, portrait.id, portrait.version)


async def _is_granted(uow: UnitOfWork, target_id: UUID, number: int, *others: ColumnElement[bool]) -> bool:
    """A grant of this number is not over, or one of the other conditions holds."""
    grant = exists().where(
        Grant.target_id == target_id,
        Grant.follow == Follow.EDITION,
        Grant.edition == number,
        Grant.revoked_at.is_(None),
        or_(Grant.ends_at.is_(None), Grant.ends_at > uow.now),
    )
    return bool(await uow.session.scalar(select(or_(grant, *others))))


async def _settle(uow: UnitOfWork, copies: Sequence[Copy], media: Mapping[UUID, Media], *, is_read: bool) -> Settlement:
    """Fill or remove the rows of the settled places, and return what becomes of the content."""
    settlement = Settlement()
    for copy in copies:
        medium = None if copy.media_id is None else media.get(copy.media_id)
        state = None if medium is None else medium.state
        is_over = copy.awaited_until is not None and copy.awaited_until <= uow.now
        if medium is not None and state is MediaState.READY and is_read:
            copy.variants, copy.awaited_until = medium.variants, None
            settlement.media[str(copy.id)] = medium
        elif state in {None, MediaState.READY, MediaState.REJECTED} or is_over:
            settlement.removed.append(copy)
            settlement.late = settlement.late or state not in {None, MediaState.READY, MediaState.REJECTED}
            if medium is not None and medium.reason is not None:
                settlement.reasons[copy.id] = medium.reason
            await uow.session.delete(copy)
        else:
            settlement.open_places += 1
    await uow.session.flush()
    await objects.release(uow, [variant["object_key"] for copy in settlement.removed for variant in copy.variants])
    return settlement


async def _notify(
    uow: UnitOfWork, owner_id: UUID, target_id: UUID, data: Mapping[str, str | int | None], settlement: Settlement
) -> None:
    """Tell the owner once that the edition is complete, and of each medium that it goes without."""

    async def notify(subject_id: UUID, **details: str) -> None:
        new = NewNotification(
            NotificationType.COMPLETION, subject_id, data={**data, "target_id": str(target_id), **details}
        )
        await notifications.notify(uow, owner_id, new)

    for copy_id, reason in settlement.reasons.items():
        await notify(copy_id, kind=reason)
    if settlement.late:
        await notify(target_id, kind=LATE)
    elif settlement.media and not settlement.open_places:
        await notify(target_id)
