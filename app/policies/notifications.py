from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, or_

from app.core.actor import Actor
from app.models.missions import Mission
from app.models.notifications import Notification, NotificationType
from app.policies.missions import is_open

_ASKING = (NotificationType.MISSION, NotificationType.REMINDER)


def readable_by(actor: Actor) -> ColumnElement[bool]:
    """The only read access to the table, without what the person chose not to see."""
    return and_(Notification.user_id == actor.id, Notification.is_shown)


def may_go_out(now: ColumnElement[datetime]) -> ColumnElement[bool]:
    """It may be mailed or pushed now: its action is still possible."""
    over = exists().where(Mission.id == Notification.subject_id, ~is_open(now)).correlate_except(Mission)
    return or_(Notification.type.not_in(_ASKING), ~over)
