from collections.abc import Awaitable, Generator

from starlette.types import Message
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, RequestResponseCycle

MOST_JOINED = 65_536  # bytes; a larger body is not copied


class _NoWait(Awaitable[None]):
    """What is over already, and can be awaited."""

    def __await__(self) -> Generator[None, None, None]:
        yield from ()


NO_WAIT = _NoWait()


class WholeAnswer:
    """Sends an answer whose body comes in one message: head and body in one piece, which wakes the client once.

    Other answers are sent by uvicorn, which writes head and body apart, and searches each header twice.
    """

    __slots__ = ("_cycle", "_length", "_start")

    def __init__(self, cycle: RequestResponseCycle) -> None:
        self._cycle = cycle
        self._start: Message | None = None  # waits for the body
        self._length = b""

    def __call__(self, message: Message) -> Awaitable[None]:
        start, self._start = self._start, None
        if message["type"] == "http.response.start":
            if not self._cycle.response_started and self._has_length(message):
                self._start = message
                return NO_WAIT
        elif start is not None:
            return NO_WAIT if self._sends_whole(start, message) else self._send_parts(start, message)
        return RequestResponseCycle.send(self._cycle, message)  # type: ignore[arg-type]

    def _has_length(self, start: Message) -> bool:
        values = dict(start["headers"])
        self._length = values.get(b"content-length", b"")
        return self._length != b"" and b"connection" not in values and b"transfer-encoding" not in values

    def _sends_whole(self, start: Message, message: Message) -> bool:
        cycle, body = self._cycle, message.get("body", b"")
        if message.get("more_body", False) or b"%d" % len(body) != self._length or cycle.scope["method"] == "HEAD":
            return False
        if not cycle.keep_alive or cycle.disconnected or cycle.flow.write_paused:
            return False
        head = _head(start, cycle.default_headers)
        if head is None:
            return False
        if len(body) < MOST_JOINED:
            cycle.transport.write(head + body)
        else:
            cycle.transport.write(head)
            cycle.transport.write(body)
        cycle.response_started = cycle.response_complete = True
        cycle.waiting_for_100_continue = False
        cycle.message_event.set()
        cycle.on_response()
        return True

    async def _send_parts(self, *messages: Message) -> None:
        for message in messages:
            await RequestResponseCycle.send(self._cycle, message)  # type: ignore[arg-type]


def _head(start: Message, default_headers: list[tuple[bytes, bytes]]) -> bytes | None:
    """Return the head of an answer; None if a header would begin another line, which uvicorn refuses."""
    lines = [*map(b": ".join, default_headers), *map(b": ".join, start["headers"])]
    text = b"".join(lines)
    if b"\n" in text or b"\r" in text or b"\0" in text:
        return None
    return STATUS_LINE[start["status"]] + b"\r\n".join([*lines, b"", b""])
