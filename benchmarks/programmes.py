"""A year of a committee: the figures of its report, the report on paper, and the results of a large survey."""

import os
import statistics
import time
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime

from app.core.ids import uuid7
from benchmarks.experiences import bearer
from benchmarks.load import verdict
from benchmarks.missions import ask
from benchmarks.world import PORT, World

PEOPLE = int(os.environ.get("BENCH_PEOPLE", "10001"))
SHEETS = int(os.environ.get("BENCH_SHEETS", "10000"))
MANAGER, TIMES = 1, 11
COMMUNITY, SURVEY = "c0000000-0000-7000-8000-000000000001", "d0000000-0000-7000-8000-0000000003e9"
FIGURES_MUST, PAPER_MUST, RESULTS_MUST = 0.500, 0.500, 0.200


def prepare(world: World) -> None:
    world.run("programmes", people=PEOPLE, sheets=SHEETS)


def measure(world: World) -> Iterator[object]:
    report = _written(world)
    yield verdict("figures of 12 programmes and 20,000 responses", _median(world, f"{report}/figures"), FIGURES_MUST)
    began = time.perf_counter()
    ask(world, MANAGER, "PUT", f"{report}/validation")
    ask(world, MANAGER, "PUT", f"{report}/publication")
    yield f"validated and published in {(time.perf_counter() - began) * 1000:.0f} ms"
    yield verdict("edition as JSON", _median(world, f"{report}/editions/1"), FIGURES_MUST)
    yield verdict("edition as PDF", _median(world, f"{report}/editions/1.pdf"), PAPER_MUST)
    yield verdict("edition as a spreadsheet", _median(world, f"{report}/editions/1.ods"), PAPER_MUST)
    yield verdict("an edition checked", _median(world, f"{report}/editions/1/check"), FIGURES_MUST)
    results = _median(world, f"/v1/missions/{SURVEY}/results")
    yield verdict(f"results of {SHEETS} sheets with 30 questions", results, RESULTS_MUST)


def _written(world: World) -> str:
    """Write the report of this year."""
    path, year = f"/v1/reports/{uuid7()}", datetime.now(UTC).year
    period = {"starts_on": f"{year}-01-01", "ends_on": f"{year}-12-31"}
    sections = [{"kind": kind} for kind in ("figures", "plan", "themes", "quotes", "tree")]
    body = {"community_id": COMMUNITY, "title": "Bilan de l’année", "kind": "annual", "sections": sections} | period
    ask(world, MANAGER, "PUT", path, body)
    return path


def _median(world: World, path: str) -> float:
    """The first one warms up."""
    seconds = []
    for _ in range(TIMES):
        request = urllib.request.Request(f"http://127.0.0.1:{PORT}{path}", headers=bearer(world, MANAGER))
        began = time.perf_counter()
        with urllib.request.urlopen(request) as answer:
            answer.read()
        seconds.append(time.perf_counter() - began)
    return statistics.median(seconds[1:])
