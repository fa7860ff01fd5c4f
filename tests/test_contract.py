"""Clients rely on what is published: nothing of it goes away, and nothing new is demanded, unless that is declared.

`openapi/released.json` is the document of the last release; `openapi/breaking.txt` declares, a line each and why, what
this one breaks. Both are replaced when a release is made.
"""

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

RELEASED = json.loads(Path("openapi/released.json").read_text())
CURRENT = json.loads(Path("openapi/openapi.json").read_text())
DECLARED = {line.partition(" # ")[0] for line in Path("openapi/breaking.txt").read_text().splitlines() if line}
METHODS = {"get", "put", "post", "patch", "delete", "head", "options"}


def breaks(before: dict[str, Any], after: dict[str, Any]) -> Iterator[str]:
    for path, item in before["paths"].items():
        for method in METHODS & item.keys():
            where = f"{method.upper()} {path}"
            if method not in after["paths"].get(path, {}):
                yield f"{where} is gone"
            else:
                yield from _operation(where, item[method], after["paths"][path][method])
    for name, schema in before["components"]["schemas"].items():
        yield from _schema(name, schema, after["components"]["schemas"].get(name))


def _operation(where: str, before: dict[str, Any], after: dict[str, Any]) -> Iterator[str]:
    yield from (
        f"{where} no longer answers {status}" for status in before["responses"].keys() - after["responses"].keys()
    )
    old = {parameter["name"] for parameter in before.get("parameters", [])}
    new = {parameter["name"]: parameter.get("required", False) for parameter in after.get("parameters", [])}
    yield from (f"{where} no longer takes {name}" for name in old - new.keys())
    yield from (f"{where} demands {name}" for name, required in new.items() if required and name not in old)


def _schema(name: str, before: dict[str, Any], after: dict[str, Any] | None) -> Iterator[str]:
    if after is None:
        yield f"{name} is gone"
        return
    yield from (
        f"{name}.{field} is gone" for field in before.get("properties", {}).keys() - after.get("properties", {}).keys()
    )
    yield from (
        f"{name}.{value} is no longer a value" for value in set(before.get("enum", [])) - set(after.get("enum", []))
    )
    if after.get("additionalProperties") is False:  # it comes in
        demanded = set(after.get("required", [])) - set(before.get("required", []))
        yield from (f"{name}.{field} is demanded" for field in demanded)


def test_nothing_breaks_that_is_not_declared() -> None:
    assert set(breaks(RELEASED, CURRENT)) == DECLARED
    assert len(RELEASED["paths"]) > 30


def test_what_breaks_is_seen() -> None:
    after = copy.deepcopy(RELEASED)
    del after["paths"]["/v1/me"]["get"]
    del after["components"]["schemas"]["ExperienceRead"]["properties"]["title"]
    after["components"]["schemas"]["Context"]["enum"].remove("work")
    after["components"]["schemas"]["JournalWrite"]["required"].append("summary")
    after["paths"]["/v1/experiences"]["get"]["parameters"].append({"name": "why", "required": True})
    assert set(breaks(RELEASED, after)) == {
        "GET /v1/me is gone",
        "ExperienceRead.title is gone",
        "Context.work is no longer a value",
        "JournalWrite.summary is demanded",
        "GET /v1/experiences demands why",
    }


@pytest.mark.parametrize("document", [RELEASED, CURRENT], ids=["released", "current"])
def test_every_reference_of_the_document_leads_somewhere(document: dict[str, Any]) -> None:
    text = json.dumps(document)
    names = {part.partition('"')[0] for part in text.split('"#/components/schemas/')[1:]}
    assert names <= document["components"]["schemas"].keys()
    assert len(names) > 30
