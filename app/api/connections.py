"""Connections of clients: a head has a size, and a silent client is let go.

uvicorn would read a head without end, and wait for ever. Connections are checked every few seconds, which costs
requests nothing. The server's own delays are never held against a client.
"""

import json

import structlog
from uvicorn.protocols.http.flow_control import FlowControl
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from app.api.problems import document
from app.core.errors import HeadTooLarge
from app.core.i18n import Locale

logger = structlog.get_logger(__name__)
# Seconds: for a whole head; for LEAST bytes of a body; for taking some of an answer.
HEAD, BODY, ANSWER = "head", "body", "answer"
CLIENT_TIMEOUTS = {HEAD: 10.0, BODY: 20.0, ANSWER: 30.0}
LEAST = 2_000  # 100 bytes/s: a tenth of what the slowest phone network carries
HEAD_BYTES, HEADERS = 32_768, 100  # of a request: what a proxy accepts, and three times what a browser sends
_REFUSAL = json.dumps(document(HeadTooLarge(), Locale.FR), ensure_ascii=False).encode()
REFUSAL = b"\r\n".join(
    (
        b"HTTP/1.1 431 Request Header Fields Too Large",
        b"content-type: application/problem+json",
        b"content-language: fr",
        b"content-length: %d" % len(_REFUSAL),
        b"connection: close",
        b"",
        _REFUSAL,
    )
)


class Connection(HttpToolsProtocol):
    flow: FlowControl
    _head_bytes = 0  # received since the last head or piece of a body was read
    _is_refused = False
    _received = 0
    _taken = 0  # how often the client has taken all that was written
    _awaited: tuple[str, object] | None = None
    _since = 0.0
    _before = 0

    def data_received(self, data: bytes) -> None:
        self._received += len(data)
        if self._is_refused:  # the rest is taken, so that the client reads the refusal: a reset would discard it
            return
        self._head_bytes += len(data)
        super().data_received(data)
        if self._head_bytes > HEAD_BYTES and not self._is_refused:
            self._refuse_head()

    def on_headers_complete(self) -> None:
        if len(self.headers) > HEADERS or (self._head_bytes > HEAD_BYTES and self._length() > HEAD_BYTES):
            self._refuse_head()
            raise HeadTooLarge  # stops the parser
        self._head_bytes = 0
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        self._head_bytes = 0
        super().on_body(body)

    def send_400_response(self, msg: str) -> None:
        if not self._is_refused:
            super().send_400_response(msg)

    def _length(self) -> int:
        """Return the length of the head. More may have come with it."""
        return len(self.url) + sum(len(name) + len(value) for name, value in self.headers)

    def _refuse_head(self) -> None:
        """Answer 431, unless an answer is on its way, and close once the client has read it, or time is over."""
        self._is_refused = True
        logger.info("refused a head")
        if self.cycle is not None and not self.cycle.response_complete:
            self.transport.abort()
            return
        self.transport.write(REFUSAL)
        self.transport.write_eof()

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
