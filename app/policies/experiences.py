from sqlalchemy import ColumnElement

from app.core.actor import Actor
from app.models.experiences import Experience


def readable_by(actor: Actor) -> ColumnElement[bool]:
    """The only way out of the table. An experience is private, always: its owner's, and nobody else's."""
    return Experience.owner_id == actor.id


def can_read(actor: Actor, experience: Experience) -> bool:
    """The same, for a row in hand."""
    return actor.user_id == experience.owner_id
