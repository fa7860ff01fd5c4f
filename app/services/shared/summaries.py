"""The names of a person and a skill in things that refer to them."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, case, exists, func, select
from sqlalchemy.orm import QueryableAttribute

from app.core.actor import ME
from app.core.projections import NOW, Element, build
from app.models.media import Media, MediaKind, MediaState
from app.models.skills import Skill
from app.models.users import User
from app.policies.avatars import shown_to

# CASE: PostgreSQL answers whether it may be shown before it looks for it.
_AVATAR = (
    select(build({"id": Media.id}))
    .where(
        Media.id == User.avatar_media_id,
        Media.state == MediaState.READY,
        Media.kind == MediaKind.PHOTO,
        shown_to(ME, NOW),
    )
    .correlate_except(Media)
    .scalar_subquery()
)
AVATAR = case((User.avatar_media_id.is_not(None), _AVATAR))
PERSON_FIELDS: dict[str, Element | QueryableAttribute[UUID] | QueryableAttribute[str | None]] = {
    "id": User.id,
    "display_name": User.display_name,
    "avatar": AVATAR,
}
PERSON = build(PERSON_FIELDS)

SKILL = Skill.__table__.c.summary


def has_no_avatar(user_id: QueryableAttribute[Any]) -> ColumnElement[bool]:
    """No avatar is part of the person's JSON: it changes without a new version of the thing that names them."""
    return ~exists().where(User.id == user_id, User.avatar_media_id.is_not(None)).correlate_except(User)


def skills(ids: QueryableAttribute[list[UUID]]) -> Element:
    """List the skills of these ids, in their order.

    Each is looked up by itself: a join would read the whole table for each row of a page.
    """
    citations = func.unnest(ids).table_valued("id").render_derived(name="cited")
    summary = select(SKILL).where(Skill.id == citations.c.id).correlate_except(Skill).scalar_subquery()
    return func.array(select(summary).select_from(citations).scalar_subquery())
