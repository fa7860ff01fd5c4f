import json
import re
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from pydantic import BaseModel

from app.api import openapi_growth, openapi_headers, openapi_names, refresh_cookies
from app.api.openapi_conventions import CONVENTIONS
from app.api.problems import KINDS, FaultDocument, ProblemDocument, type_of
from app.core.errors import Stale, Unprocessable
from app.models.api_tokens import Scope
from app.policies.api_tokens import SCOPES
from app.schemas import returns
from app.schemas.patches import MergePatch
from app.schemas.sync_variants import SyncOperation

TOKEN_SCOPE = "x-token-scope"  # noqa: S105  of an operation: what a token of a program needs
BEARER = {
    "type": "http",
    "scheme": "bearer",
    "bearerFormat": "JWT",
    "description": "The access token of a session; or the token of a program, `dta_…` of a person, `dtc_…` of a "
    f"community. An operation with `{TOKEN_SCOPE}` takes a token with that scope "
    f"({', '.join(f'`{scope}`' for scope in Scope)}), of the kinds in `x-token-kinds`; any other refuses all tokens: "
    "403 `out-of-scope`.",
}
SENTENCE_END = re.compile(r"(?<=[.;])\s")
TAGS = [  # in the order of use by a client
    {"name": "sessions", "description": "Sign in by a mailed code, stay signed in, sign devices out."},
    {"name": "me", "description": "One's own account, and who looked at what is one's own."},
    {"name": "experiences", "description": "« Mon journal »: lived moments, private always."},
    {"name": "media", "description": "Photos, sounds, films and documents of one's own."},
    {"name": "uploads", "description": "Their bytes, by tus 1.0: resumable."},
    {"name": "delivery", "description": "Their renditions, at the addresses that answers give."},
    {"name": "sync", "description": "For phones that were away."},
    {"name": "journals", "description": "Notebooks that cite moments; published, they are stories."},
    {"name": "stories", "description": "What was published, in frozen editions."},
    {"name": "portraits", "description": "Portfolios that compose themselves; published, in frozen editions."},
    {"name": "grants", "description": "« Qui voit quoi »: the only way to give access."},
    {"name": "counselling", "description": "Asking somebody for access, and the people who gave it."},
    {"name": "communities", "description": "Groups of people: what they are, who is in them, how one comes in."},
    {"name": "links", "description": "What a link shows, without an account."},
    {"name": "missions", "description": "What communities ask of their members, and what these answer."},
    {"name": "rooms", "description": "People who are together: what they are asked, and how they come in."},
    {"name": "reports", "description": "What programmes came to: figures with their definitions, in editions."},
    {"name": "programmes", "description": "Missions in order, led by a team, copied from templates."},
    {"name": "notifications", "description": "What one is told, how, when and where."},
    {"name": "skills", "description": "Frameworks of skills."},
    {"name": "talents", "description": "One’s own word on a skill, and the moments that show it."},
    {"name": "endorsements", "description": "What others confirm of one’s talents, asked by mail."},
    {"name": "credentials", "description": "What others need to check a credential of ours without an account."},
    {"name": "moderation", "description": "Reporting what should not be seen, and what becomes of it."},
    {"name": "programs", "description": "Programs act with tokens, and hear of events by webhooks."},
    {"name": "rights", "description": "Leaving with everything, and taking it along."},
    {"name": "admin", "description": "For operators, with a second factor: figures without content. Each act is kept."},
    {"name": "health", "description": "For operators' machines."},
]
SERVERS = [{"url": "/", "description": "The installation that gives this document"}]
LICENCE = {"name": "All rights reserved", "identifier": "LicenseRef-All-Rights-Reserved"}
CONTACT = {"name": "Whoever runs this installation: /mentions-legales"}


def operation_id(route: APIRoute) -> str:
    return route.name


def document(app: FastAPI) -> dict[str, Any]:
    """FastAPI's document, with every failure described as problem+json."""
    if app.openapi_schema is None:
        from app.api import openapi_examples  # noqa: PLC0415  only the document is made with them

        spec = get_openapi(
            title=app.title,
            version=app.version,
            description=CONVENTIONS,
            tags=TAGS,
            routes=app.routes,
            servers=SERVERS,
            license_info=LICENCE,
        )
        spec["info"]["contact"] = CONTACT
        schemas = spec["components"]["schemas"]
        schemas["FaultDocument"] = FaultDocument.model_json_schema()
        schemas["ProblemDocument"] = ProblemDocument.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas["ProblemDocument"].pop("$defs", None)
        spec["components"]["schemas"] = schemas = {**_definitions(SyncOperation), **schemas}
        for name in ("HTTPValidationError", "ValidationError"):
            schemas.pop(name, None)
        for schema in schemas.values():
            _say_defaults(schema)
        returns.mark(schemas, _bodies())
        for path in spec["paths"].values():
            for operation in path.values():
                _name_once(operation)
                _describe_access(operation)
                _describe_failures(operation, _shown_by(operation) or _shown_by(path.get("get", {})), schemas)
        schemas["ProblemDocument"]["properties"]["type"] |= _types(spec["paths"])
        openapi_headers.describe(spec["paths"], openapi_headers.names_of(app.routes))
        spec["components"]["securitySchemes"] = {
            "bearer": BEARER,
            "refreshCookie": {"type": "apiKey", "in": "cookie", "name": refresh_cookies.NAME},
        }
        spec["security"] = [{"bearer": []}]
        openapi_names.name_parts(spec)
        openapi_growth.open_answers(spec)
        openapi_examples.add(spec)
        app.openapi_schema = spec
    return app.openapi_schema


