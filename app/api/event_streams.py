"""Server-sent events, with two waiting tasks for each idle stream; FastAPI's own need a generator, a task group, a
queue and a timer.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Self

from fastapi import Response
from fastapi.sse import KEEPALIVE_COMMENT, format_sse_event
from starlette.types import Receive, Scope, Send

from app.core.streams import S, Streams

COME_BACK = 2_000  # milliseconds, for a client whose stream was cut
# A proxy that buffers answers would hold this one for ever.
HEADERS = {"Cache-Control": "private, no-store", "X-Accel-Buffering": "no"}


class EventStream(Response):
    media_type = "text/event-stream"

    def __init__(self, events: AsyncIterator[bytes], end: Callable[[], None]) -> None:
        """`end` ends `events` once the client is gone."""
        super().__init__(headers=HEADERS)
        del self.headers["content-length"]
        self._events = events
        self._end = end

    @classmethod
    def of(cls, streams: Streams[S], stream: S) -> Self:
        return cls(_events(streams, stream), lambda: streams.close(stream))

    async def __call__(self, _scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        task = asyncio.create_task(_until_gone(receive))
        task.add_done_callback(lambda _: self._end())
        try:
            async for event in self._events:
                await send({"type": "http.response.body", "body": event, "more_body": True})
            await send({"type": "http.response.body", "body": b""})
        finally:
            task.cancel()
            self._end()


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _events(streams: Streams[S], stream: S) -> AsyncIterator[bytes]:
    yield format_sse_event(retry=COME_BACK, comment="open")
    while events := await streams.take(stream):
        for item in events:
            if item is None:
                yield KEEPALIVE_COMMENT
            else:
                yield format_sse_event(event=item.name, id=str(item.seq), data_str=item.json)
