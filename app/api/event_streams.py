"""Server-sent events, with two waiting tasks for each idle stream; FastAPI's own need a generator, a task group, a
queue and a timer.
"""

import asyncio
from collections.abc import AsyncIterator, Callable

from fastapi import Response
from starlette.types import Receive, Scope, Send

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
