"""Each example of the document is what its schema describes, and each body is accepted by the API as it stands."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import jsonschema_rs
import pytest

from tests.access.lines import Cell, Operation, said
from tests.access.settlement import Settlement
from tests.access.test_matrix import LINES, OPERATIONS, operation_of
from tests.access.undoing import undone
from tests.support.documents import whole_document

DOCUMENT = whole_document()
BODIES = ("application/json", "application/merge-patch+json")
OF_THE_WORLD = {"id", "renews", "code", "target", "ends_at", "expires_at", "counted_by"}
REFUSED = {400, 415, 422}


def contents() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the content of each body and answer, but for bytes."""
    for item in DOCUMENT["paths"].values():
        for operation in item.values():
            parts = {"body": operation.get("requestBody", {}), **operation["responses"]}
            for part, entry in parts.items():
                for media_type, content in entry.get("content", {}).items():
                    if content["schema"].get("format") != "binary":
                        yield f"{operation['operationId']} {part} {media_type}", content


def value_of(content: dict[str, Any]) -> Any:
    if "example" in content:
        return content["example"]
    (reference,) = content["examples"].values()
    return DOCUMENT["components"]["examples"][reference["$ref"].rpartition("/")[2]]["value"]


def test_each_body_and_answer_has_an_example_that_its_schema_describes() -> None:
    examples = {name: (content["schema"], value_of(content)) for name, content in contents()}
    members = {name: schema for name, (schema, _) in examples.items()}
    schema = {"properties": members, "components": DOCUMENT["components"]}
    validator = jsonschema_rs.Draft202012Validator(schema, validate_formats=True)
    faults = validator.iter_errors({name: value for name, (_, value) in examples.items()})
    assert [(list(fault.instance_path), fault.message) for fault in faults] == []
    assert len(examples) > 1_000


def placed(example: Any, real: Any) -> Any:
    """Return the example with the ids of things that are there."""
    if isinstance(example, dict):
        members = real if isinstance(real, dict) else {}
        return {
            name: members[name] if is_reference(name) and name in members else placed(value, members.get(name))
            for name, value in example.items()
        }
    if isinstance(example, list) and isinstance(real, list) and real:
        return [placed(value, real[0]) for value in example]
    return example


def is_reference(name: str) -> bool:
    return name in OF_THE_WORLD or name.endswith(("_id", "_ids"))


@pytest.mark.slow
async def test_each_body_is_accepted_as_it_stands(settlement: Settlement) -> None:
    wrong, count = {}, 0
    async with settlement.engine.connect() as connection:
        for name, operation in OPERATIONS.items():
            for media_type, example in bodies(operation):
                line = LINES[name if name in LINES else next(line for line in LINES if operation_of(line) == name)]
                async with undone(settlement.app, connection) as runtime:
                    cell = Cell(settlement, settlement.people[(*line.allowed, "owner")[0]], runtime)
                    if line.before is not None and line.allowed:
                        await line.before(cell)
                    headers = dict(line.headers) | {"content-type": media_type}
                    body = json.dumps(placed(example, said(line.body, cell))).encode()
                    answer = await operation.asked(replace(line, body=body, headers=headers), cell)
                count += 1
                if answer.status in REFUSED:
                    wrong[f"{name} {media_type}"] = answer.json().get("errors", answer.text)
    assert wrong == {}
    assert count >= 60


def bodies(operation: Operation) -> Iterator[tuple[str, Any]]:
    content = DOCUMENT["paths"][operation.path][operation.method].get("requestBody", {}).get("content", {})
    yield from ((kind, value_of(content[kind])) for kind in BODIES if kind in content)
