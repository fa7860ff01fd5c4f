"""`make year` lives thirteen months in three time zones, and compares promises with what came; ten minutes at most.

    make year                        thirteen months
    make year ARGS="--days 60"       its beginning
    make year ARGS="--write"         and note the result in docs/measurements.md
    make year ARGS="--real"          minutes of it on a real server, whose clock libfaketime moves

From 1 September 2026, a few people in Paris, Martinique and Nouméa, with one of everything that has a time. The clock
of Python and of PostgreSQL goes from one instant to the next in which something happens; the product's own schedule,
queue and handlers do the rest. Twice nothing runs for three days; once mails cannot be sent for hours; once the clock
is a day ahead for a minute, and once it is put back by an hour.

Each promise is looked at just before it is due, when it is due, and until it has come. The table says how often it was
promised, how late it came as a rule and at worst; what of it fell into a stop; what the next one replaced then; what
the clock that was ahead brought early; how often it was broken. A second one says what lay in tables after its term.
Ends with 1 when a promise was broken.
"""

import argparse
import asyncio
import os
import sys
import time
from datetime import timedelta
from pathlib import Path

from app.core.logs import configure
from app.core.settings import Settings
from benchmarks.year import real, report
from benchmarks.year.life import BEGIN, END, live
from benchmarks.year.year import world


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.year", description=__doc__.partition("\n")[0])
    parser.add_argument("--days", type=int, default=None)
    parser.add_argument("--write", action="store_true", help="note the results in docs/measurements.md")
    parser.add_argument("--real", action="store_true", help="a short story on a real server under libfaketime")
    asked = parser.parse_args()
    if asked.real:
        sys.exit(real.play())
    configure(Settings(log_level="ERROR"))
    until = END if asked.days is None else BEGIN + timedelta(days=asked.days)
    began, load = time.monotonic(), os.getloadavg()[0]
    with world() as settings:
        outcome = asyncio.run(live(settings, until, say=lambda words: print(words, flush=True)))
    took = time.monotonic() - began
    print(report.text(outcome), f"\ntook {took:.0f} s; load before {load:.1f}, after {os.getloadavg()[0]:.1f}")
    if asked.write:
        report.note(Path("docs/measurements.md"), outcome, took, load)
    sys.exit(bool(outcome.broken))


if __name__ == "__main__":
    main()
