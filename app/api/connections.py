"""Connections of clients: an answer goes out in one piece, and who is too slow or silent is let go.

uvicorn would wait for ever. Connections are checked every few seconds, which costs requests nothing. The server's own
delays are never held against a client.
"""

import structlog
from starlette.types import ASGIApp
from uvicorn.protocols.http.flow_control import FlowControl
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from app.api.whole_answers import WholeAnswer

logger = structlog.get_logger(__name__)
# Seconds: for a whole head; for LEAST bytes of a body; for taking some of an answer.
HEAD, BODY, ANSWER = "head", "body", "answer"
CLIENT_TIMEOUTS = {HEAD: 10.0, BODY: 20.0, ANSWER: 30.0}
LEAST = 2_000  # 100 bytes/s: a tenth of what the slowest phone network carries


class Connection(HttpToolsProtocol):
    flow: FlowControl
    _received = 0
    _taken = 0  # how often the client has taken all that was written
    _awaited: tuple[str, object] | None = None
    _since = 0.0
    _before = 0

    def data_received(self, data: bytes) -> None:
        self._received += len(data)
        super().data_received(data)

    def resume_writing(self) -> None:
        self._taken += 1
        super().resume_writing()

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: ASGIApp) -> None:  # type: ignore[override]
        cycle.send = WholeAnswer(cycle)  # type: ignore[method-assign, assignment]
        super()._start_asgi_task(cycle, app)  # type: ignore[arg-type]

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
