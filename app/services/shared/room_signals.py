"""What missions tell the rooms that show them: that answers or ideas changed, or that a vote is over."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Text, Uuid, cast, func, literal, select, update
from sqlalchemy.dialects.postgresql import JSONB

from app.core.clock import on_the_wire
from app.core.compiled import Compiled, array_parameter
from app.core.db import constant
from app.core.signals import CLOCK, ROOMS, send_signal
from app.core.uow import UnitOfWork
from app.models.rooms import Room, RoomState, ScenePhase

RESULTS = literal({"phase": ScenePhase.RESULTS, "ends_at": None}, JSONB())  # what follows a vote, whoever ends it
_SIGNALS = Compiled(
    select(func.pg_notify(constant(ROOMS), cast(Room.id, Text))).where(
        Room.state == RoomState.OPEN, Room.missions.bool_op("@>")(array_parameter("missions", Uuid()))
    )
)


async def notify_rooms(uow: UnitOfWork, mission_id: UUID) -> None:
    """Tell the open rooms of this mission that its answers or ideas changed."""
    await _SIGNALS.execute(uow.session, {"missions": [mission_id]})


async def show_results(uow: UnitOfWork, mission_id: UUID) -> None:
    """Show the results in the rooms that vote on this mission, but for one whose team is changing the scene."""
    await _change_scene(uow, mission_id, RESULTS)


async def move_end(uow: UnitOfWork, mission_id: UUID, ends_at: datetime) -> None:
    """Let the clock in the rooms that vote on this mission run to another end."""
    await _change_scene(uow, mission_id, literal({"ends_at": on_the_wire(ends_at)}, JSONB()))


async def _change_scene(uow: UnitOfWork, mission_id: UUID, change: ColumnElement[Any]) -> None:
    votes = (Room.scene["phase"].astext == ScenePhase.VOTE, Room.scene["mission_id"].astext == str(mission_id))
    rooms = select(Room.id).where(Room.state == RoomState.OPEN, *votes).with_for_update(skip_locked=True)
    scene = {"scene": Room.scene.op("||")(change), "version": Room.version + 1, "updated_at": uow.now}
    statement = update(Room).where(Room.id.in_(rooms)).values(scene)
    await uow.session.execute(statement.execution_options(synchronize_session=False))


async def wake_clock(uow: UnitOfWork) -> None:
    """Tell the clocks of all processes that the next vote may end sooner than they know."""
    await send_signal(uow.session, CLOCK, "")
