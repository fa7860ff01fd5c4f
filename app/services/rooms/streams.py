"""Live events of rooms. All streams of all rooms share one statement per quarter of a second; a slow client misses what
is outdated meanwhile, never what is current.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import cast
from uuid import UUID

from sqlalchemy import ARRAY, Boolean, Uuid, and_, bindparam, case, func, literal_column, not_, select

from app.core.actor import ME, Actor
from app.core.compiled import Compiled
from app.core.projections import SingleProjection, build
from app.core.signals import ROOMS
from app.core.streams import Stream, StreamEvent, Streams
from app.core.uow import Reading
from app.models.rooms import Room
from app.models.sessions import Session
from app.policies.rooms import RoomNotFound, run_by, seen_by
from app.policies.sessions import SIGNED_IN
from app.schemas.room_live import RoomView
from app.schemas.types import on_the_wire
from app.services.rooms import live
from app.services.rooms.live import BoardItems, LiveRoom
from app.services.rooms.walls import OpenWall

BACKLOG = 8  # events that a client has not taken: until it does, none is added
BEAT = 1.0  # seconds between two signs of life to a wall, whose page tells of three without one


@dataclass(slots=True, eq=False, kw_only=True)
class RoomStream(Stream):
    view: RoomView
    session_id: UUID | None = None
    sections: dict[str, str] = field(default_factory=dict)  # as they were sent; all streams share the strings
    ideas: BoardItems | None = None


class RoomStreams(Streams[RoomStream]):
    channel = ROOMS
    interval = 0.25

    async def open(self, reading: Reading, room_id: UUID) -> RoomStream:
        """Open a stream of what the caller sees of the room. Raises Unauthenticated, RoomNotFound."""
        view, actor = await view_of(reading, room_id), reading.actor
        return self.enter(RoomStream(key=room_id, owner=actor.id, view=view, session_id=actor.session_id))

    def open_wall(self, wall: OpenWall) -> RoomStream:
        return self.enter(RoomStream(key=wall.room_id, owner=wall.id, view=RoomView.WALL))

    async def query(self, streams: Sequence[RoomStream], *, is_pulse: bool) -> None:
        if is_pulse:
            await self._end_without_session(streams)
        rooms = await live.read(self._runtime, {stream.key for stream in streams})
        boards = _Boards()
        for stream in streams:
            room = rooms.get(stream.key)
            if room is None or (stream.view is RoomView.WALL and stream.owner not in room.walls):
                stream.end()
            elif len(stream.waiting) < BACKLOG:
                self._send(stream, room, boards)
            else:
                stream.has_more = True

    @asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        beats = asyncio.create_task(self._beat_walls())
        try:
            async with super().working():
                yield
        finally:
            beats.cancel()
            with suppress(asyncio.CancelledError):
                await beats

    def _send(self, stream: RoomStream, room: LiveRoom, boards: "_Boards") -> None:
        """Queue the sections that changed; the scene first, so that a new stream needs no history."""
        for name, section in room.sections(stream.view):
            if stream.sections.get(name) != section:
                stream.sections[name] = section
                content = _with_clock(section, self._runtime.clock()) if name == "scene" else section
                stream.put(StreamEvent(room.version, content, name))
        ideas = room.ideas(stream.view)
        event = boards.difference(stream.ideas, ideas, room.total)
        if event is not None:
            stream.put(StreamEvent(room.version, event, "proposals"))
        stream.ideas = ideas
        if room.is_over:
            stream.put(StreamEvent(room.version, "{}", "closed"))
            stream.end()

    async def _end_without_session(self, streams: Sequence[RoomStream]) -> None:
        """End the streams of sessions that ended, and of people who may not see the room any more."""
        holders = [stream for stream in streams if stream.session_id is not None]
        columns = {
            "sessions": [stream.session_id for stream in holders],
            "users": [stream.owner for stream in holders],
            "rooms": [stream.key for stream in holders],
            "teams": [stream.view is RoomView.TEAM for stream in holders],
        }
        values = columns | {"now": self._runtime.clock()}
        for row in await self._runtime.database.reads.fetch(WITHOUT_SESSION.query, *WITHOUT_SESSION.values(values)):
            holders[row["n"] - 1].end()

    async def _beat_walls(self) -> None:
        while True:
            await asyncio.sleep(BEAT)
            walls = [stream for stream in self._open if stream.view is RoomView.WALL and not stream.waiting]
            event = StreamEvent(0, _with_clock("{}", self._runtime.clock()), "beat")
            for stream in walls:
                stream.put(event._replace(seq=stream.seq))


async def view_of(reading: Reading, room_id: UUID) -> RoomView:
    """Return how the caller sees the room. Raises Unauthenticated, RoomNotFound."""
    view = json.loads((await VIEW.get(reading, id=room_id)).json)
    return RoomView.TEAM if view["is_team"] else RoomView.PARTICIPANT


_ID = bindparam("id", type_=Uuid())
VIEW = SingleProjection(
    SIGNED_IN, build({"is_team": run_by(ME)}), literal_column("1"), seen_by(ME), Room.id == _ID, missing=RoomNotFound
)
_asking = (
    func.unnest(
        bindparam("sessions", type_=ARRAY(Uuid())),
        bindparam("users", type_=ARRAY(Uuid())),
        bindparam("rooms", type_=ARRAY(Uuid())),
        bindparam("teams", type_=ARRAY(Boolean())),
    )
    .table_valued("session_id", "user_id", "room_id", "is_team", with_ordinality="n")
    .render_derived(name="asking")
)
_HOLDER = Actor(cast(UUID, _asking.c.user_id))
_has_session = (
    select(Session.id)
    .where(Session.id == _asking.c.session_id, Session.user_id == _asking.c.user_id, Session.ended_at.is_(None))
    .exists()
)
_sees = (
    select(Room.id)
    .where(Room.id == _asking.c.room_id, case((_asking.c.is_team, run_by(_HOLDER)), else_=seen_by(_HOLDER)))
    .exists()
)
WITHOUT_SESSION = Compiled(select(_asking.c.n).where(not_(and_(_has_session, _sees))))


class _Boards:
    """Differences of boards, made once for all streams that have seen the same."""

    def __init__(self) -> None:
        self._events: dict[tuple[int, int], str | None] = {}
        self._seen: list[tuple[BoardItems | None, BoardItems]] = []  # kept, so that no other has their identity

    def difference(self, before: BoardItems | None, after: BoardItems, total: int) -> str | None:
        key = (id(before), id(after))
        if key not in self._events:
            self._seen.append((before, after))
            self._events[key] = self._difference(before, after, total)
        return self._events[key]

    def _difference(self, before: BoardItems | None, after: BoardItems, total: int) -> str | None:
        if before is None:
            return live.board_json(after.values(), (), total)
        changes = [item for key, item in after.items() if before.get(key) != item]
        removals = [key for key in before if key not in after]
        return live.board_json(changes, removals, total) if changes or removals else None


def _with_clock(section: str, now: datetime) -> str:
    comma = "," if len(section) > len("{}") else ""
    return f'{{"now":"{on_the_wire(now)}"{comma}{section[1:]}'
