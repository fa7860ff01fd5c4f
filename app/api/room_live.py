from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response

from app.api.deps import SVG, IdempotencyKey, Read, Write, json_response_or_304
from app.api.event_streams import EventStream
from app.api.problems import problems
from app.api.routes import Route, Router
from app.core.errors import Unprocessable
from app.core.requests import runtime
from app.models.rooms import RoomClosed
from app.models.walls import TooManyWalls
from app.policies.rooms import RoomNotFound
from app.schemas.room_live import RoomLiveRead, RoomView
from app.schemas.walls import WallRead
from app.services.accounts.suspensions import SUSPENSIONS
from app.services.rooms import live_reads, walls
from app.services.rooms.streams import RoomStreams
from app.services.shared.idempotency import IdempotencyKeyReused

router = Router(prefix="/rooms", tags=["rooms"], route_class=Route)
of_walls = APIRouter(prefix="/w", include_in_schema=False)  # what the page of a wall asks for
EVENTS: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Events `scene`, `counts`, `proposals`, `results`: the members of `GET …/live` of that name, "
        "when they change; `closed` at the end. `id` is the version of the room",
        "content": {"text/event-stream": {"schema": {"type": "string"}}},
    }
}


@router.get("/{room_id}/live", response_model=RoomLiveRead, responses=problems(RoomNotFound, Unprocessable))
async def get_room_live(reading: Read, room_id: UUID, request: Request) -> Response:
    """Read what is live in a room: for the people in it, and its team. Where streams are cut, ask every two seconds."""
    return json_response_or_304(request, await live_reads.get(reading, room_id))


@router.get(
    "/{room_id}/stream",
    status_code=200,
    response_class=EventStream,
    responses=problems(RoomNotFound, Unprocessable) | EVENTS,
)
async def stream_room(reading: Read, room_id: UUID, request: Request) -> EventStream:
    """Hear of a room as it goes on, by server-sent events: four a second at most.

    All comes first, and then what changes: there is nothing to resume. The stream ends with its session.
    """
    streams: RoomStreams = request.app.state.room_streams
    return EventStream.of(streams, await streams.open(reading, room_id))


@router.post(
    "/{room_id}/walls",
    status_code=201,
    response_model=WallRead,
    responses=problems(*SUSPENSIONS, RoomNotFound, RoomClosed, TooManyWalls, IdempotencyKeyReused, Unprocessable),
)
async def create_wall(uow: Write, room_id: UUID, idempotency_key: IdempotencyKey = None) -> WallRead:
    """Make a link to the wall of a room, for a projector. It needs no account, shows, and can do nothing.

    Its page reads the wall by itself: the end of the link is no token of other operations.
    """
    return await walls.create(uow, room_id, idempotency_key)


@router.delete("/{room_id}/walls", status_code=204, responses=problems(RoomNotFound, Unprocessable))
async def delete_walls(uow: Write, room_id: UUID) -> None:
    """End the links to its walls. Pages that show one go dark."""
    await walls.revoke_all(uow, room_id)


@of_walls.get("/{token}/live")
async def get_wall_live(token: str, request: Request) -> Response:
    """Read what a wall shows."""
    app = runtime(request)
    wall = await walls.find(app, token)
    return json_response_or_304(request, await live_reads.show(app, wall.room_id, RoomView.WALL))


@of_walls.get("/{token}/stream")
async def stream_wall(token: str, request: Request) -> Response:
    """Hear of what a wall shows; each second of the server's clock."""
    streams: RoomStreams = request.app.state.room_streams
    return EventStream.of(streams, streams.open_wall(await walls.find(runtime(request), token)))


@of_walls.get("/{token}/qr.svg")
async def get_wall_qr(token: str, request: Request) -> Response:
    """Draw the way into the room."""
    app = runtime(request)
    return Response(await walls.draw_door(app, await walls.find(app, token)), headers=SVG, media_type="image/svg+xml")
