"""Every operation of the published document, asked by everybody: who may is let in, everybody else is refused, and
nobody is shown more of hers than stands here."""

from collections import Counter
from dataclasses import replace

import pytest

from tests.access import (
    lines_of_accounts,
    lines_of_moments,
    lines_of_operators,
    lines_of_programme_reports,
    lines_of_programs,
    lines_of_proposals,
    lines_of_rooms,
    lines_of_sharing,
)
from tests.access.lines import Cell, Line, Operation, operations
from tests.access.settlement import EVERYBODY, Caller, Settlement, canaries, versions_of
from tests.access.undoing import undone
from tests.support.documents import whole_document

OPERATIONS = operations(whole_document())
NOUNS = (
    lines_of_proposals,
    lines_of_moments,
    lines_of_sharing,
    lines_of_accounts,
    lines_of_programs,
    lines_of_programme_reports,
    lines_of_rooms,
    lines_of_operators,
)
TABLES = [module.LINES for module in NOUNS]
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


async def found(line: Line, operation: Operation, cell: Cell) -> str | None:
    """What is wrong with the answer, if anything is."""
    name = cell.caller.name
    if line.before is not None and name in line.allowed:
        await line.before(cell)
    answer = await operation.asked(line, cell)
    status, text = line.status(answer), f"{answer.text} {answer.headers.get('location', '')}"
    right = 200 <= status < 300 if name in line.allowed else status in line.refused
    owner_nouns, group_nouns = canaries(text), canaries(text, "our")
    if status == 204 and "content-type" in answer.headers:
        return f"nothing, as {answer.headers['content-type']}"
    if right and bool(owner_nouns) == (name in line.sees) and bool(group_nouns) == (name in line.tells):
        return None
    return f"{status} {sorted(owner_nouns)} {sorted(group_nouns)} {answer.text[:300]}"


@pytest.mark.parametrize("name", LINES)
async def test_who_may_is_let_in_and_everybody_else_is_refused(settlement: Settlement, name: str) -> None:
    line, operation, wrong = LINES[name], OPERATIONS[operation_of(name)], dict[str, str]()
    async with settlement.engine.connect() as connection:
        for caller in settlement:
            async with undone(settlement.app, connection) as runtime:
                fault = await found(line, operation, Cell(settlement, caller, runtime))
            if fault is not None:
                wrong[caller.name] = fault
    assert wrong == {}
    assert len(settlement.people) == len(EVERYBODY)


async def test_all_that_was_asked_was_taken_back(settlement: Settlement) -> None:
    """Also when it is the only test that runs: it asks for a change, which is there until it is taken back."""
    name = "patch_experience"
    async with settlement.engine.connect() as connection, undone(settlement.app, connection) as runtime:
        assert await found(LINES[name], OPERATIONS[name], Cell(settlement, settlement.people["owner"], runtime)) is None
        versions = await versions_of(replace(settlement, runtime=runtime))
    assert {noun for noun, version in versions.items() if version != settlement.versions[noun]} == {"experience"}
    assert await versions_of(settlement) == settlement.versions
    owner = Caller("owner", settlement.person("owner"))
    [row] = await settlement.runtime.database.reads.fetch(
        "select count(*) from sessions where user_id = $1 and generation > 0", owner.id
    )
    assert row["count"] == 1
