"""The outermost ASGI layer: gives each request an id, adds the headers that every answer carries, measures how long it
took, and keeps exceptions that were answered already from the server's log."""

import time

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.core.ids import uuid7
from app.core.metrics import requests_of

logger = structlog.get_logger(__name__)
FIXED = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    # Web clients live on addresses of their own. No cookie is ever set: a page has only what it was given.
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", b"*, Authorization"),
]
UNKNOWN = "unknown"


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
                message["headers"] = _with_ours(message["headers"], request_id)
            await send(message)
            whole = message["type"] == "http.response.body" and not message.get("more_body", False)

        try:
            await self._app(scope, receive, answer)
        except Exception:
            # Starlette raises again what it has answered, and the server would log all of it: what is to be said
            # has been, and a traceback of the database's may hold what a person wrote.
            if not whole:
                raise
        finally:
            _measure(scope, status, time.perf_counter() - began, request_id)


def _with_ours(headers: list[tuple[bytes, bytes]], request_id: str) -> list[tuple[bytes, bytes]]:
    names = {name.lower() for name, _ in headers}
    own_headers = [*FIXED, (b"x-request-id", request_id.encode()), (b"cache-control", b"private, no-store")]
    return [*headers, *((name, value) for name, value in own_headers if name not in names)]


def _measure(scope: Scope, status: int, seconds: float, request_id: str) -> None:
    operation = getattr(scope.get("route"), "name", UNKNOWN)
    requests_of(operation, status).observe(seconds)
    logger.info("answered", operation=operation, status=status, seconds=round(seconds, 4), request_id=request_id)
