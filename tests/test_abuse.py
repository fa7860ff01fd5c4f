"""docs/abuse.md names tests for each known way of abuse; all of them exist."""

import ast
import re
from functools import cache
from pathlib import Path

PAGE = Path("docs/abuse.md").read_text()
CASES, LINES_OF_VOTES = 37, 17
LINE = re.compile(r"^\| (\d+) \| [^|]+ \| ([^|]+) \|$", re.MULTILINE)
LINE_OF_VOTES = re.compile(r"^\| (\d+) \| [^|]+ \| [^|]+ \| [^|]+ \| ([^|]+) \|$", re.MULTILINE)
TEST = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")


@cache
def functions_of(path: str) -> set[str]:
    tree = ast.parse(Path(path).read_text())
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


def missing_in(cell: str) -> list[str]:
    tests = TEST.findall(cell)
    assert tests, cell
    return [name for path, name in tests if not Path(path).exists() or (name and name not in functions_of(path))]


def test_each_line_of_the_adversary_of_votes_is_played() -> None:
    lines = LINE_OF_VOTES.findall(Path("docs/votes.md").read_text())
    assert [int(number) for number, _ in lines] == list(range(1, LINES_OF_VOTES + 1))
    assert [(number, missing_in(cell)) for number, cell in lines if missing_in(cell)] == []


def test_each_case_has_tests_that_exist() -> None:
    lines = LINE.findall(PAGE)
    assert [int(number) for number, _ in lines] == list(range(1, CASES + 1))
    for number, cell in lines:
        assert missing_in(cell) == [], number
