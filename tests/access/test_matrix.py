"""Every operation of the published document, asked by everybody: who may is let in, everybody else is refused, and
nobody is shown more of hers than stands here."""

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from tests.access import lines_of_accounts, lines_of_moments, lines_of_operators, lines_of_sharing
from tests.access.lines import Cell, Line, Operation, operations
from tests.access.settlement import EVERYBODY, Settlement, Who, canaries, versions_of
from tests.access.undoing import undone

OPERATIONS = operations(json.loads(Path("openapi/openapi.json").read_text()))
TABLES = (lines_of_moments.LINES, lines_of_sharing.LINES, lines_of_accounts.LINES, lines_of_operators.LINES)
LINES = {name: line for table in TABLES for name, line in table.items()}


def operation_of(name: str) -> str:
    """A line may say more of itself: `get_variant:of a story`."""
    return name.partition(":")[0]


def test_every_operation_has_its_line_and_none_is_allowed_without() -> None:
    assert {operation_of(name) for name in LINES} == set(OPERATIONS)
    assert len(OPERATIONS) >= 187
    assert sum(len(table) for table in TABLES) == len(LINES)
    assert len(LINES) * len(EVERYBODY) >= 2_300


def test_the_lines_name_people_who_are_there() -> None:
    for name, line in LINES.items():
        assert set(line.allowed) <= set(EVERYBODY), name
        assert set(line.sees) | set(line.tells) <= set(line.allowed), name
    counts = Counter(item for line in LINES.values() for item in line.allowed)
    assert set(counts) == set(EVERYBODY)


async def found(here: Settlement, line: Line, operation: Operation, cell: Cell) -> str | None:
    """What is wrong with the answer, if anything is."""
    name = cell.who.name
    if line.before is not None and name in line.allowed:
        await line.before(cell)
    answer = await operation.asked(line, cell)
    status, said = line.status(answer), f"{answer.text} {answer.headers.get('location', '')}"
    right = 200 <= status < 300 if name in line.allowed else status in line.refused
    hers, ours = canaries(said), canaries(said, "our")
    if right and bool(hers) == (name in line.sees) and bool(ours) == (name in line.tells):
        return None
    return f"{status} {sorted(hers)} {sorted(ours)} {answer.text[:300]}"


@pytest.mark.parametrize("name", LINES)
async def test_who_may_is_let_in_and_everybody_else_is_refused(here: Settlement, name: str) -> None:
    line, operation, wrong = LINES[name], OPERATIONS[operation_of(name)], dict[str, str]()
    async with here.engine.connect() as connection:
        for who in here:
            async with undone(here.app, connection) as runtime:
                fault = await found(here, line, operation, Cell(here, who, runtime))
            if fault is not None:
                wrong[who.name] = fault
    assert wrong == {}
    assert len(here.people) == len(EVERYBODY)


async def test_all_that_was_asked_was_taken_back(here: Settlement) -> None:
    """Also when it is the only test that runs: it asks for a change, which is there until it is taken back."""
    name = "patch_experience"
    async with here.engine.connect() as connection, undone(here.app, connection) as runtime:
        assert await found(here, LINES[name], OPERATIONS[name], Cell(here, here.people["owner"], runtime)) is None
        changed = await versions_of(replace(here, runtime=runtime))
    assert {noun for noun, version in changed.items() if version != here.versions[noun]} == {"experience"}
    assert await versions_of(here) == here.versions
    owner = Who("owner", here.person("owner"))
    [row] = await here.runtime.database.reads.fetch("select count(*) from sessions where user_id = $1", owner.id)
    assert row["count"] == 1
