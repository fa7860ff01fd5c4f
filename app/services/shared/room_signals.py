"""Signals to the streams of rooms, from what people do in missions that rooms show."""

from uuid import UUID

from sqlalchemy import Text, cast, func, select

from app.core.signals import ROOMS
from app.core.uow import UnitOfWork
from app.models.rooms import Room, RoomState


async def notify_rooms(uow: UnitOfWork, mission_id: UUID) -> None:
    """Tell the open rooms of this mission that its answers or ideas changed."""
    rooms = (Room.state == RoomState.OPEN, Room.missions.contains([mission_id]))
    await uow.session.execute(select(func.pg_notify(ROOMS, cast(Room.id, Text))).where(*rooms))
