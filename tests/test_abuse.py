"""docs/abuse.md names tests for each of the 32 ways of abusing programmes; all of them exist."""

import ast
import re
from functools import cache
from pathlib import Path

PAGE = Path("docs/abuse.md").read_text()
CASES = 32
LINE = re.compile(r"^\| (\d+) \| [^|]+ \| ([^|]+) \|$", re.MULTILINE)
TEST = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")


@cache
def functions_of(path: str) -> set[str]:
    tree = ast.parse(Path(path).read_text())
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


def test_each_case_has_tests_that_exist() -> None:
    lines = LINE.findall(PAGE)
    assert [int(number) for number, _ in lines] == list(range(1, CASES + 1))
    for number, cell in lines:
        tests = TEST.findall(cell)
        assert tests, number
        missing = [name for path, name in tests if not Path(path).exists() or (name and name not in functions_of(path))]
        assert missing == [], number
