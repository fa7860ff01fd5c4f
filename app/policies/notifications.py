from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, or_

from app.core.actor import Actor
from app.models.missions import Mission
from app.models.notifications import Notification, NotificationType
from app.policies.missions import is_open

_ASKING = (NotificationType.MISSION, NotificationType.REMINDER)


def readable_by(actor: Actor) -> ColumnElement[bool]:
    """The only way out of the table. What somebody did not want to see is not there for them."""
    return and_(Notification.user_id == actor.id, Notification.is_shown)


def may_go_out(now: ColumnElement[datetime]) -> ColumnElement[bool]:
    """By mail or as a push, at this instant: what it asks for can still be done."""
    over = exists().where(Mission.id == Notification.subject_id, ~is_open(now)).correlate_except(Mission)
    return or_(Notification.type.not_in(_ASKING), ~over)


def can_read(actor: Actor, notification: Notification) -> bool:
    """The same, for a row in hand."""
    return actor.user_id == notification.user_id and notification.is_shown
