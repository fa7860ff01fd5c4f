"""The directory of a verified school (SCIM 2.0, RFC 7643 and 7644): pupils are invited, and leave.

It describes itself at its own addresses. Errors have its own form; everything else of a request is as in the API: the
token and its record (`programs`), limits, one transaction.
"""

import json
import re
from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.api import scim_schemas
from app.api.body import SIZE, parse
from app.api.deps import admitted
from app.api.problems import asked_language, problem_of
from app.api.programs import actor_of
from app.api.scim_schemas import ERROR, LIST, USER, ScimRefusal
from app.core.api_tokens import COMMUNITY
from app.core.errors import Invalid, NotFound, Problem, TooLarge, Unauthenticated
from app.core.requests import runtime
from app.core.statuses import status_of
from app.core.uow import Runtime, UnitOfWork
from app.services.departures import provisioning
from app.services.departures.provisioning import Pupil, PupilKnown

ROOT = "/scim/v2"
CONTENT_TYPE = "application/scim+json"
BY_NAME = re.compile(r'^\s*userName\s+eq\s+("(?:[^"\\]|\\.)*")\s*$', re.IGNORECASE)
LONGEST_FILTER = 500
MISSING_PAGE = "There is nothing of that name"
UNSUPPORTED_STATUS = 501  # searches, and many operations at once
router = APIRouter(include_in_schema=False)
Answer = tuple[int, dict[str, Any] | None]
Act = Callable[[Request, UnitOfWork], Awaitable[Answer]]


def _users(path: str, method: str) -> Callable[[Act], Act]:
    """Add an operation on pupils: for the token of a community, with the scope `scim`."""

    def add(act: Act) -> Act:
        @wraps(act)
        async def handle(request: Request) -> Response:
            request.scope["route"] = route  # which a program’s uses are recorded by
            try:
                if not request.headers.get("authorization", "").partition(" ")[2].strip().startswith(COMMUNITY):
                    raise Unauthenticated  # noqa: TRY301  a person has no directory
                async with admitted(request, actor_of(request)) as uow:
                    status, body = await act(request, uow)
            except Exception as error:  # noqa: BLE001  the boundary, as app/api/problems.py is of the API
                return _refuse(request, error)
            return _answer(status, body)

        route = Route(f"{ROOT}/Users{path}", handle, methods=[method], name=act.__name__)
        router.routes.append(route)
        return act

    return add


@_users("", "GET")
async def find_scim_users(request: Request, uow: UnitOfWork) -> Answer:
    """Find a pupil by their address. Others are not listed: the school learns no address that it has not."""
    query = request.query_params.get("filter", "")
    by_name = BY_NAME.match(query) if len(query) <= LONGEST_FILTER else None
    if by_name is None:
        raise ScimRefusal("invalidFilter" if query else "tooMany", 'Ask for filter=userName eq "…"')
    pupil = await provisioning.find(uow, scim_schemas.address(json.loads(by_name[1])))
    resources = [scim_schemas.chosen(_resource(uow, pupil), request.query_params)] if pupil else []
    page = {"totalResults": len(resources), "startIndex": 1, "itemsPerPage": len(resources), "Resources": resources}
    return 200, {"schemas": [LIST], **page}


@_users("", "POST")
async def create_scim_user(request: Request, uow: UnitOfWork) -> Answer:
    body = await _read(request)
    user = scim_schemas.user(body)
    pupil = await provisioning.create(uow, user.email, user.tags, is_active=user.is_active)
    return 201, _resource(uow, pupil)


@_users("/{id}", "GET")
async def get_scim_user(request: Request, uow: UnitOfWork) -> Answer:
    pupil = await provisioning.get(uow, request.path_params["id"])
    return 200, scim_schemas.chosen(_resource(uow, pupil), request.query_params)


@_users("/{id}", "PUT")
async def replace_scim_user(request: Request, uow: UnitOfWork) -> Answer:
    pupil, user = await provisioning.get(uow, request.path_params["id"]), scim_schemas.user(await _read(request))
    if user.email != pupil.email:
        raise ScimRefusal("mutability", "userName is fixed")
    return 200, _resource(uow, await provisioning.set_active(uow, pupil, is_active=user.is_active))


@_users("/{id}", "PATCH")
async def patch_scim_user(request: Request, uow: UnitOfWork) -> Answer:
    pupil = await provisioning.get(uow, request.path_params["id"])
    is_active = scim_schemas.activity(await _read(request), pupil.email)
    if is_active is not None:
        pupil = await provisioning.set_active(uow, pupil, is_active=is_active)
    return 200, _resource(uow, pupil)


@_users("/{id}", "DELETE")
async def delete_scim_user(request: Request, uow: UnitOfWork) -> Answer:
    await provisioning.remove(uow, await provisioning.get(uow, request.path_params["id"]))
    return 204, None


async def describe(request: Request) -> Response:
    """Say what this server can do of the protocol, to anybody."""
    page = scim_schemas.described(request.path_params["name"], request.path_params.get("id"), _base(runtime(request)))
    return _refuse(request, ScimRefusal(None, MISSING_PAGE)) if page is None else _answer(200, page)


async def refuse_rest(_request: Request) -> Response:
    return _error(UNSUPPORTED_STATUS, MISSING_PAGE, None)


for _path in ("/.search", "/Users/.search", "/Bulk"):
    router.add_route(f"{ROOT}{_path}", refuse_rest, ["POST"])
router.add_route(f"{ROOT}/{{name}}", describe, ["GET"], name="describe_scim")
router.add_route(f"{ROOT}/{{name}}/{{id}}", describe, ["GET"], name="describe_scim")


async def _read(request: Request) -> object:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > SIZE:
            raise TooLarge
    return parse(body)


def _base(app: Runtime) -> str:
    return f"{app.settings.public_base_url}{ROOT}"


def _resource(uow: UnitOfWork, pupil: Pupil) -> dict[str, Any]:
    location = f"{_base(uow.runtime)}/Users/{pupil.id}"
    meta = {"resourceType": "User", "location": location}
    return {"schemas": [USER], "id": pupil.id, "userName": pupil.email, "active": pupil.is_active, "meta": meta}


def _refuse(request: Request, error: Exception) -> Response:
    if isinstance(error, ScimRefusal):
        return _error(status_of(Invalid if error.kind else NotFound), str(error), error.kind)
    problem = problem_of(request, error)
    status, kind = status_of(type(problem)), "uniqueness" if isinstance(problem, PupilKnown) else None
    return _error(status, _said(problem, request), kind)


def _said(problem: Problem, request: Request) -> str:
    return type(problem).title.in_(asked_language(request))


def _error(status: int, detail: str, kind: str | None) -> Response:
    return _answer(status, {"schemas": [ERROR], "status": str(status), "scimType": kind, "detail": detail})


def _answer(status: int, body: dict[str, Any] | None) -> Response:
    if body is None:
        return Response(status_code=status)
    members = {name: value for name, value in body.items() if value is not None}
    return Response(json.dumps(members, ensure_ascii=False), status, media_type=CONTENT_TYPE)
