"""No test depends on the speed of the machine: it waits long for what comes, and compares times with times."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

TESTS = Path(__file__).parent
PATIENCE = 20  # seconds: a machine at load 10 takes so long for what takes one
SHORT = {
    "test_queue_clock.py": "a worker that is not woken looks twice a minute; this one is to be woken",
}
TIMED = {
    "test_board_sheets.py": "a share of what the whole takes",
    "test_connections.py": "no more of the processor than a body takes",
    "test_endings_under_load.py": "told, not compared",
    "test_erasures.py": "a multiple of what it takes to write the same rows",
    "test_experience_search.py": "a multiple of an ordinary read",
    "test_gymnasium.py": "half a minute, for what is there within a second",
    "test_refusals.py": "no more of the processor than an answer takes",
    "test_serve.py": "a minute, for what takes a second; without an end, streams stay open for ever",
    "test_sync_size.py": "a multiple of a smaller page",
}


def _files() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(TESTS.rglob("test_*.py")):
        if "node_modules" not in path.parts:
            yield path.name, ast.parse(path.read_text())


def test_what_is_awaited_is_awaited_long() -> None:
    short = {
        name
        for name, tree in _files()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and re.search(r"asyncio\.timeout$|\bwait_for$", ast.unparse(node.func))
        for limit in node.args[-1:]
        if isinstance(limit, ast.Constant) and isinstance(limit.value, int | float) and limit.value < PATIENCE
    }
    assert short == SHORT.keys()


def test_each_time_that_is_compared_is_known() -> None:
    timed = {
        name
        for name, tree in _files()
        for node in ast.walk(tree)
        if isinstance(node, ast.BinOp)
        and isinstance(node.op, ast.Sub)
        and re.search(r"\btime\.(monotonic|perf_counter|process_time)\(\)", ast.unparse(node))
    }
    assert timed == TIMED.keys()
