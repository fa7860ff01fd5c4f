"""Connections of clients: an answer goes out in one piece, and who is too slow or silent is let go.

uvicorn writes the head of an answer and its body apart, which wakes the client twice, and would wait for ever.
Connections are checked every few seconds, which costs requests nothing. The server's own delays are never held against
a client.
"""

import asyncio
from typing import Any

import structlog
from uvicorn.protocols.http.flow_control import FlowControl
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

logger = structlog.get_logger(__name__)
# Seconds: for a whole head; for LEAST bytes of a body; for taking some of an answer.
HEAD, BODY, ANSWER = "head", "body", "answer"
CLIENT_TIMEOUTS = {HEAD: 10.0, BODY: 20.0, ANSWER: 30.0}
LEAST = 2_000  # 100 bytes/s: a tenth of what the slowest phone network carries


MOST_GATHERED = 65_536  # bytes


class GatheringTransport:
    """Writes at once what is written within one step of the event loop."""

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport, self._loop = transport, loop
        self._parts: list[bytes] = []
        self._size = 0

    def write(self, data: bytes) -> None:
        self._parts.append(data)
        self._size += len(data)
        if self._size >= MOST_GATHERED:
            self._flush()
        elif len(self._parts) == 1:
            self._loop.call_soon(self._flush)

    def close(self) -> None:
        self._flush()
        self._transport.close()

    def _flush(self) -> None:
        parts, self._parts, self._size = self._parts, [], 0
        if self._transport.is_closing():
            return
        if len(parts) == 1 or sum(map(len, parts)) >= MOST_GATHERED:
            for part in parts:
                self._transport.write(part)
        elif parts:
            self._transport.write(b"".join(parts))

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  what the transport has beside
        return getattr(self._transport, name)


class Connection(HttpToolsProtocol):
    flow: FlowControl
    _received = 0
    _taken = 0  # how often the client has taken all that was written
    _awaited: tuple[str, object] | None = None
    _since = 0.0
    _before = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(GatheringTransport(transport, self.loop))  # type: ignore[arg-type]

    def data_received(self, data: bytes) -> None:
        self._received += len(data)
        super().data_received(data)

    def resume_writing(self) -> None:
        self._taken += 1
        super().resume_writing()

    def check(self, now: float) -> None:
        """Close the connection if the client has kept it waiting for too long."""
        answer = self._waits_for()
        if answer is None or answer != self._awaited:
            self._wait(answer, now)
        elif now - self._since >= CLIENT_TIMEOUTS[answer[0]]:
            if answer[0] == BODY and self._received - self._before >= LEAST:
                self._wait(answer, now)
            else:
                logger.info("gave up on a slow client", awaited=answer[0])
                self.transport.abort()

    def _wait(self, answer: tuple[str, object] | None, now: float) -> None:
        self._awaited, self._since, self._before = answer, now, self._received

    def _waits_for(self) -> tuple[str, object] | None:
        """Return what the client still has to do, if anything, and for which request."""
        if self.flow.write_paused:
            return ANSWER, self._taken
        if self.cycle is None or self.cycle.response_complete:
            return (
                None if self.timeout_keep_alive_task else (HEAD, self.cycle)
            )  # between requests, uvicorn has its own timeout
        if self.cycle.more_body and not self.flow.read_paused:
            return BODY, self.cycle
        return None
