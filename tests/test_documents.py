"""What documents promise is proved by tests that exist."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from app import accessibility_page

NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
# How many tests each names, at least.
DOCUMENTS = {
    "docs/dpia.md": 48,
    "docs/threat-model.md": 36,
    "docs/accessibility.md": 40,
    "SECURITY.md": 4,
    "docs/archives.md": 1,
}
MEASURES = 40


@cache
def those_in(file: str) -> set[str]:
    tree = ast.parse(Path(file).read_text())
    return {one.name for one in tree.body if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)}


@pytest.mark.parametrize("document", DOCUMENTS)
def test_each_test_that_is_named_exists(document: str) -> None:
    named = NAMED.findall(Path(document).read_text())
    assert [f"{file}::{name}" for file, name in named if not Path(file).exists() or name not in those_in(file)] == []
    assert len(named) >= DOCUMENTS[document]


def test_the_audit_of_accessibility_is_written_as_it_is_published() -> None:
    assert Path("docs/accessibility.md").read_text() == accessibility_page.page(), "run: make docs"


def test_each_measure_names_its_proof() -> None:
    measures = Path("docs/dpia.md").read_text().partition("## Les mesures")[2].partition("\n## ")[0]
    rows = [line for line in measures.splitlines() if line.startswith("| ")][1:]
    assert [row for row in rows if not NAMED.search(row)] == []
    assert len(rows) >= MEASURES


def test_each_actor_meets_a_measure_that_is_tested() -> None:
    threats = Path("docs/threat-model.md").read_text().partition("## From whom")[2].partition("\n## ")[0]
    rows = [line for line in threats.splitlines() if line.startswith("| **")]
    assert [row for row in rows if not NAMED.search(row)] == []
    assert len(rows) == 9
