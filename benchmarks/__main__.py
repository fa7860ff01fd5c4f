"""`make bench` measures all; `make bench ARGS="page put"` some. Figures are ratios within one run."""

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from benchmarks import experiences, media, process, skills, stories, sync
from benchmarks.world import EXPERIENCES, PEOPLE, PORT, World, world

LIMIT = ("uvicorn", "benchmarks.limit:app", f"--port={PORT + 1}", "--no-access-log", "--log-level=warning")
TENTH = PEOPLE // 10
ALL = {"page", "put", "search", "story", "sync", "photo", "upload", "process", "skills"}
APART = {"process", "skills"}  # need no 200,000 experiences


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
                for line in measure():
                    print(line, flush=True)
        if "photo" in wanted:
            with here.working():
                print(media.photo(here), flush=True)


def main(wanted: set[str]) -> None:
    began = time.monotonic()
    if "process" in wanted:
        for line in process.start_and_rest():
            print(line, flush=True)
    if "skills" in wanted:
        with world() as here:
            here.seed(1, skills.READER)
            for line in skills.measure(here):
                print(line, flush=True)
    if wanted - APART:
        with world() as here:
            here.seed(1, TENTH)
            experiences.a_thousand(here)
            sync.prepare(here)
            small(here, wanted)
            here.seed(TENTH + 1, PEOPLE)
            print(f"{EXPERIENCES} experiences of {PEOPLE} people; load before {os.getloadavg()[0]:.1f}", flush=True)
            large(here, wanted)
    print(f"measured in {time.monotonic() - began:.0f} s; load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main(set(sys.argv[1:]) or ALL)
