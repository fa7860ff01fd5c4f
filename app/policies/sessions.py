from sqlalchemy import ColumnElement, inspect, literal_column
from sqlalchemy.orm import aliased

from app.core.actor import ME
from app.core.projections import Door
from app.models.sessions import Session

_DOOR = aliased(Session, name="door")  # a name of its own: a list of sessions is read behind it
# Ending a session is effective on the next request: every read begins here.
SIGNED_IN = Door(
    inspect(_DOOR).selectable, (_DOOR.id == ME.session_id) & (_DOOR.user_id == ME.id) & _DOOR.ended_at.is_(None)
)
MEDIA_KEY: ColumnElement[str] = literal_column("door.media_key")  # by name: the door is open around every projection
