"""Media that published editions await. An edition keeps the place of each until it is ready, seven days at most."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, case, or_, select, union

from app.core.jobs import Job
from app.core.projections import Element, build, many, wire
from app.core.uow import UnitOfWork
from app.models.media import Media, MediaKind, MediaState
from app.models.portraits import PortraitMedia
from app.models.stories import EditionMedia

# The tables of copies of media in editions.
COPIES: tuple[type[EditionMedia] | type[PortraitMedia], ...] = (EditionMedia, PortraitMedia)
PLACE_LIFE = timedelta(days=7)
ON_THEIR_WAY = (MediaState.AWAITING_UPLOAD, MediaState.PROCESSING)
OWNERS_AT_ONCE = 500


class CompleteEditions(Job):
    """Fill or remove the places that a person's editions keep for media."""

    owner_id: UUID


class CompleteOverdueEditions(Job):
    """Find the people whose editions keep a place that is to be filled or removed."""


def is_showable() -> ColumnElement[bool]:
    """The medium can be in an edition: its file is there, or on its way. Documents stay private."""
    return Media.state.in_([MediaState.READY, *ON_THEIR_WAY]) & (Media.kind != MediaKind.DOCUMENT)


def end_of_place(media: Media, now: datetime) -> datetime | None:
    """The end of the place of a medium in an edition that is published now; None for a medium that is ready."""
    return None if media.state is MediaState.READY else now + PLACE_LIFE


def copied_variants(media: Media) -> list[dict[str, Any]]:
    """The variants of a medium in an edition that is published now: none while it keeps a place."""
    return media.variants if media.state is MediaState.READY else []


async def enqueue_completions(uow: UnitOfWork, media_ids: Collection[UUID]) -> None:
    """Enqueue the completion of the editions that await those locked media, in the transaction that settles them."""
    awaited = (
        select(table.media_id).where(table.media_id.in_(media_ids), table.awaited_until.is_not(None))
        for table in COPIES
    )
    owners = select(Media.owner_id).where(Media.id.in_(union(*awaited))).distinct()
    for owner_id in await uow.session.scalars(owners):
        uow.enqueue(CompleteEditions(owner_id=owner_id))


def awaited_places(
    table: type[EditionMedia] | type[PortraitMedia], is_own: ColumnElement[bool], *scope: ColumnElement[bool]
) -> Element:
    """List the places of the edition in the statement. Only its owner learns which media, and until when."""
    columns = table.__table__.c
    fields: dict[str, Element] = {
        "id": columns.id,
        "kind": Media.__table__.c.kind,
        "media_id": case((is_own, Media.id)),
        "expires_at": case((is_own, wire(columns.awaited_until))),
    }
    return many(
        build(fields), *scope, columns.awaited_until.is_not(None), Media.id == columns.media_id, order_by=columns.id
    )


def is_settled(now: datetime, awaited_until: ColumnElement[datetime]) -> ColumnElement[bool]:
    """The place is to be filled or removed. `Media`: the medium of the place, by an outer join."""
    return or_(awaited_until <= now, Media.id.is_(None), Media.state.not_in(ON_THEIR_WAY))
