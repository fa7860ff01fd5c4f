from sqlalchemy import literal_column

from app.core.actor import ME
from app.core.projections import Door
from app.models.sessions import Session

# Ending a session is effective on the next request: every read begins here.
SIGNED_IN = Door(
    Session.__table__, (Session.id == ME.session_id) & (Session.user_id == ME.id) & Session.ended_at.is_(None)
)
MEDIA_KEY = literal_column("sessions.media_key")  # by name: the door is open around every projection
