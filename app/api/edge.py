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
    (b"cache-control", b"private, no-store"),
]
COMMON = {name for name, _ in COMMON_HEADERS}
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
    """Add the headers of every answer that it does not have. Each depends on the language: it may be a problem."""
    whole, names, variants = list[tuple[bytes, bytes]](), set[bytes](), b""
    for header in headers:
        name = header[0].lower()
        if name == b"vary":
            variants += header[1] + b", "
        elif status != NO_CONTENT or name != b"content-type":
            whole.append(header)
            names.add(name)
    whole.append((b"vary", variants[:-2] if LANGUAGE in variants else variants + LANGUAGE))
    whole.append((b"x-request-id", request_id.encode()))
    whole += COMMON_HEADERS if names.isdisjoint(COMMON) else [pair for pair in COMMON_HEADERS if pair[0] not in names]
    return whole


def _measure(scope: Scope, status: int, seconds: float, request_id: str) -> None:
    operation = getattr(scope.get("route"), "name", UNKNOWN)
    requests_of(operation, status).observe(seconds)
    logger.info("answered", operation=operation, status=status, seconds=round(seconds, 4), request_id=request_id)
