"""Calls a handler that opens its own unit of work without FastAPI's dependency injection, which takes as long.

The parameters are those that FastAPI documents; faults of all of them are answered together, as it does.
"""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Any, NamedTuple, get_type_hints

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, TypeAdapter, ValidationError

from app.api.body import read_json
from app.api.deps import IfMatch, admitted, reading_of
from app.api.queries import read_query

BODY, TAG = "data", "if_match"
IDS = frozenset({"experience_id", "mission_id", "proposal_id"})
TAKEN = frozenset({"reading", "open_uow", "request", BODY, TAG, "return"}) | IDS
MISSING: dict[str, Any] = {"type": "missing", "loc": (), "msg": "Field required", "input": None}


class _Value(NamedTuple):
    """A parameter that comes from outside: where it stands, and what it has to be."""

    name: str
    place: tuple[str, ...]
    adapter: TypeAdapter[Any]
    read: Callable[[Request, object], object]


def direct(endpoint: Callable[..., Awaitable[Response]], largest: int, members: int) -> Callable[[Request], Any]:
    """Return the handler. `largest`: of a body, in bytes; `members`: of its objects."""
    hints = get_type_hints(endpoint, include_extras=True)
    values = [_value(name, hints[name]) for name in hints if name in {*IDS, BODY, TAG}]
    has_body = BODY in hints

    async def handle(request: Request) -> Response:
        read_query(request)
        body = await read_json(request, largest, members) if has_body else None
        reading = reading_of(request)
        open_uow = partial(admitted, request, reading.actor)
        offered: dict[str, Any] = {"reading": reading, "open_uow": open_uow, "request": request}
        arguments = {name: value for name, value in offered.items() if name in hints}
        faults: list[Any] = []
        for name, place, adapter, read in values:
            try:
                arguments[name] = adapter.validate_python(read(request, body))
            except ValidationError as error:
                is_missing = name == BODY and body is None
                details: list[Any] = [MISSING] if is_missing else list(error.errors(include_url=False))
                faults += [detail | {"loc": (*place, *detail["loc"])} for detail in details]
        if faults:
            raise RequestValidationError(faults)
        return await endpoint(**arguments)

    return handle


def _value(name: str, kind: Any) -> _Value:  # noqa: ANN401  a type, with what describes it
    if name == TAG:
        return _Value(
            name, ("header", "if-match"), TypeAdapter(IfMatch), lambda request, _: request.headers.get("if-match")
        )
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return _Value(name, ("body",), TypeAdapter(kind), lambda _, body: body)
    return _Value(name, ("path", name), TypeAdapter(kind), lambda request, _: request.path_params[name])
