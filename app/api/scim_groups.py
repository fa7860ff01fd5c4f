"""Groups of a directory: classes. What is read of them, and their operations."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from starlette.requests import Request

from app.api import scim_schemas
from app.api.scim_protocol import Answer, base, listed, name_of, operation, page_of, read
from app.api.scim_schemas import GROUP, TAG, ScimRefusal
from app.core.uow import UnitOfWork
from app.services.departures import directory_groups
from app.services.departures.directory_groups import Group

BY_NAME = re.compile(r'^\s*displayName\s+eq\s+("(?:[^"\\]|\\.)*")\s*$', re.IGNORECASE)
ONE_MEMBER = re.compile(r'^members\[\s*value\s+eq\s+"([\w-]+)"\s*\]$', re.IGNORECASE)
MOST_MEMBERS = 500  # of a request


class GroupChange(NamedTuple):
    """`ids`: whom it is about; None: all that are in it."""

    verb: str  # add, remove, replace, or name
    ids: Sequence[str] | None
    name: str = ""


@operation("/Groups", "GET")
async def list_scim_groups(request: Request, uow: UnitOfWork) -> Answer:
    """List the groups, or find one by its name."""
    name = name_of(BY_NAME, 'displayName eq "…"', request)
    groups = [item for item in await directory_groups.search(uow) if name in {None, item.name}]
    start, page = page_of(request, groups)
    return listed(await _resources(uow, page, request), len(groups), start)


@operation("/Groups", "POST")
async def create_scim_group(request: Request, uow: UnitOfWork) -> Answer:
    members = scim_schemas.members_of(await read(request), GROUP)
    name, ids = _name(members.get("displayname")), _ids(members.get("members", []))
    return 201, await _resource(uow, await directory_groups.create(uow, name, ids), request)


@operation("/Groups/{id}", "GET")
async def get_scim_group(request: Request, uow: UnitOfWork) -> Answer:
    return 200, await _resource(uow, await _group(request, uow), request)


@operation("/Groups/{id}", "PUT")
async def replace_scim_group(request: Request, uow: UnitOfWork) -> Answer:
    """Rewrite a group. Without `members` they stay."""
    group = await _group(request, uow)
    members = scim_schemas.members_of(await read(request), GROUP)
    group = await directory_groups.rename(uow, group, _name(members.get("displayname")))
    if "members" in members:
        await directory_groups.replace(uow, group, _ids(members["members"]))
    return 200, await _resource(uow, group, request)


@operation("/Groups/{id}", "PATCH")
async def patch_scim_group(request: Request, uow: UnitOfWork) -> Answer:
    group = await _group(request, uow)
    for change in [item for part in scim_schemas.patch_of(await read(request)) for item in _changes(part)]:
        match change.verb:
            case "name":
                group = await directory_groups.rename(uow, group, change.name)
            case "add":
                await directory_groups.add(uow, group, change.ids or ())
            case "remove":
                await directory_groups.remove(uow, group, change.ids)
            case _:
                await directory_groups.replace(uow, group, change.ids or ())
    return 200, await _resource(uow, group, request)


@operation("/Groups/{id}", "DELETE")
async def delete_scim_group(request: Request, uow: UnitOfWork) -> Answer:
    await directory_groups.delete(uow, await _group(request, uow))
    return 204, None


async def _group(request: Request, uow: UnitOfWork) -> Group:
    return await directory_groups.get(uow, request.path_params["id"])


async def _resource(uow: UnitOfWork, group: Group, request: Request) -> dict[str, Any]:
    [resource] = await _resources(uow, [group], request)
    return resource


async def _resources(uow: UnitOfWork, groups: Sequence[Group], request: Request) -> Sequence[dict[str, Any]]:
    """Describe groups; who is in them only where that is asked for."""
    is_whole = "members" in scim_schemas.chosen({"members": []}, request.query_params)
    pupils = await directory_groups.members(uow, groups) if is_whole else {}
    root, resources = base(uow.runtime), []
    for group in groups:
        people = [{"value": p.id, "type": "User", "$ref": f"{root}/Users/{p.id}"} for p in pupils.get(group.id, ())]
        meta = {"resourceType": "Group", "location": f"{root}/Groups/{group.id}"}
        resource = {"schemas": [GROUP], "id": group.id, "displayName": group.name, "members": people, "meta": meta}
        resources.append(scim_schemas.chosen(resource, request.query_params))
    return resources


def _changes(operation_of_patch: Mapping[str, object]) -> Sequence[GroupChange]:
    """Read one operation of a patch. Raises ScimRefusal."""
    verb, path = scim_schemas.verb_of(operation_of_patch), str(operation_of_patch.get("path") or "")
    value = operation_of_patch.get("value")
    path = path.removeprefix(f"{GROUP}:")
    single = ONE_MEMBER.match(path)
    if single:
        return [GroupChange(verb, [single[1]])] if verb == "remove" else []
    if path.lower() == "members":
        is_all = verb == "remove" and not value
        return [GroupChange(verb, None if is_all else _ids(value))]
    if verb == "remove":
        if path.lower() in {"displayname", ""}:
            raise ScimRefusal("mutability", "displayName cannot be removed")
        return []
    values = {path.lower(): value} if path else scim_schemas.lowered(value)
    names = [GroupChange("name", None, _name(values["displayname"]))] if "displayname" in values else []
    return [*names, *([GroupChange(verb, _ids(values["members"]))] if "members" in values else [])]


def _name(value: object) -> str:
    """Raises ScimRefusal for what is no tag."""
    tags = scim_schemas.tags(value)
    if not tags or tags[0] != value:
        raise ScimRefusal("invalidValue", f"displayName is a line of 1 to {TAG} characters")
    return tags[0]


def _ids(value: object) -> list[str]:
    """Raises ScimRefusal."""
    items = value if isinstance(value, list) else [value]
    ids = [item.get("value") if isinstance(item, dict) else item for item in items]
    if len(ids) > MOST_MEMBERS:
        raise ScimRefusal("tooMany", f"At most {MOST_MEMBERS} members at once")
    if not all(isinstance(item, str) and item for item in ids):
        raise ScimRefusal("invalidValue", "members have a value")
    return [str(item) for item in ids]
