"""One API process beside two, on a machine of two cores which also run PostgreSQL and who asks."""

import statistics
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from benchmarks import experiences, stories
from benchmarks.load import ROUNDS, per_second
from benchmarks.world import PORT, World

MUST = 1.6  # where the database is not the limit


def measure(here: World) -> Iterator[str]:
    with here.serving(PORT), here.serving(PORT + 1), ThreadPoolExecutor(2) as clients:
        works = {
            "a challenge, without database": ("/v1/sessions/passkey-challenge", {}, MUST),
            "a story by link": (f"/v1/links/{stories.publish(here)}", {}, None),
            "a page of 20 moments": ("/v1/experiences", experiences.bearer(here, stories.AUTHOR), None),
        }
        for name, (path, headers, must) in works.items():
            rounds = []
            for _ in range(ROUNDS + 1):  # the first one warms up
                alone = per_second(PORT, path, headers)
                together = sum(clients.map(lambda port: per_second(port, path, headers), (PORT, PORT + 1)))  # noqa: B023
                rounds.append((alone, together))
            shares = sorted(together / alone for alone, together in rounds[1:])
            alone, together = (statistics.median(column) for column in zip(*rounds[1:], strict=True))
            share = statistics.median(shares)
            verdict = "" if must is None else f": {'ok' if share >= must else f'below {must}'}"
            yield (
                f"two processes, {name:<32} {share:.2f} of one ({shares[0]:.2f}–{shares[-1]:.2f}); "
                f"{together:.0f}/s of {alone:.0f}/s{verdict}"
            )
