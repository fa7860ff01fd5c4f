"""A short way to reads that are so light that finding their route takes as long as answering.

They are declared like all others, which documents them and answers whatever does not pass here: another method, a
path that is nearly theirs.
"""

from collections.abc import Awaitable, Callable, Iterable, Iterator
from typing import NamedTuple

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from app.api.routes import VERSION, Route


class Busy(NamedTuple):
    """A read at a path that is fixed, but for its last part at most, which is then the `parameter`."""

    name: str
    path: str
    methods: frozenset[str]
    handle: Callable[[Request], Awaitable[Response]]

    @property
    def parameter(self) -> str:
        return self.path.rpartition("{")[2].rstrip("}")


class Lane:
    def __init__(self, app: ASGIApp, busy: Iterable[Busy]) -> None:
        reads = list(busy)
        self._app = app
        self._whole = {one.path: one for one in reads if "{" not in one.path}
        self._open = {one.path.rpartition("/")[0]: one for one in reads if "{" in one.path}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        found = self._find(scope) if scope["type"] == "http" and not scope["root_path"] else None
        if found is None or scope["method"] not in found.methods or "fastapi.telemetry" in scope:
            await self._app(scope, receive, send)
            return
        scope["route"] = found
        response = await found.handle(Request(scope, receive, send))
        await response(scope, receive, send)

    def _find(self, scope: Scope) -> Busy | None:
        path: str = scope["path"]
        if (whole := self._whole.get(path)) is not None:
            return whole
        start, _, last = path.rpartition("/")
        found = self._open.get(start) if last else None
        if found is not None:
            scope["path_params"] = {found.parameter: last}
        return found


def bare_reads(routers: Iterable[APIRouter]) -> Iterator[Busy]:
    """Those of the API that need nothing of FastAPI but its documentation."""
    for route in (one for router in routers for one in router.routes):
        if isinstance(route, Route) and route.bare is not None and route.path.count("{") <= route.path.endswith("}"):
            yield Busy(route.name, VERSION + route.path, frozenset(route.methods or ()), route.bare)
