from sqlalchemy import ColumnElement, inspect, literal_column
from sqlalchemy.orm import aliased

from app.core.actor import ME
from app.core.projections import SessionGate
from app.models.sessions import OF_A_PROGRAM, Session

_GATE = aliased(Session, name="gate")  # an alias: lists of sessions are read behind this gate
# Every read begins here, so an ended session is refused from the next request on.
SIGNED_IN = SessionGate(
    inspect(_GATE).selectable, (_GATE.id == ME.session_id) & (_GATE.user_id == ME.id) & _GATE.ended_at.is_(None)
)
OF_A_PERSON = Session.generation > OF_A_PROGRAM
MEDIA_KEY: ColumnElement[str] = literal_column("gate.media_key")  # by name: every projection contains the gate
