from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_

from app.core.actor import Actor
from app.models.experiences import Experience
from app.models.grants import Grant, TargetType
from app.policies.grants import reaches


def readable_by(actor: Actor) -> ColumnElement[bool]:
    """The way out of the table for whoever lived it. To others, `granted_to` shows some of it."""
    return Experience.owner_id == actor.id


def can_read(actor: Actor, experience: Experience) -> bool:
    """The same, for a row in hand."""
    return actor.user_id == experience.owner_id


def granted_to(actor: Actor, now: ColumnElement[datetime]) -> ColumnElement[bool]:
    """The grants through which the actor may read the Experience at hand: of all that its owner lived, or of this one.

    What is in the bin is shown to nobody.
    """
    of_this = and_(
        Grant.owner_id == Experience.owner_id, or_(Grant.target_id.is_(None), Grant.target_id == Experience.id)
    )
    return and_(of_experiences(), reaches(actor, now), of_this, Experience.trashed_at.is_(None))


def of_experiences() -> ColumnElement[bool]:
    """Of one, which it names, or of them all."""
    return or_(Grant.target_type == TargetType.EXPERIENCE, Grant.target_type == TargetType.EXPERIENCES)
