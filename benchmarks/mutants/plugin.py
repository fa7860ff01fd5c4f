"""A pytest run in which every test may run again and again: whole, then once for each mutant until one fails."""

import importlib
import json
import os
import re
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import hypothesis
import pytest
from _pytest.runner import runtestprotocol

from benchmarks.mutants.mutations import Mutant, mutants_of
from benchmarks.mutants.swapping import swapped

POLICIES = Path("app/policies")
SHARE, SHARES, REPORT, ONLY = json.loads(os.environ["MUTANTS"])
# A mutant is found or not, and how small the example is does not matter.
hypothesis.settings.register_profile(
    "mutants",
    phases=(hypothesis.Phase.explicit, hypothesis.Phase.generate),
    database=None,
    derandomize=True,
    deadline=None,
)
hypothesis.settings.load_profile("mutants")


def policies() -> list[str]:
    return sorted(".".join(file.with_suffix("").parts) for file in POLICIES.rglob("*.py") if file.read_text().strip())


def pytest_runtestloop(session: pytest.Session) -> bool:
    items = list(session.items)
    took = {item: _seconds(item) for item in items}
    with Path(REPORT).open("w", buffering=1) as report:
        for number, (name, module, mutant) in enumerate(_every()):
            if number % SHARES == SHARE and name.startswith(ONLY):
                began = time.monotonic()
                killer = _killer(module, mutant, _in_order(module, took))
                said = {"name": name, "killer": killer, "seconds": round(time.monotonic() - began, 2)}
                report.write(json.dumps(said, ensure_ascii=False) + "\n")
        report.write(json.dumps({"name": None}) + "\n")
    return True


def _every() -> Iterator[tuple[str, ModuleType, Mutant]]:
    for dotted in policies():
        module = importlib.import_module(dotted.removesuffix(".__init__"))
        for mutant in mutants_of(Path(str(module.__file__)).read_text(), vars(module)):
            yield f"{dotted.removeprefix('app.policies.')}.{mutant.name}", module, mutant


def _seconds(item: pytest.Item) -> float:
    began = time.monotonic()
    if (failure := _failure(item)) is not None:
        pytest.exit(f"{item.nodeid} fails without any mutant: {failure}", 2)
    return time.monotonic() - began


def _in_order(module: ModuleType, took: dict[pytest.Item, float]) -> list[pytest.Item]:
    """Those of the files that know the policy; the quick ones before the slow ones."""
    stem = module.__name__.split(".")[2]
    knows = re.compile(rf"from app\.policies(\.{stem}\b| import .*\b{stem}\b)")
    return sorted((item for item in took if knows.search(_text(item.path))), key=took.__getitem__)


@cache
def _text(file: Path) -> str:
    return file.read_text()


def _killer(module: ModuleType, mutant: Mutant, tests: list[pytest.Item]) -> str | None:
    try:
        with swapped(module, mutant.tree, mutant.top):
            return next((item.nodeid for item in tests if _failure(item) is not None), None)
    except Exception as error:  # noqa: BLE001  whatever a mutant does to an import
        return f"import: {type(error).__name__}"


class Nothing:
    """Runs after each test, so that all that is not kept for the whole run is put away."""

    def __init__(self, session: pytest.Session) -> None:
        self.session = session

    def listchain(self) -> list[Any]:
        return [self.session]


def _failure(item: pytest.Item) -> str | None:
    again: Any = item
    again._initrequest()  # noqa: SLF001  as pytest-rerunfailures does
    after: Any = Nothing(item.session)
    failed = [entry for entry in runtestprotocol(item, log=False, nextitem=after) if entry.failed]
    return str(failed[0].longrepr)[-2000:] if failed else None
