"""Walls: links to what is live in a room, for projectors. They show, and write nothing."""

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import LargeBinary, Uuid, bindparam, func, select, update

from app.core.compiled import Compiled
from app.core.errors import NotFound
from app.core.i18n import Words
from app.core.projections import NOW
from app.core.security import digest
from app.core.signals import ROOMS, send_signal
from app.core.uow import Runtime, UnitOfWork
from app.models.rooms import Room, RoomClosed, RoomState
from app.models.walls import MOST_WALLS, TooManyWalls, Wall
from app.policies.rooms import state
from app.schemas.walls import WallRead
from app.services.accounts import suspensions
from app.services.rooms import entrance
from app.services.rooms.rooms import lock_to_run
from app.services.shared import idempotency, qr_codes

PREFIX = "dtw_"


class WallGone(NotFound):
    title = Words("Ce mur est éteint")
    advice = Words("La salle est fermée, ou l’équipe a éteint ses murs. Elle peut en ouvrir un autre.")


class OpenWall(NamedTuple):
    id: UUID
    room_id: UUID


OPEN_WALL = Compiled(
    select(Wall.id, Wall.room_id)
    .join(Room, Room.id == Wall.room_id)
    .where(Wall.token_digest == bindparam("digest", type_=LargeBinary()), Wall.revoked_at.is_(None))
    .where(state(NOW) != RoomState.CLOSED)
)

DOOR = Compiled(select(Room.id, Room.code, Room.door_secret).where(Room.id == bindparam("room", type_=Uuid())))


async def create(uow: UnitOfWork, room_id: UUID, key: str | None = None) -> WallRead:
    """Make a link to the wall of a room. Raises RoomNotFound, RoomClosed, TooManyWalls, IdempotencyKeyReused."""
    await suspensions.check(uow)
    room = await lock_to_run(uow, room_id)
    if room.state_at(uow.now) is RoomState.CLOSED:
        raise RoomClosed
    post = await idempotency.once(uow, key, None, f"wall {room_id}")
    if post.is_new:
        live = select(func.count()).where(Wall.room_id == room_id, Wall.revoked_at.is_(None))
        if (await uow.session.scalar(live) or 0) >= MOST_WALLS:
            raise TooManyWalls
        digest_of_token = digest(_token(uow.runtime, post.id))
        uow.session.add(Wall(id=post.id, room_id=room_id, token_digest=digest_of_token, created_at=uow.now))
    url = f"{uow.runtime.settings.public_base_url}/w/{_token(uow.runtime, post.id)}"
    return WallRead(id=post.id, url=url, created_at=post.began_at)


async def revoke_all(uow: UnitOfWork, room_id: UUID) -> None:
    """End all walls of a room; their pages go dark. Raises RoomNotFound."""
    await lock_to_run(uow, room_id)
    live = (Wall.room_id == room_id, Wall.revoked_at.is_(None))
    await uow.session.execute(update(Wall).where(*live).values(revoked_at=uow.now))
    await send_signal(uow.session, ROOMS, str(room_id))


async def find(runtime: Runtime, token: str) -> OpenWall:
    """Return the wall that this token opens. Raises WallGone."""
    values = {"digest": digest(token), "now": runtime.clock()}
    row = await runtime.database.reads.fetchrow(OPEN_WALL.query, *OPEN_WALL.values(values))
    if row is None:
        raise WallGone
    return OpenWall(row["id"], row["room_id"])


async def draw_door(runtime: Runtime, wall: OpenWall) -> bytes:
    """Draw the way into the room as a QR code: another one every 30 seconds. Raises WallGone once the room is gone."""
    row = await runtime.database.reads.fetchrow(DOOR.query, *DOOR.values({"room": wall.room_id}))
    if row is None:
        raise WallGone
    address = entrance.address_of(runtime, row["id"], row["code"], row["door_secret"], runtime.clock())
    return qr_codes.picture(address)


def _token(runtime: Runtime, wall_id: UUID) -> str:
    return runtime.keys.token(PREFIX, "wall", wall_id)
