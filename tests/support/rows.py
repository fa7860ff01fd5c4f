"""Rows that say only what a test is about; the rest of what their table demands is filled in."""

from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.db import Base
from app.core.ids import uuid7
from app.models.experiences import Experience
from app.models.flags import FlagTarget, Hiding
from app.models.grants import AudienceType, Follow, Grant, Purpose, TargetType
from app.models.journals import Journal
from app.models.media import Media
from app.models.portraits import Portrait, PortraitEdition
from app.models.stories import Edition, Story
from tests.support.canaries import value_of
from tests.support.people import NOW

Row = TypeVar("Row", bound=Base)


def made(model: type[Row], **fields: Any) -> Row:
    """Return a row with a value in each column."""
    table: Any = model.__table__
    lacking = {
        column.name: value_of(column, "x")
        for column in table.c
        if not (column.nullable or column.default or column.server_default or column.computed or column.identity)
    }
    return model(**lacking | {"id": uuid7()} | fields) if "id" in table.c else model(**lacking | fields)


async def add(session: AsyncSession, *rows: Base) -> None:
    session.add_all(rows)
    await session.flush()


async def holds(session: AsyncSession, row: Any, *conditions: ColumnElement[bool]) -> bool:
    """Tell whether the conditions hold of a row."""
    keys = [column == getattr(row, column.name) for column in row.__table__.primary_key]
    return await session.scalar(select(1).select_from(type(row)).where(*keys, *conditions)) is not None


def granted(owner_id: UUID, audience_id: UUID | None, kind: TargetType, target_id: UUID | None, **terms: Any) -> Grant:
    """Return a grant."""
    to = {"audience_type": AudienceType.USER, "audience_id": audience_id, "target_type": kind, "target_id": target_id}
    shows = {"follow": Follow.LATEST, "purpose": Purpose.PERSONAL, "rights": ["view"], "media_key": str(uuid7())}
    return made(Grant, owner_id=owner_id, **to | shows | terms)


def hidden(community_id: UUID, owner_id: UUID, target_id: UUID, **fields: Any) -> Hiding:
    """Return a hiding."""
    about = {"community_id": community_id, "owner_id": owner_id, "target_id": target_id}
    return made(Hiding, **about | {"target_type": FlagTarget.STORY} | fields)


async def told(session: AsyncSession, owner_id: UUID, **fields: Any) -> Story:
    """Insert a story with two editions."""
    journal = made(Journal, owner_id=owner_id)
    await add(session, journal)
    story = made(Story, owner_id=owner_id, journal_id=journal.id, edition=2, **fields)
    await add(session, story)
    await add(session, *(made(Edition, story_id=story.id, number=number, content=f'"{number}"') for number in (1, 2)))
    return story


async def shown(session: AsyncSession, owner_id: UUID, **fields: Any) -> Portrait:
    """Insert a portrait with two editions."""
    portrait = made(Portrait, owner_id=owner_id, edition=2, **fields)
    await add(session, portrait)
    editions = (
        made(PortraitEdition, portrait_id=portrait.id, number=number, revision=7, content=f'"{number}"')
        for number in (1, 2)
    )
    await add(session, *editions)
    return portrait


def experience_row(owner_id: UUID, **fields: Any) -> Experience:
    return made(Experience, owner_id=owner_id, lived_on=NOW.date(), **fields)


def file_of(owner_id: UUID) -> Media:
    return made(Media, owner_id=owner_id, sha256=None)
