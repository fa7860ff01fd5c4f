"""Answers `HEAD` where there is a `GET`: the same status and headers, without a body.

Routes with a `HEAD` of their own, such as pages and uploads, keep it.
"""

from collections.abc import Awaitable, Sequence
from typing import Any

from fastapi import Request
from starlette.routing import BaseRoute, Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

METHOD_KEY = "asked_method"


def method_of(request: Request) -> str:
    """Return the method of the request, even if it is answered as a GET."""
    method: str = request.scope.get(METHOD_KEY, request.method)
    return method


def takes(routes: Sequence[BaseRoute], scope: Scope, method: str) -> bool:
    get_scope = {**scope, "method": method}
    return any(route.matches(get_scope)[0] is Match.FULL for route in routes)


class Heads:
    def __init__(self, app: ASGIApp, routes: Sequence[BaseRoute]) -> None:
        self._app = app
        self._routes = routes

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        if scope["type"] != "http" or scope["method"] != "HEAD":
            return self._app(scope, receive, send)
        return self._answer(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        plain = {**scope, "headers": []}  # the catch-all page of browsers matches every path
        is_own = takes(self._routes, plain, "HEAD") or not takes(self._routes, plain, "GET")
        inner = scope if is_own else {**scope, "method": "GET", METHOD_KEY: "HEAD"}
        answer = _Bodiless(receive, send)
        try:
            await self._app(inner, answer.receive, answer.send)
        finally:
            scope.update({name: inner[name] for name in ("route",) if name in inner})


class _Bodiless:
    """Ends the answer after its headers. Later parts see a disconnected client."""

    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive, self._send = receive, send
        self._is_answered = False

    async def receive(self) -> Any:  # noqa: ANN401  as ASGI has it
        return {"type": "http.disconnect"} if self._is_answered else await self._receive()

    async def send(self, message: Message) -> None:
        if self._is_answered:
            return
        await self._send(message)
        if message["type"] == "http.response.start":
            self._is_answered = True
            await self._send({"type": "http.response.body", "body": b""})
