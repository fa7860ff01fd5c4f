"""The guardian's view of publications: their titles, readers and end dates, and no content."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Text, and_, literal, or_, select

from app.core.i18n import Language
from app.core.uow import UnitOfWork
from app.models.communities import Community
from app.models.grants import AudienceType, Grant, TargetType
from app.models.portraits import Portrait, PortraitEdition
from app.models.stories import Story
from app.models.users import User
from app.policies.grants import last_day
from app.services.access.shown_titles import headline

LONGEST_LIST = 100  # of each kind, the latest


@dataclass(frozen=True, slots=True)
class Reader:
    type: AudienceType
    name: str | None
    until: date | None


@dataclass(frozen=True, slots=True)
class Publication:
    """A published or granted object. Without readers, only its owner sees it."""

    type: TargetType
    title: str | None
    readers: list[Reader] = field(default_factory=list)


async def list_publications(uow: UnitOfWork, person: User, locale: Language) -> Sequence[Publication]:
    """List the person's publications and grants: stories, portraits, then other objects, each with its readers."""
    publications = await _stories(uow, person.id) | await _portraits(uow, person.id, locale)
    for row in await _grants(uow, person.id):
        key = (row.target_type, row.target_id)
        if key not in publications:
            if row.target_type in {TargetType.STORY, TargetType.PORTRAIT}:
                continue  # a withdrawn publication shows nothing
            publications[key] = Publication(row.target_type, None)  # unpublished objects have no title here
        until = None if row.ends_at is None else last_day(person.timezone, row.ends_at)
        publications[key].readers.append(Reader(row.audience_type, row.user or row.community, until))
    return list(publications.values())


Key = tuple[TargetType, UUID | None]


async def _stories(uow: UnitOfWork, person_id: UUID) -> dict[Key, Publication]:
    statement = select(Story.id, Story.title).where(Story.owner_id == person_id, Story.withdrawn_at.is_(None))
    rows = await uow.session.execute(statement.order_by(Story.published_at.desc(), Story.id).limit(LONGEST_LIST))
    return {(TargetType.STORY, row.id): Publication(TargetType.STORY, row.title) for row in rows}


async def _portraits(uow: UnitOfWork, person_id: UUID, locale: Language) -> dict[Key, Publication]:
    title = headline(literal(locale.of_contents, Text)).label("title")
    statement = (
        select(Portrait.id, title)
        .join(
            PortraitEdition,
            and_(PortraitEdition.portrait_id == Portrait.id, PortraitEdition.number == Portrait.edition),
        )
        .where(Portrait.owner_id == person_id, Portrait.withdrawn_at.is_(None), Portrait.deleted_at.is_(None))
    )
    rows = await uow.session.execute(statement.order_by(Portrait.published_at.desc(), Portrait.id).limit(LONGEST_LIST))
    return {(TargetType.PORTRAIT, row.id): Publication(TargetType.PORTRAIT, row.title) for row in rows}


async def _grants(uow: UnitOfWork, person_id: UUID) -> Sequence[Row[*tuple[Any, ...]]]:
    """Read the grants that are in force or will be."""
    statement = (
        select(
            Grant.target_type,
            Grant.target_id,
            Grant.audience_type,
            Grant.ends_at,
            User.display_name.label("user"),
            Community.name.label("community"),
        )
        .outerjoin(User, and_(Grant.audience_type == AudienceType.USER, User.id == Grant.audience_id))
        .outerjoin(Community, and_(Grant.audience_type == AudienceType.COMMUNITY, Community.id == Grant.audience_id))
        .where(
            Grant.owner_id == person_id,
            Grant.revoked_at.is_(None),
            or_(Grant.ends_at.is_(None), Grant.ends_at > uow.now),
            or_(Grant.max_views.is_(None), Grant.views < Grant.max_views),
        )
    )
    rows = await uow.session.execute(statement.order_by(Grant.created_at.desc(), Grant.id).limit(LONGEST_LIST))
    return rows.all()
