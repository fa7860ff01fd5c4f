"""Adds an example to each body and each answer of the document; each stands once, among the components."""

from typing import Any

from app.api.openapi_names import REFERENCE
from app.api.problems import KINDS, type_of
from app.core.errors import Problem
from app.core.i18n import Locale
from app.core.statuses import every_problem, status_of
from app.schemas.examples import ID, Examples

SHARED = "#/components/examples/"
PROBLEM = "application/problem+json"


def add(spec: dict[str, Any]) -> None:
    schemas, library = spec["components"]["schemas"], spec["components"].setdefault("examples", {})
    examples, problems = Examples(schemas), {type_of(kind): kind for kind in every_problem()}
    for item in spec["paths"].values():
        for operation in item.values():
            body = operation.get("requestBody", {}).get("content", {})
            for content in body.values():
                _exemplify(content, examples, library, is_body=True)
            for answer in operation["responses"].values():
                for media_type, content in answer.get("content", {}).items():
                    if media_type == PROBLEM:
                        _show_problem(content, problems[answer[KINDS][0]], examples, library)
                    else:
                        _exemplify(content, examples, library, is_body=False)


def _exemplify(content: dict[str, Any], examples: Examples, library: dict[str, Any], *, is_body: bool) -> None:
    schema = content.get("schema", {})
    if "example" in content or schema.get("format") == "binary":
        return
    name = schema["$ref"].removeprefix(REFERENCE) if "$ref" in schema else None
    value = examples.of(schema, is_body=is_body)
    if name is None:
        content["example"] = value
    else:
        library[name] = {"value": value}
        content["examples"] = {name: {"$ref": SHARED + name}}


def _show_problem(content: dict[str, Any], kind: type[Problem], examples: Examples, library: dict[str, Any]) -> None:
    name = content["schema"]["$ref"].removeprefix(REFERENCE)
    is_stale = name != "ProblemDocument"
    key = name if is_stale else kind.slug()
    words = {"title": kind.title.in_(Locale.FR), "status": status_of(kind), "detail": kind.advice.in_(Locale.FR)}
    members: dict[str, Any] = {"instance": "/v1/experiences", "request_id": ID}
    if is_stale:
        members["current"] = examples.of(content["schema"])["current"]
    if kind.slug() == "unprocessable":
        members["errors"] = [{"in": "body", "pointer": "/title", "code": "too_long", "message": "doit être plus court"}]
    library[key] = {"value": {"type": type_of(kind), **words, **members}}
    content["examples"] = {key: {"$ref": SHARED + key}}
