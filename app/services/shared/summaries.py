"""The names of a person and a skill in things that refer to them."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import QueryableAttribute

from app.core.actor import ME
from app.core.projections import BASE, NOW, Element, build
from app.models.media import THUMB, Media, MediaKind, MediaState
from app.models.skills import Framework, Skill
from app.models.users import User
from app.policies.avatars import shown_to
from app.policies.sessions import MEDIA_KEY

AVATAR = (
    select(build({"url": func.concat(BASE, "/m/", MEDIA_KEY, "/", Media.id, "/", THUMB)}))
    .where(
        Media.id == User.avatar_media_id,
        Media.state == MediaState.READY,
        Media.kind == MediaKind.PHOTO,
        shown_to(ME, NOW),
    )
    .correlate_except(Media)
    .scalar_subquery()
)
PERSON_FIELDS: dict[str, Element | QueryableAttribute[UUID] | QueryableAttribute[str | None]] = {
    "id": User.id,
    "display_name": User.display_name,
    "avatar": AVATAR,
}
PERSON = build(PERSON_FIELDS)
SKILL = build({"id": Skill.id, "framework": Framework.code, "code": Skill.code, "labels": Skill.labels})


def has_no_avatar(user_id: QueryableAttribute[Any]) -> ColumnElement[bool]:
    """The address of an avatar, which depends on the session, is no part of the person's JSON."""
    return ~exists().where(User.id == user_id, User.avatar_media_id.is_not(None)).correlate_except(User)
