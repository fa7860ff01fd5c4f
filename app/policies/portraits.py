from sqlalchemy import ColumnElement, and_

from app.core.actor import Actor
from app.models.portraits import Portrait


def owned_by(actor: Actor) -> ColumnElement[bool]:
    """What was chosen for it is its owner's; others see what was published of it."""
    return and_(Portrait.owner_id == actor.id, Portrait.deleted_at.is_(None))
