"""`make bench` measures all; `make bench ARGS="page put"` some. Figures are ratios within one run."""

import os
import sys
import time

from benchmarks import experiences
from benchmarks.world import EXPERIENCES, PEOPLE, PORT, world


def main(wanted: set[str]) -> None:
    began = time.monotonic()
    with world() as here:
        tenth = PEOPLE // 10
        here.seed(1, tenth)
        experiences.a_thousand(here)
        limit = ("uvicorn", "benchmarks.limit:app", f"--port={PORT + 1}", "--no-access-log", "--log-level=warning")
        with here.serving(PORT), here.serving(PORT + 1, *limit):
            small = experiences.page(here) if not wanted or "page" in wanted else None
        here.seed(tenth + 1, PEOPLE)
        print(f"{EXPERIENCES} experiences of {PEOPLE} people; load before {os.getloadavg()[0]:.1f}", flush=True)
        with here.serving(PORT), here.serving(PORT + 1, *limit):
            for name in ("page", "put", "search"):
                if not wanted or name in wanted:
                    print(getattr(experiences, name)(here), flush=True)
            if small:
                print(f"with a tenth of the rows: {small}")
                print(experiences.deeper(here), flush=True)
    print(f"measured in {time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    main(set(sys.argv[1:]))
