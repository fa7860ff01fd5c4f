"""`make faults` breaks what an operator's night breaks, while people go on living; a quarter of an hour at most.

    make faults                          all five parts
    make faults ARGS="postgres --quick"  one part, a third as long
    make faults ARGS="--seed 7 --write"  what happened before, once more; and note it in docs/measurements.md

- `api`: the API is killed (SIGKILL) 30 times while phones capture, and upload in chunks.
- `worker`: the worker is killed while it renders photos, completes stories and sends mails.
- `postgres`: PostgreSQL stops on the spot and comes back, 7 times.
- `ballot`: the API, the worker and PostgreSQL are killed while members and guests vote, and as votes end.
- `s3`: storage is killed and stays away for a minute; later it is frozen, and says nothing; then killed once more.

Some of what phones capture they push in batches, as after a day without network: each of it is a write. All five parts
make at least 50 crashes and 10,000 acknowledged writes, or the run fails.

Phones are stubborn: they send the same request again until it is answered, and ask where an upload is to go on. The
promises: every capture that was answered 2xx exists once, as it was sent, and nothing else does; so do files, byte for
byte, with their variants; a story whose photo came after its publication was completed once, and its owner told once;
the change log names each once; no job is lost, held or applied twice; every mail that was promised is sent, and a
second copy bears the same Message-ID; what cannot be done now is answered 503 with Retry-After, and nothing else; no
object in storage is without a row that knows it. Of votes, every one that was answered 2xx is counted once, as it was
last sent; they close on time, or seconds after all is back; secret ones are forgotten, and walls show results again.

Everything stays on this machine, in a folder that is removed; only what was started here is killed. Ends with 1 when a
promise was broken.
"""

import argparse
import asyncio
import os
import random
import signal
import sys
import time
from contextlib import closing
from pathlib import Path

from benchmarks.faults import ballots, kill_api, kill_worker, stop_postgres, stop_s3
from benchmarks.faults.ledger import Ledger
from benchmarks.faults.processes import Theirs
from benchmarks.faults.report import note
from benchmarks.faults.scene import Scene
from benchmarks.world import world

# How many seconds each may take. On a machine that is too slow for that, there are fewer faults.
PARTS = {
    "api": (kill_api, 230),
    "worker": (kill_worker, 125),
    "postgres": (stop_postgres, 100),
    "ballot": (ballots, 330),
    "s3": (stop_s3, 190),
}
WHOLE = 900
SLOWNESS = 4  # times as long is waited for the end of a part
CRASHES, WRITES = 50, 10_000  # at least, of all parts in full
LOG_LINES = 4000


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.faults", description=__doc__.partition("\n")[0])
    parser.add_argument("parts", nargs="*", metavar="|".join(PARTS))
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--write", action="store_true", help="note the results in docs/measurements.md")
    asked = parser.parse_args()
    if unknown := set(asked.parts) - set(PARTS):
        parser.error(f"no such part: {', '.join(unknown)}")
    seed = random.SystemRandom().randrange(10**6) if asked.seed is None else asked.seed
    print(f"seed {seed}; load before {os.getloadavg()[0]:.1f}", flush=True)
    found = play(asked.parts or list(PARTS), seed, quick=asked.quick)
    total, enough = _total(found)
    print(total)
    if asked.write:
        note(Path("docs/measurements.md"), found, seed, total)
    whole = len(found) == len(PARTS) and not asked.quick
    sys.exit(any(ledger.broken for ledger in found.values()) or (whole and not enough))


def play(parts: list[str], seed: int, *, quick: bool) -> dict[str, Ledger]:
    began, found = time.monotonic(), {}
    with (
        world() as here,
        closing(Theirs("postgres", signal.SIGINT)) as postgres,
        closing(Theirs("weed", signal.SIGTERM)) as storage,
    ):
        for part in parts:
            play_part, seconds = PARTS[part]
            left = min(seconds, WHOLE - (time.monotonic() - began))
            ledger, part_began = Ledger(), time.monotonic()
            rng, deadline = random.Random(f"{seed} {part}"), part_began + left
            scene = Scene(here, postgres, storage, ledger, rng, quick, deadline)
            asyncio.run(_within(left, play_part.run(scene), ledger))
            ledger.facts["took"] = f"{time.monotonic() - part_began:.0f} s"
            found[part] = ledger
            _print(part, ledger, here.settings.data_dir)
    print(f"{sum(len(item.broken) for item in found.values())} promises broken in {time.monotonic() - began:.0f} s")
    return found


def _total(found: dict[str, Ledger]) -> tuple[str, bool]:
    crashes, writes = (sum(getattr(item, what) for item in found.values()) for what in ("crashes", "acknowledged"))
    wrong = sum(item.verdicts.total() for item in found.values())
    enough = crashes >= CRASHES and writes >= WRITES
    verdict = "ok" if enough else "FEWER"
    said = f"{wrong} of {writes:,} acknowledged writes lost, doubled or changed over {crashes} crashes"
    return f"{said} (at least {WRITES:,} over {CRASHES}: {verdict})", enough


async def _within(seconds: float, playing, ledger: Ledger) -> None:
    """Play. What takes long on a machine that does much besides is no broken promise; what never ends is."""
    try:
        async with asyncio.timeout(SLOWNESS * seconds) as limit:
            await playing
    except TimeoutError as error:
        ledger.break_promise(f"not over after {SLOWNESS * seconds:.0f} s" if limit.expired() else f"no answer: {error}")


def _print(part: str, ledger: Ledger, folder: Path) -> None:
    print(f"\n{part}")
    for name, value in ledger.rows():
        print(f"  {name:<34} {value}")
    for log in ("api.log", "worker.log") if ledger.broken else ():
        said = (folder / log).read_text(errors="replace").splitlines() if (folder / log).exists() else []
        print(f"  {log}, last lines:", *said[-LOG_LINES:], sep="\n    ")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
