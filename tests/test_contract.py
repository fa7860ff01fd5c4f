"""Clients rely on what is published: nothing of it goes away, and nothing new is demanded, unless that is declared.

`openapi/released.json` is the document of the last release; `openapi/breaking.txt` declares, a line each and why, which
deprecated operations have ended since. Both are replaced when a release is made.
"""

import copy
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from app.api.openapi_growth import CLOSED, GROWING, VALUES
from app.models.api_tokens import Scope
from app.policies.api_tokens import PEOPLE_ONLY, SCIM_USERS, SCOPES
from tests.support.contract import KEYWORDS, METHODS, NOTES, breaks
from tests.support.documents import whole_document

RELEASE = json.loads(Path("openapi/released.json").read_text())
CURRENT = whole_document()
LINES = [line for line in Path("openapi/breaking.txt").read_text().splitlines() if line]
ASKED_FOR = {line.partition(" # ")[0] for line in LINES if " # asked for: " in line}  # docs/versioning.md: variants
DECLARATIONS = {line.partition(" # ")[0] for line in LINES}
Document = dict[str, Any]
Mutation = Callable[[Document], object]


def test_every_operation_has_a_scope_or_is_for_people() -> None:
    """A new operation has a line in app/policies/api_tokens.py: the scope of its tokens, or that it takes none."""
    operation_by_name = {item["operationId"]: item for path in CURRENT["paths"].values() for item in path.values()}
    names = {
        name for name, item in operation_by_name.items() if item.get("security", [{"bearer": []}])
    }  # but what anybody may ask
    assert set(SCOPES) | PEOPLE_ONLY == names
    assert not set(SCOPES) & PEOPLE_ONLY
    assert {access.scope for access in (*SCOPES.values(), *SCIM_USERS.values())} == set(Scope)
    for path in CURRENT["paths"].values():
        for operation in path.values():
            access = SCOPES.get(operation["operationId"])
            assert operation.get("x-token-scope") == (access and access.scope)


def test_nothing_breaks_that_is_not_declared() -> None:
    assert breaks(RELEASE, CURRENT) == DECLARATIONS
    ends = {f"{place} is gone" for place, item in operations(RELEASE) if item.get("deprecated")}
    assert ends | ASKED_FOR >= DECLARATIONS, "docs/versioning.md: what was released ends after it was deprecated"
    major = RELEASE["info"]["version"].partition(".")[0]
    assert CURRENT["info"]["version"].startswith(f"{major}.")
    assert len(list(operations(RELEASE))) >= 200


def test_each_enumeration_of_an_answer_either_grows_or_is_closed() -> None:
    """One that grows is text there: clients made of an `enum` fail on a value that it does not have."""
    components = CURRENT["components"]["schemas"]
    answers = reached(CURRENT, comes_in=False)
    enumerations = {name for name in answers if "enum" in components[name]}
    assert enumerations == CLOSED
    assert not GROWING & CLOSED
    texts = {part["title"]: part for part in schemas(CURRENT) if VALUES in part}
    assert texts.keys() == GROWING
    assert [name for name, part in texts.items() if part["type"] != "string" or "enum" in part] == []
    for name in GROWING & components.keys():  # those of requests, too
        assert components[name]["enum"] == texts[name][VALUES]
    for operation in (item for _, item in operations(CURRENT)):
        inline = [part for part in schemas({"schema": operation["responses"]}) if "enum" in part]
        assert inline == []


# Of an answer: what a page, a problem or the standard leaves out where there is none of it.
LEFT_OUT = {"errors", "first_words", "line", "organisation", "thumbnail_height", "thumbnail_url", "thumbnail_width"}


def test_an_answer_has_all_its_members_and_may_get_more() -> None:
    """`null` means none. Clients made of a closed schema refuse the whole answer once it has a member more."""
    components = CURRENT["components"]["schemas"]
    answers = {name: components[name] for name in reached(CURRENT, comes_in=False) - reached(CURRENT, comes_in=True)}
    assert {name for name, part in answers.items() if part.get("additionalProperties") is False} == set()
    members = {
        (name, member)
        for name, part in answers.items()
        for member, item in part.get("properties", {}).items()
        if member not in part.get("required", ()) or "Left out" in item.get("description", "")
    }
    assert {item for item in members if item[1] not in LEFT_OUT} - {
        ("OembedRead", "type"),
        ("OembedRead", "version"),
    } == set()


