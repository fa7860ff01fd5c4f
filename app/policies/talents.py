from sqlalchemy import ColumnElement

from app.core.actor import Actor
from app.models.talents import Talent


def readable_by(actor: Actor) -> ColumnElement[bool]:
    """The owner's read access to the table. Others see what a grant shows."""
    return Talent.user_id == actor.id
