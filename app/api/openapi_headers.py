"""Documents the common headers of each operation, by the functions that its handler calls."""

from collections.abc import Iterable, Iterator
from typing import Any

from fastapi.routing import APIRoute, iter_route_contexts
from starlette.routing import BaseRoute

Operation = dict[str, Any]
TEXT: dict[str, Any] = {"type": "string", "maxLength": 2_000}
ETAG = {"ETag": {"description": "What `If-Match` takes", "schema": TEXT}}
LOCATION = {"Location": {"description": "Where it is", "schema": TEXT}}
LIMIT_HEADERS = {
    "Retry-After": {"description": "Seconds", "schema": {"type": "integer", "minimum": 0}},
    "RateLimit": {"description": "A hint, as a draft of the IETF has it: what is left, and until when", "schema": TEXT},
}
WAITING = {"429": LIMIT_HEADERS, "503": {"Retry-After": LIMIT_HEADERS["Retry-After"]}}
IF_NONE_MATCH = {
    "name": "if-none-match",
    "in": "header",
    "required": False,
    "description": "The ETag of what you have",
    "schema": TEXT,
}
JSON, MERGE_PATCH = "application/json", "application/merge-patch+json"


def names_of(routes: Iterable[BaseRoute]) -> dict[str, set[str]]:
    """Return the names that each handler calls, by operation."""
    routes_of_app = (context.route for context in iter_route_contexts(list(routes)))
    return {item.name: set(item.endpoint.__code__.co_names) for item in routes_of_app if isinstance(item, APIRoute)}


def describe(paths: dict[str, dict[str, Operation]], calls: dict[str, set[str]]) -> None:
    singles = {path.rpartition("/")[0] for path, item in paths.items() if path.endswith("}") and "get" in item}
    for path, item in paths.items():
        for method, operation in item.items():
            names = calls.get(operation["operationId"], set())
            _describe(operation, names, makes=method == "post" and path in singles and "json_response" in names)


def _carried(answers: dict[str, Any], names: set[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    for status in {"200", "201"} & answers.keys():
        if names & {"json_response", "json_response_or_304"} and JSON in answers[status].get("content", {}):
            yield status, ETAG
    yield from ((status, WAITING[status]) for status in WAITING.keys() & answers.keys())


def _describe(operation: Operation, names: set[str], *, makes: bool) -> None:
    answers = operation["responses"]
    for status, headers in _carried(answers, names):
        answers[status].setdefault("headers", {}).update(headers)
    if makes and "201" in answers:
        answers["201"].setdefault("headers", {}).update(LOCATION)
    if "json_response_or_304" in names:
        answers.setdefault("304", {"description": "What you have is what there is"})
        operation.setdefault("parameters", []).append(IF_NONE_MATCH)
    content = operation.get("requestBody", {}).get("content", {})
    if JSON in content and "Patch" in str(content[JSON]["schema"].get("$ref")):
        content[MERGE_PATCH] = content[JSON]