def operations(document: Document) -> Iterator[tuple[str, Document]]:
    for path, item in document["paths"].items():
        yield from ((f"{method.upper()} {path}", item[method]) for method in METHODS & item.keys())


def at(*path: str | int) -> Callable[[Document], Any]:
    def found(document: Any) -> Any:
        for step in path:
            document = document[step]
        return document

    return found


def schema(*path: str | int) -> Callable[[Document], Any]:
    return at("components", "schemas", *path)


def field(name: str, *path: str | int) -> Callable[[Document], Any]:
    return schema(name, "properties", *path)


def operation(path: str, method: str, *rest: str | int) -> Callable[[Document], Any]:
    return at("paths", path, method, *rest)


EXPERIENCES, EXPERIENCE = "/v1/experiences", "/v1/experiences/{experience_id}"
BREAKING: dict[str, Mutation] = {
    "GET /v1/me is gone": lambda d: operation("/v1/me", "get")(d) and at("paths", "/v1/me")(d).pop("get"),
    "DELETE /v1/sessions/{session_id} is gone": lambda d: d["paths"].pop("/v1/sessions/{session_id}"),
    "GET /v1/me is no longer called get_me": lambda d: operation("/v1/me", "get")(d).update(operationId="me"),
    "GET /oembed demands a session": lambda d: operation("/oembed", "get")(d).pop("security"),
    f"PUT {EXPERIENCE} no longer answers 201": lambda d: operation(EXPERIENCE, "put", "responses")(d).pop("201"),
    f"GET {EXPERIENCE} no longer answers 404": lambda d: operation(EXPERIENCE, "get", "responses")(d).pop("404"),
    f"GET {EXPERIENCES} no longer takes query limit": lambda d: without(d, EXPERIENCES, "limit"),
    f"GET {EXPERIENCES} demands query why": lambda d: taking(d, name="why", required=True),
    f"GET {EXPERIENCES} query limit has a lower maximum": lambda d: parameter(d, "limit")["schema"].update(maximum=50),
    f"GET {EXPERIENCES} query limit has a higher minimum": lambda d: parameter(d, "limit")["schema"].update(minimum=5),
    f"GET {EXPERIENCES} query limit no longer takes integer": lambda d: parameter(d, "limit").update(
        schema={"type": "string"}
    ),
    f"GET {EXPERIENCES} demands query limit": lambda d: parameter(d, "limit").update(required=True),
    f"PUT {EXPERIENCE} body no longer takes application/json": lambda d: operation(
        EXPERIENCE, "put", "requestBody", "content"
    )(d).pop("application/json"),
    f"GET {EXPERIENCE} 200 no longer answers application/json": lambda d: operation(
        EXPERIENCE, "get", "responses", "200", "content"
    )(d).pop("application/json"),
    "ExperienceRead.lived_at is gone": lambda d: operation(
        EXPERIENCE, "get", "responses", "200", "content", "application/json", "schema"
    )(d).update({"$ref": "#/components/schemas/JournalRead"}),
    "GET /v1/me demands a body": lambda d: operation("/v1/me", "get")(d).update(requestBody={"required": True}),
    "ExperienceRead.title is gone": lambda d: field("ExperienceRead")(d).pop("title"),
    "ExperienceRead.completeness may be missing": lambda d: schema("ExperienceRead", "required")(d).remove(
        "completeness"
    ),
    "ExperienceRead.version may be string now": lambda d: field("ExperienceRead", "version")(d).update(
        anyOf=[{"type": "integer"}, {"type": "string"}]
    ),
    "StoryRead.language may be null now": lambda d: field("StoryRead")(d).update(
        language={"anyOf": [{"$ref": "#/components/schemas/Locale"}, {"type": "null"}]}
    ),
    "MediaRead.id changed its format": lambda d: field("MediaRead", "id")(d).pop("format"),
    "ExperienceWrite.text is gone": lambda d: field("ExperienceWrite")(d).pop("text"),
    "ExperienceWrite.place is demanded": lambda d: schema("ExperienceWrite")(d).update(required=["place"]),
    "ExperienceWrite.title no longer takes null": lambda d: field("ExperienceWrite", "title", "anyOf")(d).pop(),
    "ExperienceWrite.title has a lower maxLength": lambda d: field("ExperienceWrite", "title", "anyOf", 0)(d).update(
        maxLength=100
    ),
    "ExperienceWrite.people[] has a higher minLength": lambda d: field("ExperienceWrite", "people", "items")(d).update(
        minLength=2
    ),
    "ExperienceWrite.tags has a lower maxItems": lambda d: field("ExperienceWrite", "tags")(d).update(maxItems=20),
    "ExperienceWrite.tags[] changed its pattern": lambda d: field("ExperienceWrite", "tags", "items")(d).update(
        pattern="^[a-z]+$"
    ),
    "JournalWrite.blocks[] no longer takes object QuoteBlock": lambda d: schema("Block", "oneOf")(d).remove(
        {"$ref": "#/components/schemas/QuoteBlock"}
    ),
    f"GET {EXPERIENCE} 200 no longer carries ETag": lambda d: operation(EXPERIENCE, "get", "responses", "200")(d).pop(
        "headers"
    ),
    "DomainRead.labels{} may be integer now": lambda d: field("DomainRead", "labels", "additionalProperties")(d).update(
        type=["string", "integer"]
    ),
    "Context: work is no longer a value": lambda d: schema("Context", "enum")(d).remove("work"),
    "GrantState may be paused now": lambda d: schema("GrantState", "enum")(d).append("paused"),
    "Role may be any value now": lambda d: schema("Role")(d).pop("enum"),
    "ChangesRead.changes[] may be object PlaceRead now": lambda d: schema("SyncChange", "oneOf")(d).append(
        {"$ref": "#/components/schemas/PlaceRead"}
    ),
    "Place.label takes only some values": lambda d: field("Place", "label")(d).update(enum=["Tours"]),
}
HARMLESS: dict[str, Mutation] = {
    "another name of a component": lambda d: renamed(d, "PlaceRead", "SpotRead"),
    "a new path": lambda d: d["paths"].update({"/v1/new": d["paths"]["/v1/me"]}),
    "an optional parameter": lambda d: taking(d, name="why", required=False),
    "a new answer": lambda d: operation(EXPERIENCE, "get", "responses")(d).update({"418": {"description": "Tea"}}),
    "an optional field": lambda d: field("ExperienceWrite")(d).update(why={"type": "string"}),
    "a field more": lambda d: field("ExperienceRead")(d).update(why={"type": "string"}),
    "a value more of what is sent": lambda d: schema("Context", "enum")(d).append("holiday"),
    "a value more of what grows": lambda d: field("NotificationRead", "type", VALUES)(d).append("weather"),
    "more room": lambda d: field("ExperienceWrite", "title", "anyOf", 0)(d).update(maxLength=300),
    "no more null": lambda d: field("ExperienceRead", "title")(d).update(anyOf=[{"type": "string"}]),
    "another description": lambda d: schema("ExperienceRead")(d).update(description="A moment"),
    "no session needed": lambda d: operation(EXPERIENCES, "get")(d).update(security=[]),
}


