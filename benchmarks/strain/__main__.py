"""`make strain`: what must hold while much is going on, or while somebody is in the way.

    make strain                    all parts, one after another: half an hour
    make strain ARGS="load slow"   some of them

- `migrations`: each runs on a million experiences while phones write.
- `load`: 100 mixed requests a second, for five minutes.
- `slow`: 200 clients that trickle, beside people who do not.
- `rights`: one person with 5,000 experiences and 2 GB of media takes them along, and leaves.

Ends with 1 when something did not hold.
"""

import os
import sys
import time

from benchmarks.strain import load, migrations, rights, slow

PARTS = {"migrations": migrations.run, "load": load.run, "slow": slow.run, "rights": rights.run}


def main(wanted: list[str]) -> None:
    if unknown := set(wanted) - set(PARTS):
        sys.exit(f"no such part: {', '.join(sorted(unknown))}")
    broken = False
    for part in wanted:
        began = time.monotonic()
        print(f"\n{part}; load before {os.getloadavg()[0]:.1f}", flush=True)
        for line in PARTS[part]():
            print(line, flush=True)
            broken |= line.endswith("ABOVE")
        print(f"took {time.monotonic() - began:.0f} s; load after {os.getloadavg()[0]:.1f}", flush=True)
    sys.exit(broken)


if __name__ == "__main__":
    main(sys.argv[1:] or list(PARTS))
