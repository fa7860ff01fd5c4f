"""Who runs a room: the team of its community. Who is in it: whoever came in."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Text, and_, case, cast, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from app.core.actor import Actor
from app.core.db import constant
from app.core.errors import NotFound
from app.core.i18n import Words
from app.models.missions import Mission
from app.models.room_entries import RoomEntry
from app.models.rooms import Room, RoomState
from app.policies.communities import led_by

Column = ColumnElement[UUID] | InstrumentedAttribute[UUID]


class RoomNotFound(NotFound):
    title = Words("Salle introuvable")


def run_by(actor: Actor) -> ColumnElement[bool]:
    """The actor writes the room, opens it, drives its scenes, and sees who is in it.

    This is the rule for every room, also of a programme: managers and facilitators of its community run it, whether or
    not the programme names them. Who is named in its team, but is only a member by now, does not.
    """
    return Room.community_id.in_(led_by(actor))


def seen_by(actor: Actor) -> ColumnElement[bool]:
    """The actor sees what is live in the room."""
    return or_(run_by(actor), is_in_room(actor))


def is_in_room(actor: Actor) -> ColumnElement[bool]:
    """The actor came into the room."""
    entry = (RoomEntry.room_id == Room.id, RoomEntry.user_id == actor.id)
    return exists().where(*entry).correlate_except(RoomEntry)


def is_asked_in_room(user_id: Column | UUID) -> ColumnElement[bool]:
    """The person came into a room that asks the mission at hand. Other missions of its community are not for them."""
    entry = (RoomEntry.user_id == user_id, Room.id == RoomEntry.room_id)
    return exists().where(*entry, asks()).correlate_except(RoomEntry, Room)


def asks() -> ColumnElement[bool]:
    """The room asks the mission at hand."""
    is_named = or_(Mission.id == func.any(Room.missions), Mission.audience["room_id"].astext == cast(Room.id, Text))
    return and_(Room.community_id == Mission.community_id, is_named)


def came_by_ticket(user_id: Column) -> ColumnElement[bool | None]:
    """The person came by a ticket into a room that asks the mission at hand; null: they came into none."""
    entry = (RoomEntry.user_id == user_id, Room.id == RoomEntry.room_id)
    return (
        select(func.bool_or(RoomEntry.by_ticket))
        .where(*entry, asks())
        .correlate_except(RoomEntry, Room)
        .scalar_subquery()
    )


def state(now: ColumnElement[datetime]) -> ColumnElement[str]:
    """`Room.state_at`, in SQL."""
    is_over = and_(Room.state == RoomState.OPEN, Room.ends_at <= now)
    return case((is_over, constant(RoomState.CLOSED)), else_=cast(Room.state, Text))
