"""Live events of rooms. All streams of all rooms share one statement per quarter of a second; a slow client misses what
is outdated meanwhile, never what is current.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import cast
from uuid import UUID

from sqlalchemy import Uuid, bindparam, literal_column

from app.core.actor import ME
from app.core.background import in_background
from app.core.clock import on_the_wire
from app.core.projections import SingleProjection, build
from app.core.signals import ROOMS
from app.core.streams import Stream, StreamEvent, Streams
from app.core.uow import Reading
from app.models.rooms import Room
from app.policies.rooms import RoomNotFound, run_by, seen_by
from app.policies.sessions import SIGNED_IN, in_place
from app.schemas.room_live import RoomView
from app.services.rooms import live
from app.services.rooms.holders import Holder
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

    @property
    def holder(self) -> Holder:
        return Holder(cast(UUID, self.session_id), self.owner, self.key, self.view is RoomView.TEAM)


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
        keys = {stream.key for stream in streams}
        if not keys:
            return
        holding = [stream for stream in streams if is_pulse and stream.session_id is not None]
        rooms = await live.read(self._runtime, keys, [stream.holder for stream in holding])
        for number in [number for room in rooms.values() for number in room.leavers]:
            holding[number - 1].end()
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
        async with in_background(self._beat_walls()), super().working():
            yield

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
    SIGNED_IN,
    build({"is_team": run_by(ME)}),
    literal_column("1"),
    seen_by(ME),
    in_place(Room.community_id),
    Room.id == _ID,
    missing=RoomNotFound,
)


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
