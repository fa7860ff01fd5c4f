"""The outermost ASGI layer.

It gives each request an id, adds the headers of every answer, measures the duration, and keeps exceptions that were
answered already out of the server's log.
"""

import time

import structlog
from fastapi import FastAPI
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.core.ids import uuid7_text
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
# A year. Other names of the domain are not ours to answer for.
ONLY_SECURE = (b"strict-transport-security", b"max-age=31536000")
COMMON = {name for name, _ in COMMON_HEADERS}
LANGUAGE = b"Accept-Language"
UNKNOWN = "unknown"
NO_CONTENT = 204


class Edge:
    """`app`: the application that the scope names. The server calls this layer, and not FastAPI, which is slower.

    `secure`: browsers are told to ask by HTTPS alone.
    """

    def __init__(self, app: FastAPI, layers: ASGIApp, *, secure: bool = False) -> None:
        self._app, self._layers, self._own = app, layers, [ONLY_SECURE] if secure else []
        self.log = logger.bind()  # binding takes longer than not logging

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope["app"] = self._app
        if scope["type"] != "http":
            await self._layers(scope, receive, send)
            return
        began, request_id, status, whole = time.perf_counter(), uuid7_text(), 500, False
        scope.setdefault("state", {})["request_id"] = request_id

        async def answer(message: Message) -> None:
            nonlocal status, whole
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = _with_ours(message["headers"], request_id, status) + self._own
            await send(message)
            whole = message["type"] == "http.response.body" and not message.get("more_body", False)

        try:
            await self._layers(scope, receive, answer)
        except Exception:
            # Starlette raises answered exceptions again, and the server would log them. They are logged
            # already, and a traceback of the database may quote personal data.
            if not whole:
                raise
        finally:
            self._measure(scope, status, time.perf_counter() - began, request_id)

    def _measure(self, scope: Scope, status: int, seconds: float, request_id: str) -> None:
        operation = getattr(scope.get("route"), "name", UNKNOWN)
        requests_of(operation, status).observe(seconds)
        self.log.info("answered", operation=operation, status=status, seconds=round(seconds, 4), request_id=request_id)


def _with_ours(headers: list[tuple[bytes, bytes]], request_id: str, status: int) -> list[tuple[bytes, bytes]]:
    """Add the headers of every answer that it does not have. Each depends on the language: it may be a problem.

    Names are in lower case, as ASGI has it.
    """
    values = dict(headers)
    if LANGUAGE not in values.get(b"vary", b""):
        variants = [value for name, value in headers if name == b"vary"]
        plain = [header for header in headers if header[0] != b"vary"]
        headers = [*plain, (b"vary", b", ".join([*variants, LANGUAGE]))]
    if status == NO_CONTENT:
        headers = [header for header in headers if header[0] != b"content-type"]
    common = COMMON_HEADERS
    if not values.keys().isdisjoint(COMMON):
        common = [header for header in COMMON_HEADERS if header[0] not in values]
    return [*headers, (b"x-request-id", request_id.encode()), *common]
