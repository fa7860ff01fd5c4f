"""Tickets of paper: each lets one person in, once."""

from datetime import timedelta
from uuid import UUID

from app.core.limits import Rule, hit
from app.core.uow import UnitOfWork
from app.models.room_entries import RoomTicket
from app.models.rooms import RoomMoved, RoomState
from app.schemas.guests import TicketsRead, TicketsWrite
from app.services.accounts import suspensions
from app.services.rooms.entrance import ticket_code, ticket_mac
from app.services.rooms.rooms import lock_to_run
from app.services.shared import idempotency

TICKETS_PER_ROOM = Rule("times that tickets were made per room", 20, timedelta(days=1))


async def create(uow: UnitOfWork, room_id: UUID, data: TicketsWrite, key: str | None) -> TicketsRead:
    """Make tickets; the same request again gives the same. Raises RoomNotFound, RoomMoved once it is closed."""
    await suspensions.check(uow)
    room = await lock_to_run(uow, room_id)
    once = await idempotency.once(uow, key, data, room_id)
    keys = uow.runtime.keys
    ids = [UUID(bytes=keys.mac("ticket id", once.id, n)[:16], version=4) for n in range(data.number)]
    codes = [ticket_code(keys, ticket_id) for ticket_id in ids]
    if once.is_new:
        if room.state_at(uow.now) is RoomState.CLOSED:
            raise RoomMoved
        await hit(uow.runtime, TICKETS_PER_ROOM, room_id, uow.now)
        uow.session.add_all(
            RoomTicket(id=ticket_id, room_id=room_id, code_mac=ticket_mac(keys, room_id, code), made_at=uow.now)
            for ticket_id, code in zip(ids, codes, strict=True)
        )
    return TicketsRead(codes=codes)
