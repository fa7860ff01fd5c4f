"""`make mutants` writes each policy wrong, in every small way, and sees whether its tests notice; ten minutes at most.

    make mutants                          all of app/policies
    make mutants ARGS="grants. --every"   those whose name begins so, with what killed them

A mutant that survives is a rule that nobody tests; it is listed in `equivalent.txt`, with the reason, if it can be told
from the original by no test. Ends with 1 when one survives that is not listed, or one is listed that does not.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

TESTS = ["tests/policies"]
LISTED = Path(__file__).with_name("equivalent.txt")
PYTEST = ["-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:randomly", "-p", "benchmarks.mutants.plugin"]
WHOLE = 600


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.mutants", description=__doc__.partition("\n")[0])
    parser.add_argument("only", nargs="?", default="")
    parser.add_argument("--every", action="store_true", help="also those that were killed")
    parser.add_argument("--tests", nargs="+", default=TESTS, help="others than tests/policies")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--seconds", type=int, default=WHOLE)
    asked = parser.parse_args()
    began = time.monotonic()
    tried, whole = play(asked)
    survivors = {item["name"] for item in tried if item["killer"] is None}
    listed = dict(line.split("  # ") for line in LISTED.read_text().splitlines() if "  # " in line)
    for item in sorted(tried, key=lambda item: item["name"]):
        if asked.every or item["name"] in survivors - listed.keys():
            print(f"{item['killer'] or 'SURVIVES'}  {item['name']}")
    stale = set() if asked.only or not whole else listed.keys() - survivors
    for name in sorted(stale):
        print(f"LISTED, BUT DOES NOT SURVIVE  {name}")
    files = Counter(item["name"].partition(".")[0] for item in tried)
    unlisted = survivors - listed.keys()
    print(
        f"{len(tried)} mutants of {len(files)} policies: {len(tried) - len(survivors)} killed, {len(survivors)} not, "
        f"of which {len(survivors & listed.keys())} are known to be equivalent; {time.monotonic() - began:.0f} s, "
        f"load {os.getloadavg()[0]:.1f}{'' if whole else '; NOT ALL WERE TRIED'}"
    )
    sys.exit(bool(unlisted or stale or not whole or not tried))


def play(asked: argparse.Namespace) -> tuple[list[dict[str, Any]], bool]:
    """What was tried, and whether that is all."""
    processes = asked.processes
    with TemporaryDirectory(prefix="mutants-") as folder:
        reports = [Path(folder) / str(share) for share in range(processes)]
        children = [
            subprocess.Popen(
                [sys.executable, *PYTEST, *asked.tests],
                env=os.environ | {"MUTANTS": json.dumps([share, processes, str(report), asked.only])},
                stdout=subprocess.DEVNULL if share else None,
            )
            for share, report in enumerate(reports)
        ]
        until = time.monotonic() + asked.seconds
        for child in children:
            try:
                child.wait(max(0, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.terminate()
                child.wait(20)
        lines = [json.loads(line) for report in reports if report.exists() for line in report.read_text().splitlines()]
    tried = [line for line in lines if line["name"] is not None]
    return tried, len(lines) - len(tried) == processes


if __name__ == "__main__":
    main()
