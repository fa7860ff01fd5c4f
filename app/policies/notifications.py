from sqlalchemy import ColumnElement, and_

from app.core.actor import Actor
from app.models.notifications import Notification


def readable_by(actor: Actor) -> ColumnElement[bool]:
    """The only way out of the table. What somebody did not want to see is not there for them."""
    return and_(Notification.user_id == actor.id, Notification.is_shown)


def can_read(actor: Actor, notification: Notification) -> bool:
    """The same, for a row in hand."""
    return actor.user_id == notification.user_id and notification.is_shown