def parameter(document: Document, name: str) -> Any:
    return next(item for item in operation(EXPERIENCES, "get", "parameters")(document) if item["name"] == name)


def without(document: Document, path: str, name: str) -> None:
    operation(path, "get", "parameters")(document).remove(parameter(document, name))


def taking(document: Document, **fields: object) -> None:
    parameter_of_query = {"in": "query", "schema": {"type": "string"}} | fields
    operation(EXPERIENCES, "get", "parameters")(document).append(parameter_of_query)


def renamed(document: Document, old: str, new: str) -> None:
    text = json.dumps(document).replace(f'"#/components/schemas/{old}"', f'"#/components/schemas/{new}"')
    document.update(json.loads(text))
    schema()(document)[new] = schema()(document).pop(old)


def changed(mutate: Mutation) -> Document:
    after: Document = copy.deepcopy(RELEASE)
    mutate(after)
    assert after != RELEASE
    return after


@pytest.mark.parametrize("breach", BREAKING)
@pytest.mark.slow
def test_what_breaks_is_seen(breach: str) -> None:
    assert breach in breaks(RELEASE, changed(BREAKING[breach]))


@pytest.mark.parametrize("harmless", HARMLESS)
@pytest.mark.slow
def test_what_breaks_nothing_is_let_through(harmless: str) -> None:
    assert breaks(RELEASE, changed(HARMLESS[harmless])) == set()


def test_every_sort_of_breach_was_tried() -> None:
    assert len(BREAKING) == 36


def test_every_keyword_of_both_documents_is_compared_or_refuses_nothing() -> None:
    used = {key for document in (RELEASE, CURRENT) for schema in schemas(document) for key in schema}
    assert used - KEYWORDS - NOTES == set()
    assert len(used) > 15


