"""201 says that something is new. Where it has an address, `Location` says it; what was there already is 200."""

import json
from dataclasses import replace
from typing import Any

import pytest

from tests.access.lines import Cell, Line
from tests.access.settlement import Settlement
from tests.access.test_matrix import LINES, OPERATIONS, operation_of
from tests.access.undoing import undone
from tests.support.documents import whole_document

PATHS: dict[str, Any] = whole_document()["paths"]
JSON = "application/json"


def schema_of(operation: Any, status: str) -> str | None:
    content = operation.get("responses", {}).get(status, {}).get("content", {})
    reference: str | None = content.get(JSON, {}).get("schema", {}).get("$ref")
    return reference


def creations() -> dict[str, Any]:
    posts = [item["post"] for item in PATHS.values() if "post" in item]
    return {post["operationId"]: post for post in posts if "201" in post["responses"]}


def test_where_a_new_thing_has_an_address_its_location_is_said() -> None:
    """An address is a GET by the id of the thing, which answers with what the POST answers with."""
    addressed = {schema_of(item["get"], "200") for path, item in PATHS.items() if "get" in item and path.endswith("}")}
    faults, successes = set[str](), set[str]()
    for name, operation in creations().items():
        if schema_of(operation, "201") in addressed - {None}:
            headers = operation["responses"]["201"].get("headers", {})
            (successes if "Location" in headers else faults).add(name)
    assert faults == CHANGES
    assert len(successes) >= 7


# What they answer with is what they change.
CHANGES = {"add_block"}


async def fault_of(name: str, line: Line, cell: Cell) -> str | None:
    """Return what is wrong: no address where one is promised, or the same thing made twice."""
    if line.before is not None:
        await line.before(cell)
    request = replace(line, body=line.body(cell) if callable(line.body) else line.body)
    operation = OPERATIONS[operation_of(name)]
    first, second = [await operation.asked(request, cell) for _ in range(2)]
    says_where = "Location" in creations()[operation.name]["responses"]["201"].get("headers", {})
    if first.status == 201 and says_where and "location" not in first.headers:
        return "no Location"
    location, other_location = (answer.headers.get("location") for answer in (first, second))  # an upload has no body
    is_same = (first.body, location) == (second.body, other_location) or ids_of(first.body) & ids_of(second.body)
    if second.status == 201 and is_same:
        return f"again: {second.status} {second.text[:200]}"
    return None


def ids_of(body: bytes) -> set[str]:
    try:
        answer = json.loads(body)
    except ValueError:
        return set()
    return {answer["id"]} if isinstance(answer, dict) and "id" in answer else set()


@pytest.mark.slow
async def test_what_was_there_is_not_new(settlement: Settlement) -> None:
    faults = {}
    async with settlement.engine.connect() as connection:
        for name, line in LINES.items():
            if operation_of(name) not in creations():
                continue
            async with undone(settlement.app, connection) as runtime:
                cell = Cell(settlement, settlement.people[(*line.allowed, "owner")[0]], runtime)
                fault = await fault_of(name, line, cell)
            if fault is not None:
                faults[name] = fault
    assert faults == {}
