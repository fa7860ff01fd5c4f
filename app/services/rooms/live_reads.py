"""What is live in a room, for whoever asks now and then."""

from uuid import UUID

from app.core.projections import Json, Representation
from app.core.uow import Reading, Runtime
from app.policies.rooms import RoomNotFound
from app.schemas.room_live import RoomView
from app.services.rooms import live, streams


async def get(reading: Reading, room_id: UUID) -> Representation:
    """Return the state of a room as the caller sees it. Raises RoomNotFound."""
    return await show(reading.runtime, room_id, await streams.view_of(reading, room_id))


async def show(runtime: Runtime, room_id: UUID, view: RoomView) -> Representation:
    room = (await live.read(runtime, [room_id])).get(room_id)
    if room is None:
        raise RoomNotFound
    return Representation(room.mark(view), Json(live.live_json(room, view, runtime.clock()).encode()))
