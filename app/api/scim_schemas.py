"""Documents of SCIM: what is read of a pupil, and what the server says of itself."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from app.core.text import UNSAFE, clean, is_blank, normalise_email

URN = "urn:ietf:params:scim:schemas"
USER, GROUP = f"{URN}:core:2.0:User", f"{URN}:core:2.0:Group"
ENTERPRISE = f"{URN}:extension:enterprise:2.0:User"
MESSAGES = "urn:ietf:params:scim:api:messages:2.0"
LIST, ERROR, PATCH = (f"{MESSAGES}:{name}" for name in ("ListResponse", "Error", "PatchOp"))
OPERATIONS = 100  # of a patch
TAG = 40
BOOLEANS = {"true": True, "false": False}


class ScimRefusal(Exception):
    """A refusal in the words of the protocol. `kind`: its `scimType`; None: there is nothing of that name."""

    def __init__(self, kind: str | None, detail: str) -> None:
        super().__init__(detail)
        self.kind = kind


class ScimUser(NamedTuple):
    """`tags`: their class, as `department` of the enterprise extension says it."""

    email: str
    tags: Sequence[str]
    is_active: bool


def address(value: object) -> str:
    """Raises ScimRefusal."""
    try:
        return normalise_email(value if isinstance(value, str) else "")
    except ValueError as error:
        raise ScimRefusal("invalidValue", "userName is an e-mail address") from error


def user(body: object) -> ScimUser:
    """Read a pupil; what we have no use for is left out. Raises ScimRefusal."""
    members = members_of(body, USER)
    department = _named(members.get(ENTERPRISE), "department")
    return ScimUser(address(members.get("username")), tags(department), _boolean(members.get("active", True)))


def members_of(body: object, schema: str) -> dict[str, object]:
    """Return the members of a resource of that schema. Raises ScimRefusal."""
    members = lowered(body)
    if schema not in _list(members.get("schemas")):
        raise ScimRefusal("invalidValue", f"schemas has {schema}")
    return members


def patch_of(body: object) -> Sequence[dict[str, object]]:
    """Return the operations of a patch. Raises ScimRefusal."""
    members = lowered(body)
    operations = _list(members.get("operations"))
    if PATCH not in _list(members.get("schemas")) or not 0 < len(operations) <= OPERATIONS:
        raise ScimRefusal("invalidSyntax", f"schemas has {PATCH}, Operations 1 to {OPERATIONS}")
    return [lowered(operation) for operation in operations]


def activity(body: object, email: str) -> bool | None:
    """Return what a patch says of `active`; None: nothing. Raises ScimRefusal."""
    is_active: bool | None = None
    for operation in patch_of(body):
        values = _values(operation)
        if "username" in values and address(values["username"]) != email:
            raise ScimRefusal("mutability", "userName is fixed")
        if "active" in values:
            is_active = _boolean(values["active"])
    return is_active


def verb_of(operation: Mapping[str, object]) -> str:
    """Raises ScimRefusal."""
    name = str(operation.get("op", "")).lower()
    if name not in {"add", "replace", "remove"}:
        raise ScimRefusal("invalidSyntax", "op is add, replace or remove")
    return name


def _values(operation: Mapping[str, object]) -> Mapping[str, object]:
    """Return the attributes that one operation sets, by their names without capitals."""
    name = verb_of(operation)
    path = str(operation.get("path") or "").removeprefix(f"{USER}:").lower()
    if name == "remove":
        if path in {"active", "username"}:
            raise ScimRefusal("mutability", f"{path} cannot be removed")
        return {}
    return {path: operation.get("value")} if path else lowered(operation.get("value"))


def lowered(body: object) -> dict[str, object]:
    """Return the members by their names without capitals (RFC 7643 §2.1); those of an extension keep theirs."""
    if not isinstance(body, dict):
        raise ScimRefusal("invalidSyntax", "A JSON object is expected")
    return {name if ":" in name else name.lower(): value for name, value in body.items()}


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _named(value: object, name: str) -> object:
    return lowered(value).get(name) if isinstance(value, dict) else None


def _boolean(value: object) -> bool:
    text = str(value).lower()  # some directories send "False"
    if text not in BOOLEANS:
        raise ScimRefusal("invalidValue", "active is true or false")
    return BOOLEANS[text]


def tags(department: object) -> Sequence[str]:
    text = " ".join(clean(UNSAFE.sub("", department)).split())[:TAG].strip() if isinstance(department, str) else ""
    return [] if is_blank(text) or not text else [text]


def chosen(resource: Mapping[str, Any], query: Mapping[str, str]) -> dict[str, Any]:
    """Return the attributes that the query asks for (RFC 7644 §3.9); `schemas` and `id` always."""
    names, left_out = (_names(query.get(name, "")) for name in ("attributes", "excludedAttributes"))
    always = {"schemas", "id"}
    wanted_names = {name for name in resource if name.lower() in names} if names else set(resource)
    return {
        name: resource[name]
        for name in resource
        if name in always | {n for n in wanted_names if n.lower() not in left_out}
    }


def _names(text: str) -> set[str]:
    names = (name.strip().removeprefix(f"{USER}:").removeprefix(f"{GROUP}:") for name in text.split(","))
    return {name.partition(".")[0].lower() for name in names} - {""}


def described(name: str, item_id: str | None, base: str) -> dict[str, Any] | None:
    """Return what the server says of itself at that address; None where there is nothing."""
    if name == "ServiceProviderConfig" and item_id is None:
        return _config(base)
    items = {"ResourceTypes": _resource_types(base), "Schemas": _schemas(base)}.get(name)
    if items is None:
        return None
    if item_id is not None:
        return next((item for item in items if item["id"] == item_id), None)
    return {
        "schemas": [LIST],
        "totalResults": len(items),
        "startIndex": 1,
        "itemsPerPage": len(items),
        "Resources": items,
    }


def _config(base: str) -> dict[str, Any]:
    bearer = {
        "type": "oauthbearertoken",
        "name": "Bearer",
        "description": "A token of the community with the scope `scim`",
        "primary": True,
    }
    return {
        "schemas": [f"{URN}:core:2.0:ServiceProviderConfig"],
        "patch": {"supported": True},
        "bulk": {"supported": False, "maxOperations": 0, "maxPayloadSize": 0},
        "filter": {"supported": True, "maxResults": 200},
        "changePassword": {"supported": False},
        "sort": {"supported": False},
        "etag": {"supported": False},
        "authenticationSchemes": [bearer],
        "meta": {"resourceType": "ServiceProviderConfig", "location": f"{base}/ServiceProviderConfig"},
    }


def _resource_types(base: str) -> Sequence[dict[str, Any]]:
    extensions = [{"schema": ENTERPRISE, "required": False}]
    descriptions = {"User": "A pupil of the school: invited, or a member", "Group": "A class: a tag of its members"}
    return [
        {
            "schemas": [f"{URN}:core:2.0:ResourceType"],
            "id": name,
            "name": name,
            "endpoint": f"/{name}s",
            "description": description,
            "schema": f"{URN}:core:2.0:{name}",
            "schemaExtensions": extensions if name == "User" else [],
            "meta": {"resourceType": "ResourceType", "location": f"{base}/ResourceTypes/{name}"},
        }
        for name, description in descriptions.items()
    ]


def _schemas(base: str) -> Sequence[dict[str, Any]]:
    name = _attribute("userName", "string", "The address that is invited", is_required=True, mutability="immutable")
    active = _attribute("active", "boolean", "Invited, or a member; false: left, and invited no more", is_required=True)
    department = _attribute("department", "string", "The class, a tag of who accepts", mutability="writeOnly")
    value = _attribute("value", "string", "The id of a user", mutability="immutable") | {"uniqueness": "none"}
    kind = _attribute("type", "string", "User", mutability="immutable") | {"canonicalValues": ["User"]}
    place = _attribute("$ref", "reference", "Where it is", mutability="immutable") | {"referenceTypes": ["User"]}
    members = _attribute("members", "complex", "Members whose address the directory has") | {
        "multiValued": True,
        "subAttributes": [value, kind, place],
    }
    title = _attribute("displayName", "string", "The class, a tag of those in it", is_required=True)
    return [
        _schema(base, USER, "User", [name, active]),
        _schema(base, ENTERPRISE, "EnterpriseUser", [department]),
        _schema(base, GROUP, "Group", [title | {"uniqueness": "server"}, members]),
    ]


def _schema(base: str, urn: str, name: str, attributes: Sequence[dict[str, Any]]) -> dict[str, Any]:
    return {
        "schemas": [f"{URN}:core:2.0:Schema"],
        "id": urn,
        "name": name,
        "attributes": attributes,
        "meta": {"resourceType": "Schema", "location": f"{base}/Schemas/{urn}"},
    }


def _attribute(
    name: str, kind: str, description: str, *, is_required: bool = False, mutability: str = "readWrite"
) -> dict[str, Any]:
    return {
        "name": name,
        "type": kind,
        "multiValued": False,
        "description": description,
        "required": is_required,
        "caseExact": False,
        "mutability": mutability,
        "returned": "never" if mutability == "writeOnly" else "default",
        "uniqueness": "server" if name == "userName" else "none",
    }
