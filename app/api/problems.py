import json
from collections.abc import Mapping
from typing import Any, Literal, cast

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.routing import BaseRoute, Match

from app.api.queries import MalformedQuery
from app.core import errors
from app.core.errors import Problem, Unauthenticated
from app.core.failures import problem_behind
from app.core.fault_codes import CODES
from app.core.faults import MOST, faults
from app.core.i18n import Language, Locale, Words, negotiate
from app.core.ids import uuid7_text
from app.core.requests import header, runtime
from app.core.statuses import status_of
from app.policies.api_tokens import OutOfScope
from app.policies.guests import NotYourRoom
from app.policies.session_kinds import OwnProofRequired
from app.services.accounts.languages import asks_for_simple_sentences

logger = structlog.get_logger(__name__)
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
ALWAYS = (MalformedQuery, errors.Unavailable)
SIGNED_IN = (Unauthenticated, OutOfScope, NotYourRoom, OwnProofRequired)
LARGEST = 8_192  # bytes of the errors; the row in `current` is not limited
LONGEST = 200  # characters of a quoted address or name
LANGUAGE = "language_of_refusals"  # asked for once by a batch
KINDS = "x-problem-types"  # of an answer, in the document
BY_THE_FRAMEWORK = (errors.Invalid, errors.NotFound, errors.MethodNotAllowed, errors.TooLarge, errors.UnsupportedMedia)


class FaultDocument(BaseModel):
    where: Literal["body", "query", "path", "header", "cookie"] = Field(alias="in", description="Of the request")
    pointer: str
    code: str = Field(
        description="What is wrong, for programs. Never renamed; others may come: show their `message`",
        examples=list(CODES),
    )
    message: str
    line: int | None = Field(None, description="Of the table that was sent, counted from 1; of `text/csv` alone")


class ProblemDocument(BaseModel):
    """RFC 9457. Some kinds carry more members, such as `current` or `retry_after`."""

    model_config = ConfigDict(extra="allow")

    type: str
    title: str
    status: int
    detail: str
    instance: str
    request_id: str
    errors: list[FaultDocument] | None = None


def type_of(kind: type[Problem]) -> str:
    return f"/problems/{kind.slug()}"


def problems(*kinds: type[Problem], public: bool = False) -> dict[int | str, dict[str, Any]]:
    """Return the `responses=` of a route: every problem it can answer with, by status."""
    responses: dict[int | str, dict[str, Any]] = {}
    for kind in (*(() if public else SIGNED_IN), *kinds, *ALWAYS):
        entry = responses.setdefault(status_of(kind), {"model": ProblemDocument, "description": ""})
        entry.setdefault(KINDS, []).append(type_of(kind))
        entry["description"] = " / ".join(filter(None, [entry["description"], f"{kind.title.en} (`{kind.slug()}`)"]))
    return responses


def locale_of(request: Request) -> Language:
    return asked_language(request).base


def asked_language(request: Request) -> Language:
    return negotiate(header(request, b"accept-language")) or Locale.FR


async def language_of(request: Request) -> Language:
    """Return the language of its refusals: simple French where the header asks for it, or the caller's account does."""
    state = request.scope.setdefault("state", {})
    if LANGUAGE not in state:
        state[LANGUAGE] = await _language_of(request)
    return cast("Language", state[LANGUAGE])


async def _language_of(request: Request) -> Language:
    language = asked_language(request)
    scheme, _, token = header(request, b"authorization").partition(" ")
    if language != Locale.FR or scheme.lower() != "bearer":
        return language
    app = runtime(request)
    try:
        caller = app.keys.actor_of(token.strip(), app.clock())
        return language.in_sentences(simple=await asks_for_simple_sentences(app, caller))
    except Exception:  # noqa: BLE001  whatever fails here, the refusal is answered
        return language


def request_id_of(request: Request) -> str:
    return str(request.scope.setdefault("state", {}).setdefault("request_id", uuid7_text()))


