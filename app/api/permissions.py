"""Each operation states its callers: it takes a signed-in caller, or it is OPEN."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from fastapi import APIRouter
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

OPEN: dict[str, Any] = {"security": []}  # the `openapi_extra` of public operations
# The headers by which a POST is known again: the second stands for another method, with an offset of its own.
REPEATABLE = frozenset({"idempotency-key", "x-http-method-override"})


class Unguarded(Exception):
    """An operation that states neither, or both."""


class Unrepeatable(Exception):
    """A POST of a signed-in caller without `Idempotency-Key`: sent again after a lost answer, it is done twice."""


def demand(routers: Iterable[APIRouter], dependencies: Iterable[Callable[..., Any]]) -> int:
    """Check all operations, and return their number. `dependencies` refuse anonymous callers.

    Raises Unguarded, Unrepeatable.
    """
    refusing, count = frozenset(dependencies), 0
    for route in (route for router in routers for route in router.routes):
        if not isinstance(route, APIRoute) or not route.include_in_schema:
            continue
        is_open = (route.openapi_extra or {}).get("security") == []
        if is_open != refusing.isdisjoint(_taken(route.dependant)):
            raise Unguarded(f"Who may ask for {route.name}?")
        if not is_open and "POST" in (route.methods or ()) and REPEATABLE.isdisjoint(_headers(route.dependant)):
            raise Unrepeatable(route.name)
        count += 1
    return count


def _headers(dependant: Dependant) -> Iterator[str]:
    yield from (field.alias for field in dependant.header_params)
    for dependency in dependant.dependencies:
        yield from _headers(dependency)


def _taken(dependant: Dependant) -> Iterator[Callable[..., Any] | None]:
    for dependency in dependant.dependencies:
        yield dependency.call
        yield from _taken(dependency)
