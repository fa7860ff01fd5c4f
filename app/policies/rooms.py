"""Who runs a room: the team of its community. Who is in it: whoever came in."""

from datetime import datetime

from sqlalchemy import ColumnElement, Text, and_, case, cast

from app.core.actor import Actor
from app.core.db import constant
from app.core.errors import NotFound
from app.core.i18n import Words
from app.models.rooms import Room, RoomState
from app.policies.communities import led_by


class RoomNotFound(NotFound):
    title = Words("Salle introuvable")


def run_by(actor: Actor) -> ColumnElement[bool]:
    """The actor writes the room, opens it, drives its scenes, and sees who is in it."""
    return Room.community_id.in_(led_by(actor))


def seen_by(actor: Actor) -> ColumnElement[bool]:
    """The actor sees what is live in the room."""
    return run_by(actor)


def state(now: ColumnElement[datetime]) -> ColumnElement[str]:
    """`Room.state_at`, in SQL."""
    is_over = and_(Room.state == RoomState.OPEN, Room.ends_at <= now)
    return case((is_over, constant(RoomState.CLOSED)), else_=cast(Room.state, Text))
