"""Each enum gets a member that nobody foresaw, all in one copy of the code, and the type checker names each `match`."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.decisions import enums_of, matches

ROOT = Path(__file__).parent.parent
CLASS = re.compile(r"^class (\w+)\((?:\w+, )*\w*Enum\):\n", re.MULTILINE)
FAULT = re.compile(r"^(app/\S+?):(\d+): error: .*(?:exhaustive-match|assert_never)", re.MULTILINE)


def _with_another_member(source: str) -> str:
    """Append a member to each enum, before its first method or at the end of the class."""
    lines, result, is_enum = source.split("\n"), list[str](), False
    for line in lines:
        is_over = is_enum and line and not line.startswith((" ", "\n", ")"))
        if is_enum and (is_over or line.startswith(("    def ", "    @"))):
            result.append('    UNFORESEEN = "unforeseen"')
            is_enum = False
        is_enum = is_enum or CLASS.match(f"{line}\n") is not None
        result.append(line)
    return "\n".join([*result, *(['    UNFORESEEN = "unforeseen"'] if is_enum else [])])


@pytest.mark.slow
def test_a_member_that_nobody_foresaw_fails_the_type_check_in_each_match(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "app", tmp_path / "app", ignore=shutil.ignore_patterns("client", "__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for path in (tmp_path / "app").rglob("*.py"):
        source = path.read_text()
        if CLASS.search(source):
            path.write_text(_with_another_member(source))
    mutated = enums_of(tmp_path / "app")
    assert {name for name, members in mutated.items() if "UNFORESEEN" not in members} == set()
    command = [sys.executable, "-m", "mypy", "--no-pretty", "--cache-dir", str(tmp_path / "cache"), "app"]
    words = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False).stdout
    findings = {(file, int(line)) for file, line in FAULT.findall(words)}
    decided = list(matches(tmp_path / "app"))
    assert len(decided) > 15
    forgotten = [
        item
        for item in decided
        if not any((item.file, line) in findings for line in range(item.line, item.last_line + 1))
    ]
    assert forgotten == []
