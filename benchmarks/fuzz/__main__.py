"""`make fuzz` asks what the document allows, and what it does not, at least 50,000 times; half an hour at most.

    make fuzz                               the whole document, then scenarios of several requests
    make fuzz ARGS="--minutes 5 --least 0"  shorter
    make fuzz ARGS="--seed 7"               once more what was found

Schemathesis makes the requests: examples, boundaries, random ones that fit and ones that do not, and scenarios that use
what earlier answers named. Some of the ids are of things that are there, and asked by those whose they are
(`benchmarks/fuzz/hooks.py`). The promises: no 5xx, and every answer as documented. The server counts the requests.

`tests/test_schemathesis.py` is the short form, which runs with the suite.
"""

import argparse
import asyncio
import os
import random
import re
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from pathlib import Path

from benchmarks.faults.ledger import Ledger
from benchmarks.faults.phones import Phone
from benchmarks.fuzz import hooks
from benchmarks.world import PORT, SECRET, World, world

PEOPLE, PHOTOS = 12, 3  # photos of each whose bytes are there
UNSENT = "update media set state = 'awaiting_upload', object_key = null, variants = '[]', sha256 = null"
CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"
ENDLESS = "stream_notifications"  # an answer that has no end cannot be looked at as a whole
COUNT = re.compile(r'^daytripper_request_seconds_count\{operation="([^"]*)",status="(\d+)"\} ([\d.e+]+)$', re.MULTILINE)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fuzz", description=__doc__.partition("\n")[0])
    parser.add_argument("--minutes", type=float, default=28)
    parser.add_argument("--least", type=int, default=50_000, help="requests; fewer are a failure")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("more", nargs="*", help="more for schemathesis, after --")
    asked = parser.parse_args()
    print(f"seed {asked.seed}; load before {os.getloadavg()[0]:.1f}", flush=True)
    began = time.monotonic()
    with world() as here:
        here.seed(1, PEOPLE)
        here.sql(UNSENT)
        with here.serving(PORT), here.working():
            asyncio.run(_photos(here))
            failed = _ask(here, asked.seed, asked.minutes, asked.more)
            asked_for = counted()
    faults = Counter({one: n for one, n in asked_for.items() if one[1].startswith("5")})
    total, by_class = asked_for.total(), Counter[str]()
    for (_, status), n in asked_for.items():
        by_class[f"{status[0]}xx"] += n
    for (operation, status), n in faults.most_common():
        print(f"  {operation}: {n} × {status}")
    print(
        f"{total} requests to {len({operation for operation, _ in asked_for})} operations in "
        f"{time.monotonic() - began:.0f} s: {', '.join(f'{n} × {one}' for one, n in sorted(by_class.items()))}; "
        f"{faults.total()} faults of ours; {'NOT all' if failed else 'all'} as documented; "
        f"load {os.getloadavg()[0]:.1f}"
    )
    if total < asked.least:
        print(f"FEWER than {asked.least}")
    sys.exit(bool(failed or faults or total < asked.least))


async def _photos(here: World) -> None:
    for number in range(1, PEOPLE + 1):
        phone = Phone(f"http://127.0.0.1:{PORT}", here.token(number), Ledger(), random.Random(number))
        for _ in range(PHOTOS):
            await phone.upload()
        await phone.close()


def _ask(here: World, seed: int, minutes: float, more: list[str]) -> bool:
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        environment = os.environ | {
            "SCHEMATHESIS_HOOKS": hooks.__name__,
            "PYTHONPATH": str(Path.cwd()),
            hooks.DATABASE: here.url,
            hooks.ROOT: SECRET,
        }
        command = [
            *(Path(sys.executable).with_name("schemathesis"), "--config-file", os.devnull, "run"),
            *(Path("openapi/openapi.json").resolve(), "--url", f"http://127.0.0.1:{PORT}"),
            *("--no-color", "--continue-on-failure", "--no-shrink"),
            *("--checks", CHECKS, "--exclude-operation-id", ENDLESS, "--warnings", "off"),
            *("--suppress-health-check", "all", "--request-timeout", "60", "--generation-database", "none"),
            *("--seed", str(seed), "--max-time", str(int(minutes * 60)), "--max-examples", "150"),
            *more,
        ]
        return subprocess.run([str(item) for item in command], env=environment, check=False, cwd=folder).returncode != 0


def counted() -> Counter[tuple[str, str]]:
    """By operation and status, as the server counted."""
    with urllib.request.urlopen(f"http://127.0.0.1:{PORT}/metrics") as answer:
        found = COUNT.findall(answer.read().decode())
    return Counter({(operation, status): int(float(n)) for operation, status, n in found})


if __name__ == "__main__":
    main()
