from sqlalchemy import ColumnElement

from app.core.actor import Actor
from app.models.talents import Talent


def readable_by(actor: Actor) -> ColumnElement[bool]:
    """The only way out of the table for a talent as it is: its owner's. Others see what a grant lets them see."""
    return Talent.user_id == actor.id


def can_read(actor: Actor, talent: Talent) -> bool:
    """The same, for a row in hand."""
    return actor.user_id == talent.user_id
