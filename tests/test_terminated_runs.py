"""A run of the suite that is terminated leaves no server behind."""

import ast
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from tests.support.endless import FOLDER
from tests.support.programs import REPOSITORY

BEGINS_WITHIN, ENDS_WITHIN = 240, 120  # seconds, on a machine that does much besides
SERVERS = {"postgres", "weed"}


def wait(happened: Callable[[], object], seconds: float) -> None:
    until = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < until
        time.sleep(0.1)


def lives(process: psutil.Process) -> bool:
    try:
        return bool(process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


@pytest.mark.slow
@pytest.mark.parametrize(
    ("processes", "target", "how"),
    [(0, "run", signal.SIGTERM), (1, "run", signal.SIGKILL), (1, "worker", signal.SIGKILL)],
)
def test_nothing_is_left(tmp_path: Path, processes: int, target: str, how: signal.Signals) -> None:
    options = ["-p", "no:cacheprovider", "-n", str(processes), "--max-worker-restart=0"]
    command = [sys.executable, "-m", "pytest", "-q", *options, "tests/support/endless.py"]
    own = {FOLDER: str(tmp_path)}
    with (tmp_path / "log").open("w") as log:
        run = subprocess.Popen(command, cwd=REPOSITORY, env=os.environ | own, stdout=log, stderr=log)  # noqa: TID251
    try:
        wait(lambda: (tmp_path / "pid").exists() or run.poll() is not None, BEGINS_WITHIN)
        assert run.poll() is None, (tmp_path / "log").read_text()
        tree = psutil.Process(run.pid).children(recursive=True)
        names = [process.name() for process in tree]
        assert all(sum(server in name for name in names) >= 2 for server in SERVERS), names  # the suite's and its own
        os.kill(int((tmp_path / "pid").read_text()) if target == "worker" else run.pid, how)
        run.wait(ENDS_WITHIN)
        wait(lambda: not any(map(lives, tree)), ENDS_WITHIN)
    finally:
        run.kill()
        run.wait()


def test_each_program_of_a_test_is_marked() -> None:
    """A program with an environment of its own would be left behind."""
    starts, unmarked = re.compile(r"\b(Popen|create_subprocess_exec|create_subprocess_shell)$"), []
    for path in sorted((REPOSITORY / "tests").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and starts.search(ast.unparse(node.func)):
                words = [ast.unparse(keyword.value) for keyword in node.keywords if keyword.arg == "env"]
                unmarked += [path.name for word in words if not re.search(r"os\.environ|mark\(\)", word)]
    assert unmarked == ["leftovers.py"]  # the process that watches
