"""The outermost ASGI layer.

It gives each request an id, adds the headers of every answer, measures the duration, and keeps exceptions that were
answered already out of the server's log.
"""

import time

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.core.ids import uuid7
from app.core.metrics import requests_of

logger = structlog.get_logger(__name__)
COMMON_HEADERS = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    # Web clients have other origins. The one cookie is for own pages, so any origin may call the API.
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", b"*, Authorization"),
]
LANGUAGE = b"Accept-Language"
UNKNOWN = "unknown"
NO_CONTENT = 204


class Edge:
    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, request_id, status, whole = time.perf_counter(), str(uuid7()), 500, False
        scope.setdefault("state", {})["request_id"] = request_id

        async def answer(message: Message) -> None:
            nonlocal status, whole
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = _with_ours(message["headers"], request_id, status)
            await send(message)
            whole = message["type"] == "http.response.body" and not message.get("more_body", False)

        try:
            await self._app(scope, receive, answer)
        except Exception:
            # Starlette raises answered exceptions again, and the server would log them. They are logged
            # already, and a traceback of the database may quote personal data.
            if not whole:
                raise
        finally:
            _measure(scope, status, time.perf_counter() - began, request_id)


def _with_ours(headers: list[tuple[bytes, bytes]], request_id: str, status: int) -> list[tuple[bytes, bytes]]:
    if status == NO_CONTENT:
        headers = [header for header in headers if header[0].lower() != b"content-type"]
    headers = [header for header in headers if header[0].lower() != b"vary"] + [(b"vary", _varying(headers))]
    names = {name.lower() for name, _ in headers}
    own_headers = [*COMMON_HEADERS, (b"x-request-id", request_id.encode()), (b"cache-control", b"private, no-store")]
    return [*headers, *((name, value) for name, value in own_headers if name not in names)]


def _varying(headers: list[tuple[bytes, bytes]]) -> bytes:
    """Return what answers depend on: any may be a problem, in words of the language that was asked for."""
    values = [value for name, value in headers if name.lower() == b"vary"]
    return b", ".join(values if any(LANGUAGE in value for value in values) else [*values, LANGUAGE])


def _measure(scope: Scope, status: int, seconds: float, request_id: str) -> None:
    operation = getattr(scope.get("route"), "name", UNKNOWN)
    requests_of(operation, status).observe(seconds)
    logger.info("answered", operation=operation, status=status, seconds=round(seconds, 4), request_id=request_id)
