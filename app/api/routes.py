"""FastAPI's route, strict about what comes in, and out of the way of what PostgreSQL has already written."""

from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, get_type_hints

from fastapi import APIRouter, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import BaseModel, ValidationError
from starlette.routing import Match
from starlette.types import Scope

from app.api.body import SIZE, read_json
from app.api.deps import PRIVATE, look
from app.core.projections import Json

VERSION = "/v1"  # before the prefix of every router
Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class Router(APIRouter):
    """Only looked into for paths that begin like it: to try every route takes longer than to read a page."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        if not scope["path"].startswith(self.prefix, len(VERSION)):
            return Match.NONE, {}
        return super().matches(scope)


class Route(APIRoute):
    largest = SIZE  # of a body, in bytes
    bare: Handler | None = None  # the handler, if it needs nothing of FastAPI

    def get_route_handler(self) -> Handler:
        hints = get_type_hints(self.endpoint)
        if hints["return"] is Json:
            self.bare = _hot(self.endpoint, hints["query"])
            return self.bare
        if self.body_field is not None:
            return _strict(super().get_route_handler(), self.largest)
        return super().get_route_handler()


def _hot(endpoint: Callable[..., Awaitable[Json]], query: type[BaseModel]) -> Handler:
    """A list takes (look, query). FastAPI documents them; solving them its way costs as much as reading the page."""

    async def handle(request: Request) -> Response:
        reading = look(request)
        body = await endpoint(reading, parse_query(request, query))
        return Response(body, media_type="application/json", headers=PRIVATE)

    return handle


def parse_query(request: Request, query: type[BaseModel]) -> BaseModel:
    try:
        return query.model_validate(dict(request.query_params))
    except ValidationError as error:
        raise RequestValidationError([e | {"loc": ("query", *e["loc"])} for e in error.errors()]) from error


def _strict(handle: Handler, largest: int) -> Handler:
    async def strict(request: Request) -> Response:
        return await handle(Parsed(request, await read_json(request, largest)))

    return strict


class Parsed(Request):
    """With a body that was read already: FastAPI asks for the JSON, and gets `value`."""

    def __init__(self, request: Request, value: object) -> None:
        super().__init__(request.scope, request.receive)
        self._body = b"null"  # FastAPI looks whether there are any bytes, then asks for the JSON
        self._value = value

    async def json(self) -> object:
        return self._value