def test_every_operation_status_header_parameter_and_body_is_compared() -> None:
    """Each is taken away from the operation that has it, in a document that is otherwise the same."""
    document, breaches = copy.deepcopy(RELEASE), set[str]()
    for place, item in operations(document):
        for parameter in item.pop("parameters", []):
            breaches.add(f"{place} no longer takes {parameter['in']} {parameter['name']}")
        for kind in item.pop("requestBody", {}).get("content", {}):
            breaches.add(f"{place} body no longer takes {kind}")
        for status, answer in item["responses"].items():
            breaches |= {f"{place} {status} no longer carries {name}" for name in answer.pop("headers", {})}
            breaches |= {f"{place} {status} no longer answers {kind}" for kind in answer.pop("content", {})}
    assert breaks(RELEASE, document) == breaches
    for _, item in operations(document):
        item["responses"] = {}
    silent = {
        f"{place} no longer answers {status}" for place, item in operations(RELEASE) for status in item["responses"]
    }
    assert silent < breaks(RELEASE, document)
    assert breaks(RELEASE, {**RELEASE, "paths": {}}) == {f"{place} is gone" for place, _ in operations(RELEASE)}
    assert len(breaches) > 1_000


def test_every_component_is_compared_in_each_direction_in_which_it_goes() -> None:
    """A field that each newly demands, and fields that each no longer promises."""
    incoming, outgoing = reached(RELEASE, comes_in=True), reached(RELEASE, comes_in=False)
    demanding, vague = copy.deepcopy(RELEASE), copy.deepcopy(RELEASE)
    for component in demanding["components"]["schemas"].values():
        if "properties" in component:
            component["properties"]["sworn"] = {"type": "boolean"}
            component["required"] = [*component.get("required", []), "sworn"]
    for component in vague["components"]["schemas"].values():
        component.pop("required", None)
    components = RELEASE["components"]["schemas"]
    assert breaks(RELEASE, demanding) >= {
        f"{item}.sworn is demanded" for item in incoming if "properties" in components[item]
    }
    assert breaks(RELEASE, vague) >= {
        f"{item}.{name} may be missing" for item in outgoing for name in components[item].get("required", [])
    }
    assert len(incoming) > 50 < len(outgoing)


def schemas(part: Any) -> Iterator[Document]:
    """Every schema of the document, found where schemas stand."""
    for key, value in part.items() if isinstance(part, dict) else enumerate(part):
        if key in {"schema", "items", "additionalProperties"}:
            yield from (item for item in [value] if isinstance(item, dict))
        elif key in {"properties", "schemas", "anyOf", "oneOf", "allOf"}:
            yield from value.values() if isinstance(value, dict) else value
        if isinstance(value, dict | list) and key not in {"example", "examples", "default", "enum", "required"}:
            yield from schemas(value)


def reached(document: Document, *, comes_in: bool) -> set[str]:
    """The components that requests name, or that answers name, at any depth."""
    ahead = [
        text
        for _, item in operations(document)
        for text in ([item.get("parameters"), item.get("requestBody")] if comes_in else [item["responses"]])
    ]
    names = set[str]()
    while ahead:
        text = json.dumps(_sent(ahead.pop()) if comes_in else ahead.pop())
        new_names = {part.partition('"')[0] for part in text.split('"$ref": "#/components/schemas/')[1:]} - names
        names |= new_names
        ahead += [document["components"]["schemas"][name] for name in new_names]
    return names


def _sent(tree: Any) -> Any:
    """Leave out the members that are ignored where they come in."""
    if isinstance(tree, dict):
        members = {name: _sent(item) for name, item in tree.items()}
        return {name: item for name, item in members.items() if not isinstance(item, dict) or not item.get("readOnly")}
    return [_sent(item) for item in tree] if isinstance(tree, list) else tree


@pytest.mark.parametrize("document", [RELEASE, CURRENT], ids=["released", "current"])
def test_every_reference_of_the_document_leads_somewhere(document: dict[str, Any]) -> None:
    text = json.dumps(document)
    names = {part.partition('"')[0] for part in text.split('"#/components/schemas/')[1:]}
    assert names <= document["components"]["schemas"].keys()
    assert len(names) > 30


def test_no_component_is_called_by_where_its_class_stands() -> None:
    """As Pydantic does when two classes have one name: moving a file would then rename what clients generate."""
    names = CURRENT["components"]["schemas"].keys()
    assert [name for name in names if "__" in name] == []
    assert len(names) > 100
