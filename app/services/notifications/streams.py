"""Live events for open streams. A process queries once for all its streams, on a signal; and now and then, for ended
sessions.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID

import structlog
from sqlalchemy import ARRAY, BigInteger, Text, Uuid, bindparam, cast, func, literal_column, select, true
from sqlalchemy.dialects.postgresql import JSONB

from app.core.actor import ME
from app.core.compiled import Compiled
from app.core.i18n import Language
from app.core.metrics import STREAMS
from app.core.projections import SingleProjection, shape, wire
from app.core.signals import NOTIFICATIONS, listening
from app.core.uow import Reading, Runtime
from app.models.notifications import Inbox, Notification
from app.models.sessions import Session
from app.policies.sessions import SIGNED_IN
from app.schemas.notifications import NotificationRead
from app.services.notifications.notification_refs import ACTOR, SUBJECT
from app.services.notifications.notification_targets import TARGET
from app.services.notifications.notification_templates import sentence, words_in

logger = structlog.get_logger(__name__)
BREATH = 0.05  # seconds to wait after a signal, to gather more in one query
PULSE = 15.0  # seconds between two checks of all sessions, which also send heartbeats
AT_ONCE = 100  # events of one stream in one query
PER_PERSON = 10  # streams of one person in one process: one more ends the oldest


class StreamEvent(NamedTuple):
    seq: int
    json: str


@dataclass(slots=True, eq=False)
class Stream:
    """The queue of one client, in order. None is a heartbeat."""

    reading: Reading
    seq: int  # of the last event in the queue
    waiting: list[StreamEvent | None] = field(default_factory=list)
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    is_open: bool = True
    has_more: bool = False  # the rest is queried once the queue is taken

    def put(self, event: StreamEvent | None) -> None:
        """Queue the next event; None keeps the connection open."""
        self.waiting.append(event)
        self.seq = event.seq if event else self.seq
        self.wake.set()

    def end(self) -> None:
        self.is_open = False
        self.wake.set()


class Streams:
    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._open: dict[Stream, None] = {}  # in the order of opening
        self._due: set[UUID] = set()
        self._all_are_due = False
        self._wake = asyncio.Event()
        self._is_draining = False

    @asynccontextmanager
    async def running(self) -> AsyncIterator["Streams"]:
        async with listening(self._runtime.settings.direct_url, NOTIFICATIONS, self._heard):
            work = asyncio.create_task(self._work())
            try:
                yield self
            finally:
                self.drain()
                work.cancel()
                with suppress(asyncio.CancelledError):
                    await work

    async def open(self, reading: Reading, after: int | None) -> Stream:
        """Open a stream from the event after that number, or from now on. Raises Unauthenticated."""
        latest = await self._latest(reading)
        stream = Stream(reading, latest if after is None else min(after, latest))
        stream.is_open = not self._is_draining
        self._end_oldest(reading.actor.id)
        self._open[stream] = None
        STREAMS.inc()
        self._ask(reading.actor.id)  # events may exist already
        return stream

    def close(self, stream: Stream) -> None:
        stream.end()
        if stream in self._open:
            del self._open[stream]
            STREAMS.dec()

    def _end_oldest(self, user_id: UUID) -> None:
        streams = [item for item in self._open if item.reading.actor.id == user_id and item.is_open]
        for stream in streams[: max(0, len(streams) - PER_PERSON + 1)]:
            stream.end()

    async def take(self, stream: Stream) -> list[StreamEvent | None]:
        """Wait for events, and take all of them. An empty list when the stream has ended."""
        while stream.is_open and not stream.waiting:
            stream.wake.clear()
            await stream.wake.wait()
        events, stream.waiting = stream.waiting, []
        if stream.has_more:
            stream.has_more = False
            self._ask(stream.reading.actor.id)
        return events

    def drain(self) -> None:
        """End all streams, and any opened later."""
        self._is_draining = True
        for stream in self._open:
            stream.end()

    async def poll(self) -> None:
        """Query once for all streams that may have events; queue them, and end streams without a session."""
        is_for_all, people = self._all_are_due, self._due
        self._all_are_due, self._due = False, set()
        asking = [item for item in self._open if is_for_all or item.reading.actor.id in people]
        counts: Counter[Stream] = Counter()
        for row in await self._runtime.database.reads.fetch(
            EVENTS.query, *EVENTS.values(_asked(asking) | {"now": self._runtime.clock()})
        ):
            stream = asking[row["n"] - 1]
            if not row["is_alive"]:
                stream.end()
            elif row["seq"] is not None:
                stream.put(StreamEvent(row["seq"], row["item"]))
                counts[stream] += 1
        for stream in asking:
            stream.has_more |= counts[stream] == AT_ONCE

    def beat(self) -> None:
        """Send each stream a heartbeat, so that proxies keep it open; end those that did not take the last one."""
        for stream in self._open:
            if None in stream.waiting:
                stream.end()
            stream.put(None)
        self._heard("")

    async def _work(self) -> None:
        clock = asyncio.get_running_loop().time
        next_beat = clock() + PULSE
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout_at(next_beat):
                    await self._wake.wait()
                    await asyncio.sleep(BREATH)
            if clock() >= next_beat:
                self.beat()
                next_beat = clock() + PULSE
            self._wake.clear()
            try:
                await self.poll()
            except Exception as error:  # noqa: BLE001  the boundary: when the database is back, nothing was missed
                logger.warning("streams_wait", cause=type(error).__name__)
                self._heard("")
                await asyncio.sleep(1)

    def _heard(self, user_id: str) -> None:
        if user_id:
            self._ask(UUID(user_id))
        else:
            self._all_are_due = True
            self._wake.set()

    def _ask(self, user_id: UUID) -> None:
        self._due.add(user_id)
        self._wake.set()

    async def _latest(self, reading: Reading) -> int:
        return (await LATEST.get(reading)).version


_SEQ = select(Inbox.seq).where(Inbox.user_id == ME.id).scalar_subquery()
LATEST = SingleProjection(SIGNED_IN, literal_column("1"), func.coalesce(_SEQ, 0))
NOTHING = (1 << 63) - 1  # no event has a greater number

_asking = (
    func.unnest(
        bindparam("sessions", type_=ARRAY(Uuid())),
        bindparam("users", type_=ARRAY(Uuid())),
        bindparam("seqs", type_=ARRAY(BigInteger())),
        bindparam("locales", type_=ARRAY(Text())),
    )
    .table_valued("session_id", "user_id", "seq", "locale", with_ordinality="n")
    .render_derived(name="asking")
)
_sentences = (
    func.unnest(bindparam("languages", type_=ARRAY(Text())), bindparam("sentences", type_=ARRAY(Text())))
    .table_valued("language", "words")
    .render_derived(name="sentences")
)
_reader_words = select(_sentences.c.words).where(_sentences.c.language == _asking.c.locale).correlate(_asking)
_words = cast(_reader_words.scalar_subquery(), JSONB)
_item = shape(
    Notification,
    NotificationRead,
    text=sentence(_words),
    target=TARGET,
    updated_at=wire(Notification.__table__.c.told_at),
    subject=SUBJECT,
    actor=ACTOR,
)
_events = (
    select(Notification.seq, _item.cast(Text).label("item"))
    .where(Notification.user_id == _asking.c.user_id, Notification.seq > _asking.c.seq, Notification.is_shown)
    .order_by(Notification.seq)
    .limit(AT_ONCE)
    .lateral("events")
)
_alive = (
    select(Session.id)
    .where(Session.id == _asking.c.session_id, Session.user_id == _asking.c.user_id, Session.ended_at.is_(None))
    .exists()
)
EVENTS = Compiled(
    select(_asking.c.n, _alive.label("is_alive"), _events.c.seq, _events.c.item)
    .select_from(_asking.outerjoin(_events, true()))
    .order_by(_asking.c.n, _events.c.seq)
)


def _asked(streams: Iterable[Stream]) -> dict[str, Any]:
    """Return the query's arguments, without streams whose queue is not taken."""
    arguments: dict[str, list[Any]] = {"sessions": [], "users": [], "seqs": [], "locales": []}
    for stream in streams:
        stream.has_more |= bool(stream.waiting)
        arguments["sessions"].append(stream.reading.actor.session_id)
        arguments["users"].append(stream.reading.actor.id)
        arguments["seqs"].append(NOTHING if stream.waiting else stream.seq)
        arguments["locales"].append(str(stream.reading.locale))
    languages = [*dict.fromkeys(arguments["locales"])]
    return arguments | {"languages": languages, "sentences": [words_in(Language(item)) for item in languages]}
