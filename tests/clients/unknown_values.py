"""Answers as a later server of v1 may give them: with values, and members, that a client of today does not know."""

from typing import Any

from app.api.openapi_growth import VALUES
from tests.support.documents import published

UNKNOWN = "unheard_of"
REFERENCE = "#/components/"
Json = Any  # as json.loads gives it


def later_answers() -> dict[str, Json]:
    """Return the example of each answer that has something that grows, by the name of its schema."""
    document = published()
    library = document["components"]["examples"]
    answers: dict[str, Json] = {}
    for operation in (item for path in document["paths"].values() for item in path.values()):
        for status, answer in operation["responses"].items():
            reference = answer.get("content", {}).get("application/json", {}).get("schema", {}).get("$ref")
            if reference and status < "300":
                name = reference.rpartition("/")[2]
                after = later({"$ref": reference}, library[name]["value"], document)
                if UNKNOWN in str(after):
                    answers[name] = after
    return answers


def later(schema: dict[str, Any], value: Json, document: dict[str, Any]) -> Json:
    if "$ref" in schema:
        kind, name = schema["$ref"].removeprefix(REFERENCE).split("/")
        return later(document["components"][kind][name], value, document)
    if VALUES in schema and isinstance(value, str):
        return UNKNOWN
    for choice in schema.get("oneOf", schema.get("anyOf", ())):
        if (after := later(choice, value, document)) != value:
            return after
    if isinstance(value, list):
        return [later(schema.get("items", {}), item, document) for item in value]
    if not isinstance(value, dict) or "properties" not in schema:
        return value
    members = {name: later(schema["properties"].get(name, {}), item, document) for name, item in value.items()}
    return members if members == value else members | {"new_member": 1}
