"""A hundred requests a second, of all kinds, for five minutes: one API process and one worker."""

import os
import random
import time
from collections.abc import Callable, Iterator
from hashlib import sha256

from aiohttp import ClientSession

from app.core.ids import uuid7
from benchmarks import stories
from benchmarks.experiences import bearer
from benchmarks.faults import pictures
from benchmarks.strain.arrivals import Request, arrive, get, put
from benchmarks.world import PORT, World, world

PEOPLE = 300
PER_SECOND, SECONDS = 100, 60 * float(os.environ.get("BENCH_MINUTES", "5"))
MOST = {"read": 0.150, "capture": 0.250}
READS = {"/v1/experiences": 30, "/v1/experiences?q=%C3%A9cluse": 12, "/v1/sync?limit=100": 10, "/v1/notifications": 10}
STORIES, CAPTURES, UPLOADS = 14, 21, 3  # out of a hundred, with the reads
TOKENS_LAST = 300  # seconds


class People:
    """Who ask: each time somebody else."""

    def __init__(self, here: World, story: str) -> None:
        self._here, self._story = here, story
        self._rng = random.Random(2026)
        self._headers: dict[int, tuple[float, dict[str, str]]] = {}
        makers = {self._page(path): many for path, many in READS.items()}
        makers |= {self._read_story: STORIES, self._capture: CAPTURES, self._upload: UPLOADS}
        self._makers, self._weights = list(makers), list(makers.values())

    def choose(self) -> tuple[str, Request]:
        return self._rng.choices(self._makers, self._weights)[0]()

    def _somebody(self) -> dict[str, str]:
        number = self._rng.randint(1, PEOPLE)
        made, headers = self._headers.get(number, (0.0, {}))
        if time.monotonic() - made > TOKENS_LAST or not headers:
            headers = bearer(self._here, number)
            self._headers[number] = time.monotonic(), headers
        return headers

    def _page(self, path: str) -> Callable[[], tuple[str, Request]]:
        def made() -> tuple[str, Request]:
            headers = self._somebody()

            async def ask(client: ClientSession) -> None:
                await get(client, path, headers)

            return "read", ask

        return made

    def _read_story(self) -> tuple[str, Request]:
        path = self._rng.choice((f"/v1/links/{self._story}", f"/s/{self._story}"))

        async def ask(client: ClientSession) -> None:
            await get(client, path, {})

        return "read", ask

    def _capture(self) -> tuple[str, Request]:
        headers, path = self._somebody(), f"/v1/experiences/{uuid7()}"
        body = {"title": "Un samedi", "text": "Mur en parpaings, 6 m.", "context": "work", "tags": ["bois"]}
        body |= {"lived_at": "2026-03-03T14:10:00+01:00"}

        async def ask(client: ClientSession) -> None:
            await put(client, path, headers, body)

        return "capture", ask

    def _upload(self) -> tuple[str, Request]:
        headers, path, photo = self._somebody(), f"/v1/media/{uuid7()}", self._photo()
        said = {"kind": "photo", "content_type": pictures.TYPE, "size": len(photo), "sha256": sha256(photo).hexdigest()}

        async def ask(client: ClientSession) -> None:
            await put(client, path, headers, said)
            sent = {"Content-Type": pictures.TYPE}
            await put(client, f"{path}/content", headers | sent, photo)

        return "upload", ask

    def _photo(self) -> bytes:
        whole = pictures.picture(450, 300)
        return whole[:2] + b"\xff\xfe\x00\x12" + self._rng.randbytes(16) + whole[2:]


def run() -> Iterator[str]:
    with world() as here:
        here.seed(1, PEOPLE)
        with here.serving(PORT), here.working():
            people = People(here, stories.publish(here))
            arrive(f"http://127.0.0.1:{PORT}", people.choose, PER_SECOND / 4, 4)  # warms up
            felt = arrive(f"http://127.0.0.1:{PORT}", people.choose, PER_SECOND, SECONDS)
    for kind in felt.seconds:
        median, p95 = felt.median(kind) * 1000, felt.p95(kind) * 1000
        yield f"  {kind:<8} {len(felt.seconds[kind]):6}; median {median:.0f} ms, p95 {p95:.0f} ms"
    yield from (f"      {n} × {what}" for what, n in felt.failed.most_common(5))
    kept = not felt.failed and all(felt.p95(kind) <= most for kind, most in MOST.items())
    yield (
        f"{felt.many} requests, {PER_SECOND}/s for {SECONDS:.0f} s: {felt.failed.total()} failed, p95 of reads "
        f"{felt.p95('read') * 1000:.0f} ms, of captures {felt.p95('capture') * 1000:.0f} ms; must 0, 150 and 250: "
        + ("ok" if kept else "ABOVE")
    )
