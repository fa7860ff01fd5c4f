"""Who sees a medium: its owner, and, of the variants that an Edition shows, whoever that Edition was given to."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, or_
from sqlalchemy.orm import QueryableAttribute

from app.core.actor import Actor
from app.models.grants import AudienceType, Follow, Grant, TargetType
from app.models.media import Media
from app.models.sessions import Session
from app.models.stories import EditionMedia, Story
from app.policies.grants import live


def readable_by(actor: Actor) -> ColumnElement[bool]:
    """The only way out of the table. A medium is private, always: its owner's, and nobody else's."""
    return Media.owner_id == actor.id


def can_read(actor: Actor, media: Media) -> bool:
    """The same, for a row in hand."""
    return actor.user_id == media.owner_id


def opens_own(access: ColumnElement[str]) -> ColumnElement[bool]:
    """`access` is the media key of a live session of the owner's."""
    return _signed_in_as(access, Media.owner_id)


def opens_edition(access: ColumnElement[str], now: ColumnElement[datetime]) -> ColumnElement[bool]:
    """`access` is the media key of a live link to this Edition, or of a session of somebody who may read it."""
    shown = and_(live(now), _shows_this_edition(), Story.withdrawn_at.is_(None))
    person = and_(Grant.audience_type == AudienceType.USER, _signed_in_as(access, Grant.audience_id))
    return or_(
        _signed_in_as(access, Story.owner_id),
        exists().where(Grant.media_key == access, shown),
        exists().where(Grant.target_type == TargetType.STORY, Grant.target_id == Story.id, shown, person),
    )


def _signed_in_as(
    access: ColumnElement[str], user_id: ColumnElement[Any] | QueryableAttribute[Any]
) -> ColumnElement[bool]:
    return exists().where(Session.media_key == access, Session.user_id == user_id, Session.ended_at.is_(None))


def _shows_this_edition() -> ColumnElement[bool]:
    number = case((Grant.follow == Follow.LATEST, Story.edition), else_=Grant.edition)
    target = and_(Grant.target_type == TargetType.STORY, Grant.target_id == Story.id)
    return and_(target, number == EditionMedia.edition)
