from collections.abc import Awaitable, Generator

from starlette.types import Message
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, RequestResponseCycle

MOST_JOINED = 65_536  # bytes; a larger body is not copied


class _Done(Awaitable[None]):
    """What is over already, and can be awaited."""

    def __await__(self) -> Generator[None, None, None]:
        yield from ()


DONE = _Done()


class WholeAnswer:
    """Sends an answer whose body comes in one message: head and body in one piece, which wakes the client once.

    Other answers are sent by uvicorn, which writes head and body apart, and searches each header twice.
    """

    __slots__ = ("_cycle", "_head", "_length", "_start")

    def __init__(self, cycle: RequestResponseCycle) -> None:
        self._cycle = cycle
        self._start: Message | None = None  # waits for the body

    def __call__(self, message: Message) -> Awaitable[None]:
        cycle = self._cycle
        if message["type"] == "http.response.start":
            self._start = None
            if not cycle.response_started and cycle.keep_alive and cycle.scope["method"] != "HEAD":
                names = dict(message["headers"])
                self._length = names.get(b"content-length")
                if self._length is not None and b"connection" not in names and b"transfer-encoding" not in names:
                    self._start = message
                    return DONE
        elif self._start is not None:
            start, self._start = self._start, None
            return DONE if self._sends_whole(start, message) else self._send_parts(start, message)
        return RequestResponseCycle.send(cycle, message)  # type: ignore[arg-type]

    def _sends_whole(self, start: Message, message: Message) -> bool:
        cycle, body = self._cycle, message.get("body", b"")
        is_whole = not message.get("more_body", False) and b"%d" % len(body) == self._length
        if not is_whole or cycle.disconnected or cycle.flow.write_paused:
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
        cycle.message_event.set()
        cycle.on_response()
        return True

    async def _send_parts(self, *messages: Message) -> None:
        for message in messages:
            await RequestResponseCycle.send(self._cycle, message)  # type: ignore[arg-type]


def _head(start: Message, default_headers: list[tuple[bytes, bytes]]) -> bytes | None:
    """Return the head of an answer; None if a header would begin another line, which uvicorn refuses."""
    lines = [*map(b": ".join, default_headers), *map(b": ".join, start["headers"])]
    joined = b"".join(lines)
    if b"\n" in joined or b"\r" in joined or b"\0" in joined:
        return None
    return STATUS_LINE[start["status"]] + b"\r\n".join([*lines, b"", b""])
