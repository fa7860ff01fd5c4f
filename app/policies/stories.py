from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, exists, or_

from app.core.actor import Actor
from app.models.grants import Follow, Grant, TargetType
from app.models.stories import Edition, Story
from app.policies import portraits
from app.policies.grants import given_to


def owned_by(actor: Actor) -> ColumnElement[bool]:
    return Story.owner_id == actor.id


def granted_to(actor: Actor, now: ColumnElement[datetime]) -> ColumnElement[bool]:
    """The grants by which the actor may read stories, unless these are withdrawn."""
    return given_to(actor, now, TargetType.STORY)


def shown_through() -> ColumnElement[int]:
    """The number of the edition that the grant shows."""
    return case((Grant.follow == Follow.LATEST, Story.edition), else_=Grant.edition)


def readable_by(actor: Actor, now: ColumnElement[datetime]) -> ColumnElement[bool]:
    """The only read access to editions: all of one's own, also withdrawn ones; of others', the granted edition, and
    editions pinned to a granted portrait.
    """
    condition = or_(exists().where(granted_here(actor, now)), exists().where(portraits.opens_pinned(actor, now)))
    return and_(Edition.story_id == Story.id, or_(owned_by(actor), Story.withdrawn_at.is_(None) & condition))


def granted_here(actor: Actor, now: ColumnElement[datetime]) -> ColumnElement[bool]:
    """The grant shows the edition."""
    return and_(granted_to(actor, now), Grant.target_id == Story.id, shown_through() == Edition.number)