def _name_once(operation: dict[str, Any]) -> None:
    """Several values of a parameter are separated by commas: its name stands once (app/api/queries.py)."""
    for item in operation.get("parameters", ()):
        if item["in"] == "query" and item["schema"].get("type") == "array":
            item |= {"style": "form", "explode": False}
            item["schema"].pop("default", None)  # none of them; Kotlin has another list for it


def _definitions(model: type[BaseModel]) -> dict[str, Any]:
    """Name the schema of a model, and those it refers to, for what no route validates by itself."""
    schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
    return {**schema.pop("$defs", {}), model.__name__: schema}


def _describe_access(operation: dict[str, Any]) -> None:
    access = SCOPES.get(operation["operationId"])
    if access is not None:
        operation |= {TOKEN_SCOPE: access.scope, "x-token-kinds": list(access.kinds)}


def _bodies() -> dict[str, type[returns.Returnable]]:
    """Name each body that takes what was read, and each patch of one."""
    patches = ((item.__name__, item.of) for item in MergePatch.__subclasses__())
    bodies = {name: body for name, body in patches if issubclass(body, returns.Returnable)}
    return bodies | {body.__name__: body for body in returns.READS}


def _say_defaults(schema: dict[str, Any]) -> None:
    """Describe defaults in words: generators of clients take a field with `default` for one that is always present."""
    for name, item in schema.get("properties", {}).items():
        default = item.pop("default", None)
        if default is not None and "const" not in item and name not in schema.get("required", ()):
            sentence = f"Left out: `{json.dumps(default, ensure_ascii=False)}`"
            item["description"] = (
                f"{item['description'].rstrip('.')}. {sentence}" if "description" in item else sentence
            )


def _types(paths: dict[str, Any]) -> dict[str, Any]:
    """List the problems of all operations: `type` is what programs compare."""
    answers = (answer for path in paths.values() for item in path.values() for answer in item["responses"].values())
    slugs = sorted({slug for answer in answers for slug in answer.get(KINDS, ())})
    advice = "Compare it as it stands; the page there says more. Others may come: then go by `status`"
    return {"description": advice, "examples": slugs}


def _shown_by(operation: dict[str, Any]) -> dict[str, Any] | None:
    """Return the schema of the answer."""
    content = operation.get("responses", {}).get("200", {}).get("content", {})
    schema: dict[str, Any] | None = content.get("application/json", {}).get("schema")
    return schema


def _summarise(operation: dict[str, Any]) -> None:
    """The summary is the first sentence; a description stands only where there is more to say."""
    whole = operation.pop("description", "").strip()
    operation["summary"] = SENTENCE_END.split(whole.partition("\n\n")[0], maxsplit=1)[0].rstrip(".;")
    if whole.rstrip(".") != operation["summary"]:
        operation["description"] = whole


def _describe_failures(operation: dict[str, Any], thing: dict[str, Any] | None, schemas: dict[str, Any]) -> None:
    _summarise(operation)
    for status, response in operation["responses"].items():
        if status >= "400":
            response.setdefault(KINDS, [type_of(Unprocessable)])  # FastAPI describes no other by itself
            name = "ProblemDocument"
            if response.get(KINDS) == [type_of(Stale)]:
                whole = thing or {"type": "object"}
                current = whole.get("anyOf", [whole])[0]
                name = f"Stale{current.get('$ref', 'Thing').rpartition('/')[2].removesuffix('Read')}"
                schemas[name] = _stale(name, current)
            response["content"] = {"application/problem+json": {"schema": openapi_names.reference(name)}}


def _stale(name: str, thing: dict[str, Any]) -> dict[str, Any]:
    """Describe the problem that shows what is there now: all members in one, since clients made of `allOf` differ."""
    whole = ProblemDocument.model_json_schema(ref_template="#/components/schemas/{model}")
    properties, required = whole["properties"] | {"current": thing}, [*whole["required"], "current"]
    return {
        "title": name,
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": True,
    }
