from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, exists, or_

from app.core.actor import Actor
from app.models.grants import Follow, Grant, TargetType
from app.models.portraits import Portrait, PortraitEdition, PortraitStory
from app.models.stories import Edition
from app.policies.grants import given_to
from app.policies.hidings import is_hidden


def owned_by(actor: Actor) -> ColumnElement[bool]:
    """The row belongs to the actor; others see published editions."""
    return and_(Portrait.owner_id == actor.id, Portrait.deleted_at.is_(None))


def granted_to(actor: Actor, now: ColumnElement[datetime]) -> ColumnElement[bool]:
    """The grants by which the actor may read portraits, unless these are withdrawn."""
    return given_to(actor, now, TargetType.PORTRAIT)


def shown_through() -> ColumnElement[int]:
    """The number of the edition that the grant shows."""
    return case((Grant.follow == Follow.LATEST, Portrait.edition), else_=Grant.edition)


def is_published() -> ColumnElement[bool]:
    return and_(Portrait.withdrawn_at.is_(None), Portrait.deleted_at.is_(None))


def readable_by(actor: Actor, now: ColumnElement[datetime]) -> ColumnElement[bool]:
    """The only read access to editions: all of one's own, also withdrawn ones; of others', the granted edition."""
    conditions = (Grant.target_id == Portrait.id, shown_through() == PortraitEdition.number)
    has_grant = exists().where(granted_to(actor, now), *conditions)
    return and_(PortraitEdition.portrait_id == Portrait.id, or_(owned_by(actor), is_published() & has_grant))


def opens_pinned(actor: Actor, now: ColumnElement[datetime]) -> ColumnElement[bool]:
    """The grant shows a portrait to which the Edition is pinned, and the Edition is not hidden there."""
    return and_(
        granted_to(actor, now),
        Grant.target_id == Portrait.id,
        is_published(),
        *pinned_in(shown_through()),
        ~is_hidden(Grant.audience_id, PortraitStory.story_id),
    )


def pinned_in(number: ColumnElement[int]) -> tuple[ColumnElement[bool], ...]:
    """The Edition of a story is pinned to that edition of the portrait."""
    return (
        PortraitStory.portrait_id == Portrait.id,
        PortraitStory.edition == number,
        PortraitStory.story_id == Edition.story_id,
        PortraitStory.story_edition == Edition.number,
    )
