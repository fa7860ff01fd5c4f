"""What a request would show if it were agreed to now: what its owner is shown beforehand, and what is then granted.

One set of conditions for both, so that nobody agrees to anything but what they saw.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Text, case, func, literal_column, null, or_, select
from sqlalchemy.dialects.postgresql import array
from sqlalchemy.orm import QueryableAttribute

from app.core.projections import Element, build, shape, wire
from app.core.uow import UnitOfWork
from app.models.experiences import Experience, ExperienceMedia
from app.models.grant_requests import COLLECTION_OF, GrantRequest
from app.models.grants import COLLECTIONS, TargetType
from app.models.media import Media, MediaKind
from app.models.portraits import Portrait
from app.models.skills import Skill
from app.models.stories import Story
from app.models.talents import Talent
from app.schemas.experiences import CitedMediaRead
from app.services.media.projections import variants
from app.services.talents.skills import label_in

MOST = 200  # of each; more than anybody reads through


def _asked(kind: TargetType, target_id: QueryableAttribute[UUID] | None = None) -> ColumnElement[bool]:
    """The request at hand asks for the whole collection, or for this member of it."""
    every = GrantRequest.targets.op("@>")(_a_target(_quoted(COLLECTION_OF.get(kind, kind)), null()))
    return every if target_id is None else or_(every, _named(kind, target_id))


def _named(kind: TargetType, target_id: QueryableAttribute[UUID]) -> ColumnElement[bool]:
    return GrantRequest.targets.op("@>")(_a_target(_quoted(kind), target_id))


def _quoted(kind: str) -> Element:
    return literal_column(f"'{kind}'", Text)


def _a_target(kind: Element, target_id: Element | QueryableAttribute[UUID]) -> Element:
    return func.jsonb_build_array(
        func.jsonb_build_object(literal_column("'type'"), kind, literal_column("'id'"), target_id)
    )


STORIES = (
    Story.owner_id == GrantRequest.owner_id,
    Story.edition > 0,
    Story.withdrawn_at.is_(None),
    _asked(TargetType.STORY, Story.id),
)
PORTRAITS = (
    Portrait.owner_id == GrantRequest.owner_id,
    Portrait.edition > 0,
    Portrait.withdrawn_at.is_(None),
    Portrait.deleted_at.is_(None),
    _asked(TargetType.PORTRAIT, Portrait.id),
)
TALENTS = (Talent.user_id == GrantRequest.owner_id, Skill.id == Talent.skill_id, _asked(TargetType.TALENTS))
EXPERIENCES = (
    Experience.owner_id == GrantRequest.owner_id,
    Experience.trashed_at.is_(None),
    _asked(TargetType.EXPERIENCE, Experience.id),
    or_(~Experience.kept_aside, _named(TargetType.EXPERIENCE, Experience.id)),
)
_GROWING = array([case((_asked(kind), _quoted(kind))) for kind in COLLECTIONS])


NO_MORE: Mapping[str, Element] = {}
_COVER = (
    select(shape(Media, CitedMediaRead, variants=variants()))
    .where(ExperienceMedia.experience_id == Experience.id, Media.id == ExperienceMedia.media_id)
    .where(Media.kind == MediaKind.PHOTO)
    .order_by(ExperienceMedia.position)
    .limit(1)
    .correlate_except(Media, ExperienceMedia)
    .scalar_subquery()
)
_MOMENT: Mapping[str, Element] = {
    "lived_at": wire(Experience.__table__.c.lived_at),
    "lived_precision": Experience.__table__.c.lived_precision,
    "cover": _COVER,
}


def preview(language: ColumnElement[str]) -> Element:
    """Of the request at hand. What has no title of its own is named by its own word, or not at all."""
    return build(
        {
            "stories": _titled(Story.id, Story.title, Story.published_at, *STORIES),
            "portraits": _titled(Portrait.id, Portrait.name, Portrait.published_at, *PORTRAITS),
            "talents": _titled(
                Skill.id,
                label_in(language),
                Talent.updated_at,
                *TALENTS,
            ),
            "experiences": _titled(Experience.id, Experience.title, Experience.lived_at, *EXPERIENCES, more=_MOMENT),
            "grows": func.to_json(func.array_remove(_GROWING, null())),
        }
    )


def _titled(
    target_id: QueryableAttribute[UUID],
    title: Element | QueryableAttribute[Any],
    latest: QueryableAttribute[object],
    *scope: ColumnElement[bool],
    more: Mapping[str, Element] = NO_MORE,
) -> Element:
    rows = (
        select(build({"id": target_id, "title": title, **more})).where(*scope).order_by(latest.desc(), target_id.desc())
    )
    return func.array(rows.limit(MOST).correlate(GrantRequest).scalar_subquery())


_OFFERED: Mapping[TargetType, tuple[QueryableAttribute[UUID], tuple[ColumnElement[bool], ...]]] = {
    TargetType.STORY: (Story.id, STORIES),
    TargetType.PORTRAIT: (Portrait.id, PORTRAITS),
    TargetType.EXPERIENCE: (Experience.id, EXPERIENCES),
}


async def offered(uow: UnitOfWork, request_id: UUID, kind: TargetType, target_id: UUID | None = None) -> list[UUID]:
    """The ids of that type that the request would show: all, or that one if it is among them."""
    column, scope = _OFFERED[kind]
    found = select(column).where(GrantRequest.id == request_id, *scope)
    if target_id is not None:
        found = found.where(column == target_id)
    return list(await uow.session.scalars(found.order_by(column).limit(MOST)))
