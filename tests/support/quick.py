"""`make quick`: run the tests of what changed since the last commit, or in it when nothing did.

A test file is run when it changed, when it enumerates what lies in the folder of a file that changed, when it imports a
module that changed, or when it bears the same noun. At most `FILES` of them, the nearest first: all that is not slow is
`make test`.
"""

import ast
import subprocess
import sys
from pathlib import Path

FILES = 8
# Tests that enumerate what lies in a folder, and take no server.
RULES = {"app/models": "tests/policies/test_data_map.py", "app/schemas": "tests/test_absence.py"}


def changed() -> list[Path]:
    """List the Python files that changed since the last commit, or in it when the tree is clean."""
    lines = _git("status", "--porcelain", "--untracked-files=all").splitlines()
    names = [line[3:].rpartition(" -> ")[2] for line in lines] or _git("show", "--name-only", "--format=").splitlines()
    return [path for path in map(Path, names) if path.suffix == ".py" and path.exists()]


def tests_of(paths: list[Path]) -> list[Path]:
    """Return the tests of these files."""
    modules = {".".join(path.with_suffix("").parts) for path in paths}
    nouns = {path.stem.removeprefix("test_") for path in paths}
    rules = {test for folder, test in RULES.items() if any(path.is_relative_to(folder) for path in paths)}
    ranks: dict[Path, int] = {}
    for path in sorted(Path("tests").rglob("test_*.py")):
        marks = (
            path in paths or str(path) in rules,
            path.stem.removeprefix("test_") in nouns,
            bool(modules & _imported(path)),
        )
        if any(marks):
            ranks[path] = marks.index(True)
    return sorted(ranks, key=ranks.__getitem__)


def _imported(path: Path) -> set[str]:
    nodes = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.ImportFrom)]
    return {
        name for node in nodes for alias in node.names for name in (node.module or "", f"{node.module}.{alias.name}")
    }


def _git(*arguments: str) -> str:
    return subprocess.run(["git", *arguments], check=True, capture_output=True, text=True).stdout


def main() -> int:
    tests = tests_of(changed())
    print(f"{len(tests)} test files concern what changed", *tests[:FILES], sep="\n  ")  # noqa: T201
    command = [sys.executable, "-m", "pytest", "-q", "-n", "2", *map(str, tests[:FILES])]
    return subprocess.run(command, check=False).returncode if tests else 0


if __name__ == "__main__":
    sys.exit(main())
