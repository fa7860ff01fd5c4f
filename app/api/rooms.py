from typing import Annotated
from uuid import UUID

from fastapi import Query, Request, Response

from app.api.body import REFUSALS
from app.api.deps import IfMatch, Read, Write, json_response, json_response_or_304, version_of
from app.api.problems import problems
from app.api.routes import Route, Router
from app.core.cursors import InvalidCursor
from app.core.errors import Stale, Unprocessable, VersionRequired
from app.core.projections import Json
from app.models.rooms import RoomClosed, RoomMoved
from app.policies.communities import CommunityNotFound, LeadersOnly, ManagersOnly
from app.policies.rooms import RoomNotFound
from app.schemas.pages import PageRead
from app.schemas.rooms import DoorWrite, HeadCountWrite, RoomPatch, RoomQuery, RoomRead, RoomWrite, SceneWrite
from app.schemas.types import Id
from app.services.accounts.suspensions import SUSPENSIONS
from app.services.rooms import rooms

router = Router(prefix="/rooms", tags=["rooms"], route_class=Route)
in_community = Router(prefix="/communities", tags=["rooms"], route_class=Route)
CHANGES = (*REFUSALS, RoomNotFound, Stale, VersionRequired, Unprocessable)


@in_community.get(
    "/{community_id}/rooms",
    response_model=PageRead[RoomRead],
    responses=problems(CommunityNotFound, LeadersOnly, InvalidCursor, Unprocessable),
)
async def list_rooms(reading: Read, community_id: UUID, query: Annotated[RoomQuery, Query()]) -> Json:
    """List the rooms of a community whose team you are in, newest first."""
    return await rooms.search(reading, community_id, query)


@router.get("/{room_id}", response_model=RoomRead, responses=problems(RoomNotFound, Unprocessable))
async def get_room(reading: Read, room_id: UUID, request: Request) -> Response:
    """Read a room that you run. What the people in it see is at `/state`."""
    return json_response_or_304(request, await rooms.get(reading, room_id))


@router.put(
    "/{room_id}",
    response_model=RoomRead,
    responses=problems(*CHANGES, *SUSPENSIONS, RoomMoved, CommunityNotFound, LeadersOnly)
    | {201: {"model": RoomRead, "description": "Written"}},
)
async def put_room(uow: Write, room_id: Id, data: RoomWrite, if_match: IfMatch = None) -> Response:
    """Write a room under an id you made (UUIDv7), or rewrite it. The team of a community writes its rooms.

    Nobody comes in before its opening. A mission that it asks has the audience `{type: room, room_id}`: it reaches
    who comes in, guests too.
    """
    representation, is_new = await rooms.put(uow, room_id, data, version_of(if_match))
    return json_response(representation, is_new=is_new)


@router.patch("/{room_id}", response_model=RoomRead, responses=problems(*CHANGES, RoomMoved))
async def patch_room(uow: Write, room_id: UUID, data: RoomPatch, if_match: IfMatch = None) -> Response:
    """Change some of it, by JSON merge patch, until it is closed."""
    return json_response(await rooms.patch(uow, room_id, data, version_of(if_match)))


@router.put(
    "/{room_id}/opening",
    response_model=RoomRead,
    responses=problems(*SUSPENSIONS, RoomNotFound, RoomMoved, Unprocessable),
)
async def open_room(uow: Write, room_id: UUID) -> Response:
    """Let people in, until `ends_at` or its closing."""
    return json_response(await rooms.open_room(uow, room_id))


@router.put("/{room_id}/closing", response_model=RoomRead, responses=problems(RoomNotFound, Unprocessable))
async def close_room(uow: Write, room_id: UUID) -> Response:
    """Close it for good. What guests did is theirs for 30 days, to be taken into an account; then they are erased."""
    return json_response(await rooms.close(uow, room_id))


@router.put(
    "/{room_id}/door", response_model=RoomRead, responses=problems(*REFUSALS, RoomNotFound, RoomMoved, Unprocessable)
)
async def put_door(uow: Write, room_id: UUID, data: DoorWrite) -> Response:
    """Lock the door, or unlock it. Who is in stays in."""
    return json_response(await rooms.set_door(uow, room_id, data.door))


@router.put(
    "/{room_id}/head-count",
    response_model=RoomRead,
    responses=problems(*REFUSALS, RoomNotFound, RoomClosed, Unprocessable),
)
async def put_head_count(uow: Write, room_id: UUID, data: HeadCountWrite) -> Response:
    """Say how many people you see in the room: « 24 entries for 24 people? » The results of its votes print it.

    Who came in without an account, and without a ticket, counts towards `k_min` up to that number.
    """
    return json_response(await rooms.count_heads(uow, room_id, data.people))


@router.put("/{room_id}/scene", response_model=RoomRead, responses=problems(*CHANGES, RoomClosed, ManagersOnly))
async def put_scene(uow: Write, room_id: UUID, data: SceneWrite, if_match: IfMatch = None) -> Response:
    """Change what the wall and the phones show. Whoever has not read what is shown now is refused: `stale`.

    A mission whose audience is this room opens as it is first asked; any other by
    `PUT /v1/missions/{mission_id}/opening`. A vote that the team wrote is opened by a manager.
    """
    return json_response(await rooms.set_scene(uow, room_id, data, version_of(if_match)))
