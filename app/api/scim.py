"""The directory of a verified school (SCIM 2.0): pupils are invited, and leave. It describes itself."""

import re
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from app.api import scim_groups, scim_protocol, scim_schemas
from app.api.scim_protocol import (
    ROOT,
    Answer,
    answer,
    base,
    error_answer,
    listed,
    name_of,
    operation,
    page_of,
    read,
    refuse,
)
from app.api.scim_schemas import USER, ScimRefusal
from app.core.requests import runtime
from app.core.uow import UnitOfWork
from app.services.departures import provisioning
from app.services.departures.provisioning import Pupil

BY_NAME = re.compile(r'^\s*userName\s+eq\s+("(?:[^"\\]|\\.)*")\s*$', re.IGNORECASE)
MISSING_PAGE = "There is nothing of that name"
UNSUPPORTED_STATUS = 501  # searches, and many operations at once
router = scim_protocol.router
__all__ = ["router", "scim_groups"]  # whose operations it has


@operation("/Users", "GET")
async def find_scim_users(request: Request, uow: UnitOfWork) -> Answer:
    """Find a pupil by their address, or list the members whose address the directory has."""
    email = name_of(BY_NAME, 'userName eq "…"', request)
    if email is None:
        pupils = await provisioning.search(uow)
        start, page = page_of(request, pupils)
    else:
        pupil = await provisioning.find(uow, scim_schemas.address(email))
        pupils = page = [pupil] if pupil else []
        start = 1
    return listed(
        [scim_schemas.chosen(_resource(uow, item), request.query_params) for item in page], len(pupils), start
    )


@operation("/Users", "POST")
async def create_scim_user(request: Request, uow: UnitOfWork) -> Answer:
    body = await read(request)
    user = scim_schemas.user(body)
    pupil = await provisioning.create(uow, user.email, user.tags, is_active=user.is_active)
    return 201, _resource(uow, pupil)


@operation("/Users/{id}", "GET")
async def get_scim_user(request: Request, uow: UnitOfWork) -> Answer:
    pupil = await provisioning.get(uow, request.path_params["id"])
    return 200, scim_schemas.chosen(_resource(uow, pupil), request.query_params)


@operation("/Users/{id}", "PUT")
async def replace_scim_user(request: Request, uow: UnitOfWork) -> Answer:
    pupil, user = await provisioning.get(uow, request.path_params["id"]), scim_schemas.user(await read(request))
    if user.email != pupil.email:
        raise ScimRefusal("mutability", "userName is fixed")
    return 200, _resource(uow, await provisioning.set_active(uow, pupil, is_active=user.is_active))


@operation("/Users/{id}", "PATCH")
async def patch_scim_user(request: Request, uow: UnitOfWork) -> Answer:
    pupil = await provisioning.get(uow, request.path_params["id"])
    is_active = scim_schemas.activity(await read(request), pupil.email)
    if is_active is not None:
        pupil = await provisioning.set_active(uow, pupil, is_active=is_active)
    return 200, _resource(uow, pupil)


@operation("/Users/{id}", "DELETE")
async def delete_scim_user(request: Request, uow: UnitOfWork) -> Answer:
    await provisioning.remove(uow, await provisioning.get(uow, request.path_params["id"]))
    return 204, None


def _resource(uow: UnitOfWork, pupil: Pupil) -> dict[str, Any]:
    location = f"{base(uow.runtime)}/Users/{pupil.id}"
    meta = {"resourceType": "User", "location": location}
    return {"schemas": [USER], "id": pupil.id, "userName": pupil.email, "active": pupil.is_active, "meta": meta}


async def describe(request: Request) -> Response:
    """Say what this server can do of the protocol, to anybody."""
    page = scim_schemas.described(request.path_params["name"], request.path_params.get("id"), base(runtime(request)))
    return refuse(request, ScimRefusal(None, MISSING_PAGE)) if page is None else answer(200, page)


async def refuse_rest(_request: Request) -> Response:
    return error_answer(UNSUPPORTED_STATUS, MISSING_PAGE, None)


for _path in ("/.search", "/Users/.search", "/Bulk"):
    router.add_route(f"{ROOT}{_path}", refuse_rest, ["POST"])
router.add_route(f"{ROOT}/{{name}}", describe, ["GET"], name="describe_scim")
router.add_route(f"{ROOT}/{{name}}/{{id}}", describe, ["GET"], name="describe_scim")
