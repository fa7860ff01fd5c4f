"""What a request would show if its owner agreed now: the preview, and what is then granted.

Both use one set of conditions, so that an owner agrees to exactly what they saw.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, case, func, literal_column, null, or_, select
from sqlalchemy.dialects.postgresql import array
from sqlalchemy.orm import QueryableAttribute

from app.core.db import constant
from app.core.projections import Element, build, wire
from app.core.uow import UnitOfWork
from app.models.experiences import Experience, ExperienceMedia
from app.models.grant_requests import COLLECTION_OF, GrantRequest
from app.models.grants import COLLECTIONS, TargetType
from app.models.media import Media, MediaKind
from app.models.portraits import Portrait
from app.models.skills import Skill
from app.models.stories import Story
from app.models.talents import Talent
from app.services.media.projections import SUMMARY
from app.services.shared.moment_names import moment_name
from app.services.talents.skills import label_in

LIMIT = 200  # per list; more than a person reads through


def _is_requested(kind: TargetType, target_id: QueryableAttribute[UUID] | None = None) -> ColumnElement[bool]:
    """Whether the current request asks for the whole collection, or for this member of it."""
    whole_collection = GrantRequest.targets.op("@>")(_target_array(constant(COLLECTION_OF.get(kind, kind)), null()))
    return whole_collection if target_id is None else or_(whole_collection, _names_target(kind, target_id))


def _names_target(kind: TargetType, target_id: QueryableAttribute[UUID]) -> ColumnElement[bool]:
    return GrantRequest.targets.op("@>")(_target_array(constant(kind), target_id))


def _target_array(kind: Element, target_id: Element | QueryableAttribute[UUID]) -> Element:
    return func.jsonb_build_array(
        func.jsonb_build_object(literal_column("'type'"), kind, literal_column("'id'"), target_id)
    )


STORIES = (
    Story.owner_id == GrantRequest.owner_id,
    Story.edition > 0,
    Story.withdrawn_at.is_(None),
    _is_requested(TargetType.STORY, Story.id),
)
PORTRAITS = (
    Portrait.owner_id == GrantRequest.owner_id,
    Portrait.edition > 0,
    Portrait.withdrawn_at.is_(None),
    Portrait.deleted_at.is_(None),
    _is_requested(TargetType.PORTRAIT, Portrait.id),
)
TALENTS = (Talent.user_id == GrantRequest.owner_id, Skill.id == Talent.skill_id, _is_requested(TargetType.TALENTS))
EXPERIENCES = (
    Experience.owner_id == GrantRequest.owner_id,
    Experience.trashed_at.is_(None),
    _is_requested(TargetType.EXPERIENCE, Experience.id),
    or_(~Experience.kept_aside, _names_target(TargetType.EXPERIENCE, Experience.id)),
)
_GROWING = array([case((_is_requested(kind), constant(kind))) for kind in COLLECTIONS])


NO_FIELDS: Mapping[str, Element] = {}
_COVER = (
    select(SUMMARY)
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
    """Build the preview of the current request. A skill without a label is named by its code."""
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
            "experiences": _titled(
                Experience.id, moment_name(language), Experience.lived_at, *EXPERIENCES, extra=_MOMENT
            ),
            "grows": func.to_json(func.array_remove(_GROWING, null())),
        }
    )


def _titled(
    target_id: QueryableAttribute[UUID],
    title: Element | QueryableAttribute[Any],
    latest: QueryableAttribute[object],
    *scope: ColumnElement[bool],
    extra: Mapping[str, Element] = NO_FIELDS,
) -> Element:
    rows = (
        select(build({"id": target_id, "title": title, **extra}))
        .where(*scope)
        .order_by(latest.desc(), target_id.desc())
    )
    return func.array(rows.limit(LIMIT).correlate(GrantRequest).scalar_subquery())


_PUBLISHED_COLUMNS: Mapping[TargetType, tuple[QueryableAttribute[UUID], tuple[ColumnElement[bool], ...]]] = {
    TargetType.STORY: (Story.id, STORIES),
    TargetType.PORTRAIT: (Portrait.id, PORTRAITS),
    TargetType.EXPERIENCE: (Experience.id, EXPERIENCES),
}


async def offered(uow: UnitOfWork, request_id: UUID, kind: TargetType, target_id: UUID | None = None) -> list[UUID]:
    """Return the ids of that type that the request would show: all, or the given one if it is among them."""
    column, scope = _PUBLISHED_COLUMNS[kind]
    statement = select(column).where(GrantRequest.id == request_id, *scope)
    if target_id is not None:
        statement = statement.where(column == target_id)
    return list(await uow.session.scalars(statement.order_by(column).limit(LIMIT)))
