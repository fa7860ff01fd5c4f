"""The protocol of directories (SCIM 2.0, RFC 7643 and 7644): what each of its operations shares.

Errors have its own form; everything else of a request is as in the API: the token and its record (`programs`), limits,
one transaction.
"""

import json
import re
from collections.abc import Awaitable, Callable, Sequence
from functools import wraps
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.api.body import SIZE, parse
from app.api.deps import admitted
from app.api.problems import asked_language, problem_of
from app.api.programs import actor_of
from app.api.scim_schemas import ERROR, LIST, ScimRefusal
from app.core.api_tokens import COMMUNITY
from app.core.errors import Invalid, NotFound, Problem, TooLarge, Unauthenticated
from app.core.requests import header
from app.core.statuses import status_of
from app.core.uow import Runtime, UnitOfWork
from app.services.departures.directory_groups import GroupKnown
from app.services.departures.provisioning import PupilKnown

ROOT = "/scim/v2"
CONTENT_TYPE = "application/scim+json"
LONGEST_FILTER = 500
MOST_ITEMS = 200  # of a page
router = APIRouter(include_in_schema=False)
Answer = tuple[int, dict[str, Any] | None]
Act = Callable[[Request, UnitOfWork], Awaitable[Answer]]


def operation(path: str, method: str) -> Callable[[Act], Act]:
    """Add an operation, for the token of a community with the scope `scim`."""

    def add(act: Act) -> Act:
        @wraps(act)
        async def handle(request: Request) -> Response:
            request.scope["route"] = route  # which a program’s uses are recorded by
            try:
                if not header(request, b"authorization").partition(" ")[2].strip().startswith(COMMUNITY):
                    raise Unauthenticated  # noqa: TRY301  a person has no directory
                async with admitted(request, actor_of(request)) as uow:
                    status, body = await act(request, uow)
            except Exception as error:  # noqa: BLE001  the boundary, as app/api/problems.py is of the API
                return refuse(request, error)
            return answer(status, body)

        route = Route(f"{ROOT}{path}", handle, methods=[method], name=act.__name__)
        router.routes.append(route)
        return act

    return add


def page_of(request: Request, items: Sequence[Any]) -> tuple[int, Sequence[Any]]:
    """Return where a page begins, counted from 1, and its items (RFC 7644 §3.4.2.4). Raises ScimRefusal."""
    try:
        start = max(1, int(request.query_params.get("startIndex", "1")))
        size = min(MOST_ITEMS, max(0, int(request.query_params.get("count", str(MOST_ITEMS)))))
    except ValueError as error:
        raise ScimRefusal("invalidValue", "startIndex and count are numbers") from error
    return start, items[start - 1 : start - 1 + size]


def name_of(pattern: re.Pattern[str], example: str, request: Request) -> str | None:
    """Return what the filter looks for; None: there is no filter. Raises ScimRefusal."""
    query = request.query_params.get("filter", "")
    by_name = pattern.match(query) if len(query) <= LONGEST_FILTER else None
    if query and by_name is None:
        raise ScimRefusal("invalidFilter", f"Ask for filter={example}")
    try:
        return str(json.loads(by_name[1])) if by_name else None
    except ValueError as error:
        raise ScimRefusal("invalidFilter", f"Ask for filter={example}") from error


def listed(resources: Sequence[dict[str, Any]], total: int, start: int) -> Answer:
    page = {"totalResults": total, "startIndex": start, "itemsPerPage": len(resources), "Resources": [*resources]}
    return 200, {"schemas": [LIST], **page}


async def read(request: Request) -> object:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > SIZE:
            raise TooLarge
    return parse(body)


def base(app: Runtime) -> str:
    return f"{app.settings.public_base_url}{ROOT}"


def refuse(request: Request, error: Exception) -> Response:
    if isinstance(error, ScimRefusal):
        return error_answer(status_of(Invalid if error.kind else NotFound), str(error), error.kind)
    problem = problem_of(request, error)
    status, kind = status_of(type(problem)), "uniqueness" if isinstance(problem, PupilKnown | GroupKnown) else None
    return error_answer(status, _said(problem, request), kind)


def _said(problem: Problem, request: Request) -> str:
    return type(problem).title.in_(asked_language(request))


def error_answer(status: int, detail: str, kind: str | None) -> Response:
    return answer(status, {"schemas": [ERROR], "status": str(status), "scimType": kind, "detail": detail})


def answer(status: int, body: dict[str, Any] | None) -> Response:
    if body is None:
        return Response(status_code=status)
    members = {name: value for name, value in body.items() if value is not None}
    return Response(json.dumps(members, ensure_ascii=False), status, media_type=CONTENT_TYPE)
