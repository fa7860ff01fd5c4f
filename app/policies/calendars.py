"""When the secret address of a calendar opens."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, or_

from app.models.calendars import Calendar
from app.models.guardians import GuardedAct
from app.models.sessions import Session
from app.models.users import User
from app.policies.age import decides_alone, guardian_allows
from app.policies.erasures import is_visible


def live(now: ColumnElement[datetime]) -> ColumnElement[bool]:
    """The session in which it was made goes on, and its owner may share, alone or with a guardian."""
    session = exists().where(Session.id == Calendar.session_id, Session.ended_at.is_(None)).correlate_except(Session)
    may_share = and_(User.birth_year.is_not(None), or_(decides_alone(now), guardian_allows(GuardedAct.SHARE)))
    owner = exists().where(User.id == Calendar.user_id, may_share).correlate_except(User)
    return and_(session, owner, is_visible(Calendar.user_id))
