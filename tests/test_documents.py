"""What documents promise is proved by tests that exist."""

import re
from pathlib import Path

import pytest

from app import accessibility_page
from tests.support import access_page
from tests.support.declared import declared_in

NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
# How many tests each names, at least.
DOCUMENTS = {
    "docs/dpia.md": 90,
    "docs/threat-model.md": 36,
    "docs/accessibility.md": 40,
    "docs/promises.md": 80,
    "SECURITY.md": 4,
    "docs/archives.md": 1,
}
MEASURES = 56
MOST_LINES = 350  # of the page that says who may read what
SCENARIOS = 14
OPEN = "…"  # what the operator writes


@pytest.mark.parametrize("document", DOCUMENTS)
def test_each_test_that_is_named_exists(document: str) -> None:
    references = NAMED.findall(Path(document).read_text())
    assert [
        f"{file}::{name}" for file, name in references if not Path(file).exists() or name not in declared_in(file)
    ] == []
    assert len(references) >= DOCUMENTS[document]


def test_who_may_read_what_is_written_as_it_is_asked() -> None:
    page = access_page.page()
    assert Path("docs/access.md").read_text() == page, "run: make docs"
    assert page.count("\n") <= MOST_LINES


def test_the_audit_of_accessibility_is_written_as_it_is_published() -> None:
    assert Path("docs/accessibility.md").read_text() == accessibility_page.page(), "run: make docs"


def test_each_measure_names_its_proof() -> None:
    measures = Path("docs/dpia.md").read_text().partition("## Les mesures")[2].partition("\n## ")[0]
    rows = [line for line in measures.splitlines() if line.startswith("| ")][1:]
    assert [row for row in rows if not NAMED.search(row)] == []
    assert len(rows) >= MEASURES


def section(document: str, title: str) -> str:
    return Path(document).read_text().partition(f"\n## {title}")[2].partition("\n## ")[0]


def rows_of(text: str) -> list[list[str]]:
    lines = [line for line in text.splitlines() if line.startswith("| ")][1:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_each_scenario_is_argued_and_what_remains_is_put_to_somebody() -> None:
    risks = section("docs/dpia.md", "Les risques")
    levels = {title.partition(".")[0]: cells for title, *cells in rows_of(risks)}
    remainders = {number: cells for number, *cells in rows_of(section("docs/dpia.md", "Ce qui reste"))}
    arguments = {text.partition(".")[0]: text for text in risks.split("\n### ")[1:]}
    assert len(levels) == SCENARIOS
    assert levels.keys() == arguments.keys() == remainders.keys()
    for number, (_, gravity, likelihood) in levels.items():
        text = arguments[number]
        before, after = likelihood.split(" → ")
        assert f"**Vraisemblance avant : {before}.**" in text, number
        assert f"**Après : {after}" in text, number
        assert f"**Gravité {gravity.split(' → ')[1]}" in text, number
        assert "*Source* : " in text, number
        assert NAMED.search(text), number
        assert int(after) * int(gravity.split(" → ")[1]) < 12, f"{number}: article 36 asks for the authority"
    assert {cells[-1] for cells in remainders.values()} == {OPEN}


def test_each_processor_is_in_a_place_and_has_a_contract() -> None:
    processors = rows_of(section("docs/dpia.md", "Qui traite, et où"))
    assert len(processors) == 7
    assert [row for row in processors if len(row) != 5 or not all(row) or OPEN not in row[-1]] == []
    hosts = [row for row in processors if row[2].startswith("sous-traitant")]
    assert len(hosts) == 3
    assert [row[0] for row in hosts if not row[3].startswith("Union européenne")] == []


def test_each_actor_meets_a_measure_that_is_tested() -> None:
    threats = Path("docs/threat-model.md").read_text().partition("## From whom")[2].partition("\n## ")[0]
    rows = [line for line in threats.splitlines() if line.startswith("| **")]
    assert [row for row in rows if not NAMED.search(row)] == []
    assert len(rows) == 13


def test_the_map_has_each_room_of_services() -> None:
    rooms = {path.parent.name for path in Path("app/services").glob("*/__init__.py")}
    text = Path("ARCHITECTURE.md").read_text()
    assert {room for room in rooms if f" {room} " not in text} == set()
    assert len(rooms) > 20
