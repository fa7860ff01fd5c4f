"""Signals to the streams of rooms, from what people do in missions that rooms show."""

from uuid import UUID

from sqlalchemy import Text, cast, func, literal, select

from app.core.signals import ROOMS
from app.core.uow import UnitOfWork
from app.models.rooms import Room, RoomState


async def notify_rooms(uow: UnitOfWork, mission_id: UUID) -> None:
    """Tell the open rooms of this mission that its answers or ideas changed."""
    has_mission = Room.missions.bool_op("@>")(literal([mission_id], Room.missions.type))
    signals = select(func.pg_notify(ROOMS, cast(Room.id, Text))).where(Room.state == RoomState.OPEN, has_mission)
    await uow.session.execute(signals)
