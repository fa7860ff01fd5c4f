from datetime import datetime
from uuid import UUID

from sqlalchemy import Boolean, ColumnElement, DateTime, Uuid, inspect, literal_column, or_, true
from sqlalchemy.orm import InstrumentedAttribute, aliased

from app.core.actor import ME, Actor
from app.core.projections import SessionGate
from app.models.sessions import OF_A_PROGRAM, Session

_GATE = aliased(Session, name="gate")  # an alias: lists of sessions are read behind this gate
# Every read begins here, so an ended session is refused from the next request on.
SIGNED_IN = SessionGate(
    inspect(_GATE).selectable, (_GATE.id == ME.session_id) & (_GATE.user_id == ME.id) & _GATE.ended_at.is_(None)
)
OF_A_PERSON = Session.generation > OF_A_PROGRAM
MEDIA_KEY: ColumnElement[str] = literal_column("gate.media_key")  # by name: every projection contains the gate
BY_PASS: ColumnElement[bool] = literal_column("gate.by_pass", Boolean())
_BEGAN = literal_column("gate.created_at", DateTime(timezone=True))
_PLACE = literal_column("gate.community_id", Uuid())
Moment = ColumnElement[datetime] | InstrumentedAttribute[datetime] | InstrumentedAttribute[datetime | None]
Place = ColumnElement[UUID] | InstrumentedAttribute[UUID] | InstrumentedAttribute[UUID | None]


def in_session(moment: Moment) -> ColumnElement[bool]:
    """It was made since the session at the gate began, or nobody else may hold that session."""
    return or_(~BY_PASS, moment >= _BEGAN)


def in_place(community: Place) -> ColumnElement[bool]:
    """It is of the community of the session at the gate, or nobody else may hold that session."""
    return or_(~BY_PASS, community == _PLACE)


def made_in_session(actor: Actor, moment: Moment) -> ColumnElement[bool]:
    """`in_session`, of a caller who is known: a statement without a gate."""
    return true() if actor.delegation is None else moment >= actor.delegation.since


def within_place(actor: Actor, community: Place) -> ColumnElement[bool]:
    """`in_place`, of a caller who is known."""
    return true() if actor.delegation is None else community == actor.delegation.community_id
