"""Documents the common headers of each operation, by the functions that its handler calls."""

from collections.abc import Iterable
from typing import Any

from fastapi.routing import APIRoute, iter_route_contexts
from starlette.routing import BaseRoute

Operation = dict[str, Any]
TEXT: dict[str, Any] = {"type": "string", "maxLength": 2_000}
ETAG = {"ETag": {"description": "What `If-Match` takes", "schema": TEXT}}
LOCATION = {"Location": {"description": "Where it is", "schema": TEXT}}
LIMIT_HEADERS = {
    "Retry-After": {"description": "Seconds", "schema": {"type": "integer", "minimum": 0}},
    "RateLimit": {"description": "As the IETF draft says: what is left, and until when", "schema": TEXT},
}
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


def _describe(operation: Operation, names: set[str], *, makes: bool) -> None:
    answers = operation["responses"]
    for status in {"200", "201"} & answers.keys():
        if names & {"json_response", "json_response_or_304"} and JSON in answers[status].get("content", {}):
            answers[status].setdefault("headers", {}).update(ETAG)
    if makes and "201" in answers:
        answers["201"].setdefault("headers", {}).update(LOCATION)
    if "429" in answers:
        answers["429"].setdefault("headers", {}).update(LIMIT_HEADERS)
    if "json_response_or_304" in names:
        answers.setdefault("304", {"description": "What you have is what there is"})
        operation.setdefault("parameters", []).append(IF_NONE_MATCH)
    content = operation.get("requestBody", {}).get("content", {})
    if JSON in content and "Patch" in str(content[JSON]["schema"].get("$ref")):
        content[MERGE_PATCH] = content[JSON]