def document(problem: Problem, locale: Language, most: int = MOST) -> dict[str, Any]:
    """What a problem says, with so many faults, without the request it answers."""
    kind = type(problem)
    members = {
        "type": type_of(kind),
        "title": kind.title.in_(locale),
        "status": status_of(kind),
        "detail": (problem.detail or kind.advice).in_(locale),
    }
    extensions = {name: value for name, value in problem.extensions.items() if value is not None}
    if isinstance(errors_ := extensions.get("errors"), list):
        extensions["errors"] = errors_[:most]
    return members | {name: _spoken(value, locale) for name, value in extensions.items()}


def problem_of(request: Request, error: Exception) -> Problem:
    """Return any exception as a problem. Server errors are logged."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, ClientDisconnect):  # while it sent: nobody reads the answer, and it is no server error
        return errors.Invalid()
    problem = problem_behind(error)
    if type(problem) is Problem:
        logger.error("failed", request_id=request_id_of(request), exc_info=error)
    elif isinstance(problem, errors.Unavailable):
        logger.warning("unavailable", request_id=request_id_of(request), cause=type(error).__name__)
    return problem


def refused(error: RequestValidationError) -> Problem:
    return errors.Unprocessable(errors=faults(error.errors()))


async def render(request: Request, problem: Problem, headers: Mapping[str, str] | None = None) -> Response:
    is_ours = status_of(type(problem)) >= status_of(Problem)  # when the server fails, it looks up nothing more
    language = asked_language(request) if is_ours else await language_of(request)
    all_headers = {"Content-Language": language.tag, **_headers(problem), **(headers or {})}
    return _answer(request, document(problem, language), all_headers)


async def answer_to(request: Request, error: Exception) -> Response:
    problem = refused(error) if isinstance(error, RequestValidationError) else problem_of(request, error)
    return await render(request, problem)


def install(app: FastAPI) -> None:
    @app.exception_handler(Problem)
    @app.exception_handler(RequestValidationError)
    @app.exception_handler(ClientDisconnect)
    @app.exception_handler(Exception)
    async def on_failure(request: Request, error: Exception) -> Response:
        return await answer_to(request, error)

    @app.exception_handler(HTTPException)
    async def on_refusal(request: Request, error: HTTPException) -> Response:
        kind = next((item for item in BY_THE_FRAMEWORK if status_of(item) == error.status_code), Problem)
        headers = {"Allow": _methods(request)} if kind is errors.MethodNotAllowed else {}
        return await render(request, kind(), {**(error.headers or {}), **headers})


def _methods(request: Request) -> str:
    """Return all methods of the path. The framework would name only those of its first route."""
    routes: list[BaseRoute] = request.app.router.routes
    scopes = [(method, {**request.scope, "method": method}) for method in METHODS]
    methods = {method for method, scope in scopes if any(route.matches(scope)[0] is Match.FULL for route in routes)}
    methods |= {"HEAD"} if "GET" in methods else set()
    return ", ".join(method for method in METHODS if method in methods)


def _headers(problem: Problem) -> dict[str, str]:
    headers = {}
    if "retry_after" in problem.extensions:
        headers["Retry-After"] = str(problem.extensions["retry_after"])
    if isinstance(problem, errors.TooMany):
        headers["RateLimit"] = f'"attempts";r=0;t={problem.extensions["retry_after"]}'
    if isinstance(problem, Unauthenticated):
        headers["WWW-Authenticate"] = "Bearer"
    return headers


def _answer(request: Request, members: dict[str, Any], headers: Mapping[str, str]) -> Response:
    body = members | {"instance": request.scope["path"][:LONGEST], "request_id": request_id_of(request)}
    content = _encoded(body)
    while len(content) > LARGEST and len(body.get("errors") or ()) > 1:
        body["errors"] = body["errors"][: len(body["errors"]) // 2]
        content = _encoded(body)
    return Response(content, members["status"], headers, "application/problem+json")


def _encoded(body: dict[str, Any]) -> bytes:
    return json.dumps(body, ensure_ascii=False).encode(
        errors="replace"
    )  # a quoted lone surrogate must not break the answer


def _spoken(value: object, locale: Language) -> object:
    if isinstance(value, Words):
        return value.in_(locale)
    if isinstance(value, bytes):
        return json.loads(value)
    if isinstance(value, dict):
        return {name: _spoken(inner, locale) for name, inner in value.items()}
    return [_spoken(inner, locale) for inner in value] if isinstance(value, list) else value
