from sqlalchemy import ColumnElement, inspect, literal_column
from sqlalchemy.orm import aliased

from app.core.actor import ME
from app.core.projections import Door
from app.models.sessions import Session

_DOOR = aliased(Session, name="door")  # an alias: lists of sessions are read behind this door
# Every read begins here, so an ended session is refused from the next request on.
SIGNED_IN = Door(
    inspect(_DOOR).selectable, (_DOOR.id == ME.session_id) & (_DOOR.user_id == ME.id) & _DOOR.ended_at.is_(None)
)
MEDIA_KEY: ColumnElement[str] = literal_column("door.media_key")  # by name: every projection contains the door
