"""An id of somebody else's in a query finds what one that never was finds."""

import json
from typing import Any

import pytest

from app.core.ids import uuid7
from tests.access.lines import METHODS, Cell, Operation, operations
from tests.access.settlement import Settlement, canaries
from tests.access.undoing import ask, undone
from tests.support.documents import whole_document

DOCUMENT = whole_document()
OPERATIONS = operations(DOCUMENT)
NOUNS = {  # what of hers such a parameter would name
    "community_id": "community",
    "domain_id": "skill",
    "grant_id": "grant",
    "journal_id": "journal",
    "link": "grant",
    "owner_id": "owner",
    "parent_id": "community",
    "series_id": "mission",
    "skill_id": "skill",
    "target_id": "story",
    "user_id": "owner",
}


def ids_of(operation: dict[str, Any]) -> list[str]:
    parameters = [item for item in operation.get("parameters", ()) if item["in"] == "query"]
    return [parameter["name"] for parameter in parameters if '"format": "uuid"' in json.dumps(parameter["schema"])]


QUERIES = [
    (operation["operationId"], parameter)
    for item in DOCUMENT["paths"].values()
    for operation in (item[method] for method in METHODS & item.keys())
    for parameter in ids_of(operation)
]


def test_each_parameter_that_takes_an_id_is_tried() -> None:
    assert {parameter for _, parameter in QUERIES} == set(NOUNS)
    assert len(QUERIES) >= 13


@pytest.mark.slow
@pytest.mark.parametrize(("name", "parameter"), QUERIES)
async def test_what_is_somebody_elses_finds_what_is_not_there(
    settlement: Settlement, name: str, parameter: str
) -> None:
    operation = OPERATIONS[name]
    async with settlement.engine.connect() as connection, undone(settlement.app, connection) as runtime:
        cell = Cell(settlement, settlement.people["other"], runtime)
        owner_answer, empty_answer = [
            await found(cell, operation, f"{parameter}={item}") for item in (settlement.ids[NOUNS[parameter]], uuid7())
        ]
    assert owner_answer == empty_answer
    assert not canaries(str(owner_answer))


async def found(cell: Cell, operation: Operation, query: str) -> tuple[int, Any]:
    ids = cell.settlement.ids
    path = operation.path.format(community_id=ids["community"], portrait_id=ids["portrait"], number=1, suffix="pdf")
    answer = await ask(cell.app, operation.method.upper(), f"{path}?{query}", cell.caller.headers)
    document = answer.json()
    return answer.status, document.get("items", document.get("type"))
