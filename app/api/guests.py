from typing import Annotated
from uuid import UUID

from fastapi import Path, Query, Request, Response

from app.api.body import REFUSALS
from app.api.deps import PRIVATE, AnonymousWrite, IdempotencyKey, Read, Write, json_response_or_304
from app.api.permissions import OPEN
from app.api.problems import asked_language, problems
from app.api.routes import Route, Router
from app.core.cursors import InvalidCursor
from app.core.errors import TooMany, Unprocessable
from app.core.projections import Json
from app.core.requests import telephone
from app.models.rooms import DoorLocked, ProofOver, RoomClosed, RoomFull, RoomMoved, TicketUsed
from app.policies.age import AgeRequired
from app.policies.rooms import RoomNotFound
from app.schemas.guests import (
    EntryWrite,
    GuestEntryRead,
    GuestWrite,
    RoomEntryRead,
    RoomPeopleQuery,
    RoomPersonRead,
    RoomStateRead,
    TicketsRead,
    TicketsWrite,
)
from app.schemas.pages import PageRead
from app.services.accounts.suspensions import SUSPENSIONS
from app.services.rooms import guests, states, tickets
from app.services.rooms.guests import TooYoungForRoom
from app.services.shared.community_guards import MembersOnly
from app.services.shared.idempotency import IdempotencyKeyReused

router = Router(prefix="/rooms", tags=["rooms"], route_class=Route)
Code = Annotated[str, Path(min_length=1, max_length=20, examples=["K7QM2X"])]
WAYS_IN = (*REFUSALS, RoomNotFound, MembersOnly, TooYoungForRoom, ProofOver, TicketUsed)
ENTERING = (*WAYS_IN, RoomClosed, DoorLocked, RoomFull, TooMany, Unprocessable)


@router.post(
    "/{code}/guests",
    status_code=201,
    response_model=GuestEntryRead,
    responses=problems(*ENTERING, public=True),
    openapi_extra=OPEN,
)
async def create_guest(uow: AnonymousWrite, code: Code, data: GuestWrite, request: Request) -> Response:
    """Come into a room without an account, by the QR code on its wall or by a ticket of paper.

    The token opens this room and nothing else. What a guest did is erased 30 days after the room closed, unless it is
    taken into an account.
    """
    entry = await guests.enter_as_guest(uow, code, data, asked_language(request), telephone(request))
    return Response(entry.model_dump_json(), 201, PRIVATE, "application/json")


@router.put("/{code}/entry", response_model=RoomEntryRead, responses=problems(*ENTERING, *SUSPENSIONS, AgeRequired))
async def enter_room(uow: Write, code: Code, data: EntryWrite, request: Request) -> RoomEntryRead:
    """Come into a room with your account. Entering again changes nothing."""
    return await guests.enter(uow, code, data, telephone(request))


@router.get("/{room_id}/state", response_model=RoomStateRead, responses=problems(RoomNotFound, Unprocessable))
async def get_room_state(reading: Read, room_id: UUID, request: Request) -> Response:
    """Read what a room that you are in shows now: its scene, its mission, your answer. For phones that ask again."""
    return json_response_or_304(request, await states.get(reading, room_id))


@router.get(
    "/{room_id}/entries",
    response_model=PageRead[RoomPersonRead],
    responses=problems(RoomNotFound, InvalidCursor, Unprocessable),
)
async def list_entries(reading: Read, room_id: UUID, query: Annotated[RoomPeopleQuery, Query()]) -> Json:
    """List who came into a room that you run, the last first. Guests are named as they wished."""
    return await states.search_people(reading, room_id, query)


@router.post(
    "/{room_id}/tickets",
    status_code=201,
    response_model=TicketsRead,
    responses=problems(*REFUSALS, *SUSPENSIONS, RoomNotFound, RoomMoved, Unprocessable, TooMany, IdempotencyKeyReused),
)
async def create_tickets(
    uow: Write, room_id: UUID, data: TicketsWrite, idempotency_key: IdempotencyKey = None
) -> TicketsRead:
    """Make tickets to print: each lets one person in, once, also where there is no wall."""
    return await tickets.create(uow, room_id, data, idempotency_key)
