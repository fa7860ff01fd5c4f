"""Live events for open streams. A process listens once for all its topics; a topic queries once for all its streams, on
a signal; and now and then, for streams whose session has ended.
"""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import ClassVar, Generic, NamedTuple, Protocol, TypeVar
from uuid import UUID

import structlog

from app.core.background import in_background
from app.core.metrics import STREAMS
from app.core.signals import listening
from app.core.uow import Runtime

logger = structlog.get_logger(__name__)
BREATH = 0.05  # seconds to wait after a signal, to gather more in one query
PULSE = 15.0  # seconds between two checks of all sessions, which also send heartbeats
PER_OWNER = 10  # streams of one person in one process: one more ends the oldest


class StreamEvent(NamedTuple):
    seq: int
    json: str
    name: str


@dataclass(slots=True, eq=False, kw_only=True)
class Stream:
    """The queue of one client, in order. None is a heartbeat."""

    key: UUID  # of what it follows, as signals name it
    owner: UUID  # who holds it
    seq: int = 0  # of the last event in the queue
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


S = TypeVar("S", bound=Stream)


class Streams(ABC, Generic[S]):
    """The open streams of one topic in this process."""

    channel: ClassVar[str]
    interval: ClassVar[float] = 0.0  # seconds between two queries, at least

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._open: dict[S, None] = {}  # in the order of opening
        self._due: set[UUID] = set()
        self._all_are_due = False
        self._wake = asyncio.Event()
        self._is_draining = False

    @abstractmethod
    async def query(self, streams: Sequence[S], *, is_pulse: bool) -> None:
        """Query once for these streams; queue their events, and end streams without a session.

        `is_pulse`: all streams are asked, also those that no signal named.
        """

    def enter(self, stream: S) -> S:
        """Add a stream. The owner's oldest gives way."""
        stream.is_open = not self._is_draining
        streams = [item for item in self._open if item.owner == stream.owner and item.is_open]
        for oldest in streams[: max(0, len(streams) - PER_OWNER + 1)]:
            oldest.end()
        self._open[stream] = None
        STREAMS.inc()
        self._ask(stream.key)  # events may exist already
        return stream

    def close(self, stream: S) -> None:
        stream.end()
        if stream in self._open:
            del self._open[stream]
            STREAMS.dec()

    async def take(self, stream: S) -> list[StreamEvent | None]:
        """Wait for events, and take all of them. An empty list when the stream has ended."""
        while stream.is_open and not stream.waiting:
            stream.wake.clear()
            await stream.wake.wait()
        events, stream.waiting = stream.waiting, []
        if stream.has_more:
            stream.has_more = False
            self._ask(stream.key)
        return events

    def drain(self) -> None:
        """End all streams, and any opened later."""
        self._is_draining = True
        for stream in self._open:
            stream.end()

    async def poll(self) -> None:
        """Query once for all streams that may have events."""
        is_pulse, keys = self._all_are_due, self._due
        self._all_are_due, self._due = False, set()
        asking = [item for item in self._open if is_pulse or item.key in keys]
        await self.query(asking, is_pulse=is_pulse)

    def beat(self) -> None:
        """Send each stream a heartbeat, so that proxies keep it open; end those that did not take the last one."""
        for stream in self._open:
            if None in stream.waiting:
                stream.end()
            stream.put(None)
        self.hear("")

    def hear(self, key: str) -> None:
        """Note a signal: for one key, or "" for all."""
        if key:
            self._ask(UUID(key))
        else:
            self._all_are_due = True
            self._wake.set()

    @asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        async with in_background(self._work()):
            try:
                yield
            finally:
                self.drain()

    async def _work(self) -> None:
        clock = asyncio.get_running_loop().time
        next_beat, last_query = clock() + PULSE, 0.0
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout_at(next_beat):
                    await self._wake.wait()
                    await asyncio.sleep(max(BREATH, last_query + self.interval - clock()))
            if clock() >= next_beat:
                self.beat()
                next_beat = clock() + PULSE
            self._wake.clear()
            last_query = clock()
            try:
                await self.poll()
            except Exception as error:  # noqa: BLE001  the boundary: when the database is back, nothing was missed
                logger.warning("streams_wait", cause=type(error).__name__)
                self.hear("")
                await asyncio.sleep(1)

    def _ask(self, key: UUID) -> None:
        self._due.add(key)
        self._wake.set()


class Listener(Protocol):
    """What signals of a channel concern: the streams of a topic, or a clock."""

    @property
    def channel(self) -> str: ...

    def hear(self, key: str) -> None: ...

    def working(self) -> AbstractAsyncContextManager[None]: ...


@asynccontextmanager
async def streaming(url: str, *listeners: Listener) -> AsyncIterator[None]:
    """Keep all listeners at work, over one connection that listens."""
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(listening(url, [(item.channel, item.hear) for item in listeners]))
        for listener in listeners:
            await stack.enter_async_context(listener.working())
        yield
