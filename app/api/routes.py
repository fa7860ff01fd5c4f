"""FastAPI's route, strict about input, and passing JSON from PostgreSQL through untouched."""

from collections.abc import Awaitable, Callable, Coroutine, Mapping
from functools import partial
from typing import Any, get_type_hints
from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import BaseModel, TypeAdapter, ValidationError
from starlette.routing import Match
from starlette.types import Scope

from app.api.body import IN_ALL, SIZE, has_body, read_json
from app.api.client_versions import headers_of
from app.api.deps import OpenUnitOfWork, reading_of, written
from app.api.direct import TAKEN, direct
from app.api.packing import packed
from app.api.problems import locale_of
from app.api.queries import read_query
from app.core.projections import Json
from app.core.uow import Reading

VERSION = "/v1"  # before the prefix of every router
ID = TypeAdapter(UUID)
BARE = (Json, Json | Response)  # return types of reads that need FastAPI for their documentation only
LANGUAGE = "Content-Language"
SPEAKS = {LANGUAGE: {"description": "Of the words of ours in it", "schema": {"type": "string"}}}
IN_WORDS: dict[int | str, dict[str, Any]] = {200: {"headers": SPEAKS}}  # `responses` of a read with words of ours
Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class Router(APIRouter):
    """A router that is searched only for paths with its prefix: trying every route takes longer than reading a page."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        if not scope["path"].startswith(self.prefix, len(VERSION)):
            return Match.NONE, {}
        return super().matches(scope)


class Route(APIRoute):
    largest, members = SIZE, IN_ALL  # of a body: its bytes, and the members of its objects
    bare: Handler | None = None  # the handler, if it needs no dependency injection

    def get_route_handler(self) -> Handler:
        handle, end = self._spoken_handler(), headers_of(self.openapi_extra)
        if not end:
            return handle
        self.bare = self.bare and _ending(self.bare, end)
        return _ending(handle, end)

    def _spoken_handler(self) -> Handler:
        hints = get_type_hints(self.endpoint)
        has_words = LANGUAGE in self.responses.get(200, {}).get("headers", {})
        if hints["return"] in BARE:
            self.bare = _spoken(_bare(self.endpoint)) if has_words else _bare(self.endpoint)
            return self.bare
        if OpenUnitOfWork in hints.values() and TAKEN.issuperset(hints) and not has_words:
            self.bare = direct(self.endpoint, self.largest, self.members)
            return self.bare
        handle = self._injected_handler()
        return _spoken(handle) if has_words else handle

    def _injected_handler(self) -> Handler:
        if self.body_field is not None:
            needs_body = self.body_field.field_info.is_required()
            return _strict(super().get_route_handler(), self.largest, self.members, needs_body=needs_body)
        return _plain(super().get_route_handler())


def _ending(handle: Handler, headers: Mapping[str, str]) -> Handler:
    """Return a handler that says that its operation will end."""

    async def end(request: Request) -> Response:
        response = await handle(request)
        response.headers.update(headers)
        return response

    return end


def _spoken(handle: Handler) -> Handler:
    """Return a handler that says in which language the words of ours in its answer are."""

    async def speak(request: Request) -> Response:
        response = await handle(request)
        response.headers[LANGUAGE] = locale_of(request).tag
        return response

    return speak


def _bare(endpoint: Callable[..., Awaitable[Json | Response]]) -> Handler:
    """Return a handler without FastAPI's dependency injection, which costs as much as reading a page."""
    hints = {name: kind for name, kind in get_type_hints(endpoint).items() if name != "return"}
    takes = {name: _taken(name, kind) for name, kind in hints.items()}

    has_schema = any(isinstance(kind, type) and issubclass(kind, BaseModel) for kind in hints.values())

    async def handle(request: Request) -> Response:
        if not has_schema:
            read_query(request)
        result = await endpoint(**{name: take(request) for name, take in takes.items()})
        return packed(request, result if isinstance(result, Response) else written(result))

    return handle


def _taken(name: str, kind: type) -> Callable[[Request], object]:
    """Return how a bare read gets a parameter: its caller, an id of the path, the query, or the request."""
    if kind is Request:
        return lambda request: request
    if kind is UUID:
        return partial(_parse_id, name)
    if kind is str:  # a token: a malformed one is answered like an unknown one
        return lambda request: request.path_params[name]
    return reading_of if kind is Reading else partial(parse_query, query=kind)


def _parse_id(name: str, request: Request) -> UUID:
    try:
        return ID.validate_python(request.path_params[name])
    except ValidationError as error:
        raise RequestValidationError([e | {"loc": ("path", name)} for e in error.errors()]) from error


def parse_query(request: Request, query: type[BaseModel]) -> BaseModel:
    try:
        return query.model_validate(read_query(request))
    except ValidationError as error:
        raise RequestValidationError([e | {"loc": ("query", *e["loc"])} for e in error.errors()]) from error


def _strict(handle: Handler, largest: int, members: int, *, needs_body: bool) -> Handler:
    async def strict(request: Request) -> Response:
        read_query(request)
        if not needs_body and not has_body(request):
            return await handle(request)
        return await handle(Parsed(request, await read_json(request, largest, members)))

    return strict


def _plain(handle: Handler) -> Handler:
    async def plain(request: Request) -> Response:
        read_query(request)
        return await handle(request)

    return plain


class Parsed(Request):
    """A request whose body was read already: FastAPI asks for the JSON, and gets `value`."""

    def __init__(self, request: Request, value: object) -> None:
        super().__init__(request.scope, request.receive)
        self._body = b"null"  # FastAPI checks for bytes, then asks for the JSON
        self._value = value

    async def json(self) -> object:
        return self._value
