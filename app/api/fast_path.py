"""A short path to operations that are so light that routing takes as long as answering.

It is an index of routes, not a router: the routes are declared like all others, which documents them and answers all
other requests, such as another method, or a similar path. It answers by their own handlers.
"""

import re
from collections.abc import Awaitable, Callable, Iterable, Iterator
from typing import NamedTuple

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route as PlainRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from app.api.problems import answer_to
from app.api.routes import VERSION, Route

NO_ROUTE = (None, "")
FEW_PARTS = re.compile(r"[^{]*(/\{\w+\}(/[^/{]+)?)?")


class FastRoute(NamedTuple):
    """An operation at a fixed path, in which the last part or the one before it may be the `parameter`."""

    name: str
    path: str
    methods: frozenset[str]
    handle: Callable[[Request], Awaitable[Response]]

    @property
    def parameter(self) -> str:
        return self.path.partition("{")[2].partition("}")[0]

    @property
    def pattern(self) -> str:
        return self.path.replace(f"{{{self.parameter}}}", "{}")


class FastPath:
    def __init__(self, app: ASGIApp, busy: Iterable[FastRoute]) -> None:
        self._app = app
        self._busy = {(item.pattern, method): (item, item.parameter) for item in busy for method in item.methods}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        match = self.find(scope) if scope["type"] == "http" and not scope["root_path"] else None
        if match is None:
            await self._app(scope, receive, send)
            return
        scope["route"] = match
        request = Request(scope, receive, send)
        try:
            response = await match.handle(request)
        except Exception as error:  # noqa: BLE001  each is answered, as it is on the long way
            response = await answer_to(request, error)
        await response(scope, receive, send)

    def find(self, scope: Scope) -> FastRoute | None:
        path: str = scope["path"]
        start, _, last = path.rpartition("/")
        before, _, middle = start.rpartition("/")
        return (
            self._find(scope, path)
            or self._find(scope, f"{start}/{{}}", last)
            or self._find(scope, f"{before}/{{}}/{last}", middle)
        )

    def _find(self, scope: Scope, pattern: str, value: str = "") -> FastRoute | None:
        route, parameter = self._busy.get((pattern, scope["method"]), NO_ROUTE)
        if route is None or bool(parameter) != bool(value) or "." in value:
            return None
        scope["path_params"] = {parameter: value} if value else {}
        return route


def fast_routes(routers: Iterable[APIRouter]) -> Iterator[FastRoute]:
    """Return the pages, and the operations of the API that need FastAPI for their documentation only."""
    for route in (route for router in routers for route in router.routes):
        if isinstance(route, Route):
            path, handle = VERSION + route.path, route.bare
        elif isinstance(route, PlainRoute) and "GET" in (route.methods or ()):
            path, handle = route.path, route.endpoint
        else:
            continue
        if handle is not None and FEW_PARTS.fullmatch(path):
            yield FastRoute(route.name, path, frozenset(route.methods or ()), handle)
