"""`make bench` measures all; `make bench ARGS="page put"` some. Figures are ratios within one run.

`BENCH_ONLY=talents make bench ARGS=heavy` asks the paths with these letters alone.
"""

import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from benchmarks import (
    application,
    experiences,
    heavy,
    jobs,
    media,
    missions,
    pair,
    portraits,
    process,
    programmes,
    room_answers,
    rooms,
    skills,
    stories,
    streams,
    sync,
    trees,
)
from benchmarks.lean import run as lean
from benchmarks.world import EXPERIENCES, PEOPLE, PORT, World, world

LIMIT = ("uvicorn", "benchmarks.limit:app", f"--port={PORT + 1}", "--no-access-log", "--log-level=warning")
TENTH = PEOPLE // 10
JOURNAL = {"page", "put", "search", "story", "sync", "photo", "upload"}
COMMUNITY = {"missions", "board", "notifications", "streams", "rooms", "feed"}
ALL = {"answers", "process", "jobs", "skills", "portraits", "programmes"} | COMMUNITY | JOURNAL
KNOWN = ALL | {"app", "heavy", "lean", "pair"}  # which are asked for by their names: they take minutes


@contextmanager
def both(here: World) -> Iterator[int]:
    """Ours and the limit side by side; our process id."""
    with here.serving(PORT) as ours, here.serving(PORT + 1, *LIMIT):
        yield ours.pid


def small(here: World, wanted: set[str]) -> None:
    if "page" in wanted:
        with both(here):
            print(f"with {EXPERIENCES // 10} rows: {experiences.page(here)}", flush=True)


def large(here: World, wanted: set[str]) -> None:
    with both(here) as ours:
        steps: dict[str, Callable[[], list[object]]] = {
            "page": lambda: [experiences.page(here), experiences.deeper(here)],
            "put": lambda: [experiences.put(here)],
            "search": lambda: [experiences.search(here)],
            "story": lambda: [
                each(token) for token in [stories.publish(here)] for each in (stories.as_json, stories.as_html)
            ],
            "sync": lambda: [sync.catch_up(here)],
            "upload": lambda: [media.upload(here, ours)],
        }
        for name, measure in steps.items():
            if name in wanted:
                told(measure())
    if "photo" in wanted:
        with here.serving(PORT), here.working():
            print(media.photo(here), flush=True)


def journal(wanted: set[str]) -> None:
    with world() as here:
        here.seed(1, TENTH)
        experiences.a_thousand(here)
        sync.prepare(here)
        small(here, wanted)
        here.seed(TENTH + 1, PEOPLE)
        print(f"{EXPERIENCES} experiences of {PEOPLE} people; load before {os.getloadavg()[0]:.1f}", flush=True)
        large(here, wanted)


def community(wanted: set[str]) -> None:
    with world(storage=False) as here:
        here.run("community", people=missions.PEOPLE)
        print(f"{missions.PEOPLE} people in each of 20 communities; load before {os.getloadavg()[0]:.1f}", flush=True)
        if "missions" in wanted:
            with here.serving(PORT):
                told(missions.opening(here))
                told([missions.killed(here)])
        with both(here) as ours:
            if "board" in wanted:
                told(missions.board(here))
                told([missions.sheet(here, ours)])
            if "notifications" in wanted:
                told([missions.notifications(here)])
        if "streams" in wanted:
            with here.serving(PORT) as server:
                told(streams.measure(here, server))
        if "rooms" in wanted:
            with here.serving(PORT) as server:
                told(rooms.measure(here, server))
        if "feed" in wanted:
            here.run("feed")
            here.sql("vacuum analyze")
            with both(here):
                told(missions.feed(here))


def apart(wanted: set[str]) -> None:
    if "process" in wanted:
        told(process.start_and_rest())
    if "jobs" in wanted:
        with world(storage=False) as here:
            told([jobs.throughput(here)])
    if "skills" in wanted:
        with world(storage=False) as here:
            here.seed(1, skills.READER)
            told(skills.measure(here))
    if "portraits" in wanted:
        with world(storage=False) as here:
            portraits.prepare(here)
            with both(here):
                told(portraits.measure(here))
    if "lean" in wanted:
        told(lean.run())
    if "heavy" in wanted:
        with world(storage=False) as here:
            here.run("heavy", **heavy.MADE)
            here.sql("vacuum analyze")
            told([here.count()])
            here.sql("vacuum analyze")
            told(heavy.measure(here, os.environ.get("BENCH_ONLY", "")))


def room() -> None:
    with world(storage=False) as here:
        here.run("community", people=room_answers.PEOPLE)
        with here.serving(PORT) as server:
            told(room_answers.measure(here, server.pid))


def phone() -> None:
    with world() as here:
        here.seed(1, application.COLLECTOR)
        with here.serving(PORT):
            told(application.measure(here))


def committee() -> None:
    with world(storage=False) as here, here.serving(PORT):
        trees.prepare(here)
        told(trees.measure(here))


def two_processes() -> None:
    with world() as here:
        here.seed(1, TENTH)
        told(pair.measure(here))


def reports() -> None:
    with world(storage=False) as here:
        programmes.prepare(here)
        with here.serving(PORT):
            told(programmes.measure(here))


def told(lines: Iterable[object]) -> None:
    for line in lines:
        print(line, flush=True)


def main(wanted: set[str]) -> None:
    if wanted - KNOWN:
        raise SystemExit(f"Known: {' '.join(sorted(KNOWN))}")
    began = time.monotonic()
    apart(wanted)
    for name, measure in {"answers": room, "app": phone, "pair": two_processes}.items():
        if name in wanted:
            measure()
    if "programmes" in wanted:
        reports()
        committee()
    if wanted & COMMUNITY:
        community(wanted)
    if wanted & JOURNAL:
        journal(wanted)
    print(f"measured in {time.monotonic() - began:.0f} s; load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main(set(sys.argv[1:]) or ALL)
