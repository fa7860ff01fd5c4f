"""`make bench ARGS=lean`: ours and the lean limit in turn: random people, random links, creates that are new.

Ours works off its jobs meanwhile, in a process whose processor counts with it. All ask for gzip, and get it.
`BENCH_ONLY="journal story" make bench ARGS=lean` asks these works alone.
"""

import asyncio
import hashlib
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from itertools import cycle, islice
from operator import attrgetter
from pathlib import Path
from urllib.parse import quote
from uuid import UUID

import asyncpg

from app.core.ids import uuid7
from app.services.talents import meanings
from benchmarks.lean import dataset
from benchmarks.lean.changes import changes_path, first_and_whole, since
from benchmarks.lean.processor import Processor
from benchmarks.lean.requests import answer, ask, bearer, get, seeded, with_body
from benchmarks.world import HERE, PORT, World, world
from tests.support.media import jpeg

ROUNDS, SECONDS, CONNECTIONS = int(os.environ.get("BENCH_ROUNDS", "5")), 3, 16
ASKED, DEEP, NEW, PHOTOS = 400, 4, 12_000, 15  # people or links asked; pages before a deep one; creates a round
P99_TIMES, MOST_BYTES, PHOTO_SECONDS, MOST_LOG = 5, 25_000, 0.25, 8_000
# Requests of one application: it asks what is new much more often than for all else. Chosen, not recorded.
MIX = {"nothing": 12, "changes": 4, "story": 3, "feed": 2, "create": 2, "search": 1, "journal": 1}
MIXED, STARTS = 500, 3  # requests a weight; starts of both
LIMIT = ("uvicorn", "benchmarks.lean.limit:app", f"--port={PORT + 1}", "--no-access-log", "--log-level=warning")
ARRIVED = """
insert into media (id, owner_id, kind, content_type, size, sha256, state, object_key, variants, thumbhash, width,
    height, born_as, version, created_at, updated_at)
  select new.id, owner, kind, content_type, size, sha256(uuid_send(new.id)), state, object_key, variants, thumbhash,
    width, height, born_as, version, now(), now()
  from unnest($1::uuid[], $2::uuid[]) as new(id, owner), (select * from media limit 1) as media
"""
VERSION = "select version from frameworks where code = $1"
COMPARED = "select count(*) from experience_meanings"
CARDS = "/v1/experiences/cards"
FOLDER = HERE / "lean"
RNG = random.Random(3)
OURS, LIMITS = attrgetter("ours"), attrgetter("limit")


@dataclass(frozen=True)
class Answers:
    """What one round measured: milliseconds, but for the rate. The processor's and the log's are those of a request."""

    rate: float
    p50: float
    p99: float
    application: float
    database: float
    log: float  # bytes that PostgreSQL writes ahead


@dataclass(frozen=True)
class Work:
    ours: Callable[[], list[bytes]]  # whole requests
    limit: Callable[[], list[bytes]]
    must: float
    most_bytes: int | None = None
    once: bool = False  # each request once, in order, and other ones in each round
    database: float | None = None  # milliseconds of PostgreSQL that a request may take
    times: float | None = None  # of the limit's processor, that a request may take
    log: int | None = None  # bytes that PostgreSQL may write ahead for a request


def run() -> Iterator[str]:
    only = os.environ.get("BENCH_ONLY", "").split()
    with world() as here:
        fill(here)
        yield f"{dataset.ENTRIES} entries of {dataset.AUTHORS} people; load before {os.getloadavg()[0]:.1f}"
        if not only or "photo" in only:
            with both(here):
                yield photo()
        if not only or "mix" in only:
            yield from from_the_start(here)
        with both(here) as processor:
            for name, work in works(here).items():
                if not only or name in only:
                    yield measured(name, work, processor)
                    yield from put_off(here, processor)
        if not only or "sync" in only:
            yield from first_and_whole(here)


@contextmanager
def both(here: World) -> Iterator[Processor]:
    with here.working() as worker, here.serving(PORT) as ours, here.serving(PORT + 1, *LIMIT) as limit:
        yield Processor({PORT: [ours.pid, worker.pid], PORT + 1: [limit.pid]}, here)


def fill(here: World) -> None:
    async def copy() -> None:
        connection = await asyncpg.connect(here.url)
        await connection.execute(dataset.SCHEMA)
        with tempfile.TemporaryDirectory() as folder:
            for path in dataset.write_csv(Path(folder)):
                await connection.copy_to_table(path.stem, schema_name="seed", source=path, format="csv")
        await connection.execute("analyze")
        version = await connection.fetchval(VERSION, meanings.FRAMEWORK)
        for script in ("limit.sql", "ours.sql"):
            text = FOLDER.joinpath(script).read_text()
            await connection.execute(text.replace(":maker", meanings.maker_of(version)))
        await connection.execute("vacuum analyze")
        await connection.close()

    skills = meanings.DATA / "frameworks" / f"{meanings.FRAMEWORK}.json"
    command = [sys.executable, "-m", "app", "import-framework", str(skills)]
    subprocess.run(command, env=here.environment(PORT), check=True, stdout=subprocess.DEVNULL)
    asyncio.run(copy())


def works(here: World) -> dict[str, Work]:
    return {
        "journal": Work(
            lambda: [get(CARDS, bearer(a)) for a in readers()],
            lambda: [get("/journal?offset=0", seeded(a)) for a in readers()],
            must=0.6,
            most_bytes=MOST_BYTES,
        ),
        "whole": Work(  # the same moments with all their members
            lambda: [get("/v1/experiences", bearer(a)) for a in readers()],
            lambda: [get("/journal?offset=0", seeded(a)) for a in readers()],
            must=0.6,
        ),
        "deep": Work(
            lambda: [get(deep_path(a), bearer(a)) for a in readers()],
            lambda: [get("/journal?offset=80", seeded(a)) for a in readers()],
            must=0.6,
            most_bytes=MOST_BYTES,
        ),
        "create": Work(lambda: ours_new(here), limit_new, must=0.45, once=True, times=2, log=MOST_LOG),
        "story": Work(
            lambda: [get(f"/v1/links/{dataset.slug(n)}") for n in links()],
            lambda: [get(f"/story?slug={dataset.slug(n)}") for n in links()],
            must=0.7,
        ),
        "links": Work(  # each once, in turn: no process still knows what the link shows
            lambda: [get(f"/v1/links/{dataset.slug(n)}") for n in dataset.PUBLIC],
            lambda: [get(f"/story?slug={dataset.slug(n)}") for n in dataset.PUBLIC],
            must=0.6,
            once=True,
            times=1.5,
        ),
        "feed": Work(
            lambda: [get("/v1/feed", bearer(a)) for a in readers()],
            lambda: [get("/feed", seeded(a)) for a in readers()],
            must=0.5,
            times=1.5,
        ),
        "nothing": Work(  # what an application asks most often: is anything new
            lambda: [get(changes_path(a, 100), bearer(a)) for a in readers()],
            lambda: [get(f"/changes?since={since(a, 0)}", seeded(a)) for a in readers()],
            must=0.6,
            database=0.15,
        ),
        "changes": Work(
            lambda: [get(changes_path(a, 80), bearer(a)) for a in readers()],
            lambda: [get(f"/changes?since={since(a, 20)}", seeded(a)) for a in readers()],
            must=0.5,
        ),
        "search": Work(
            lambda: [get(f"/v1/experiences?q={word()}", bearer(a)) for a in readers()],
            lambda: [get(f"/search?q={word()}", seeded(a)) for a in readers()],
            must=0.6,
            times=2,
        ),
    }


def readers() -> list[int]:
    return RNG.sample(range(dataset.READERS), ASKED)


def links() -> list[int]:
    return RNG.sample(dataset.PUBLIC, ASKED * 10)


def word() -> str:
    return quote(RNG.choice(dataset.SEARCH))


def deep_path(author: int) -> str:
    path = CARDS
    for _ in range(DEEP):
        path = f"{CARDS}?cursor={ask(PORT, get(path, bearer(author)))['next_cursor']}"
    return path


def writers() -> Iterator[tuple[int, int]]:
    """Authors that write, each with the number of an entry of theirs."""
    for _ in range(NEW):
        author = RNG.randrange(dataset.READERS, dataset.AUTHORS)
        yield author, author + dataset.AUTHORS * RNG.randrange(dataset.ENTRIES // dataset.AUTHORS)


def ours_new(here: World) -> list[bytes]:
    """Captures, as phones send them: their media have just come, and half of the moments have no skills yet."""
    bearers = {author: bearer(author) for author in range(dataset.READERS, dataset.AUTHORS)}
    new = [(author, n, [uuid7(), uuid7()]) for author, n in writers()]
    owners = [UUID(dataset.uid(1, author)) for author, _, pair in new for _ in pair]
    here.sql(ARRIVED, [media_id for *_, pair in new for media_id in pair], owners)
    here.sql("vacuum analyze media")  # or it would be vacuumed, and its pages logged, during a round
    return [
        with_body("PUT", f"/v1/experiences/{uuid7()}", bearers[author], json.dumps(ours_fields(n, pair)).encode())
        for author, n, pair in new
    ]


def ours_fields(entry: int, media: list[UUID]) -> dict[str, object]:
    return {
        "title": f"Créée {RNG.getrandbits(48):x}",
        "text": dataset.body(entry, RNG),
        "lived_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "skills": [dataset.uid(3, t) for t in dataset.tags(entry)] if entry // dataset.AUTHORS % 2 else [],
        "media": [str(media_id) for media_id in media],
    }


def limit_new() -> list[bytes]:
    return [
        with_body("POST", "/create", seeded(author), json.dumps(limit_fields(n)).encode()) for author, n in writers()
    ]


def limit_fields(entry: int) -> dict[str, object]:
    medium = {"kind": "photo", "w": 4032, "h": 3024, "thumbhash": dataset.THUMBHASH}
    return {
        "title": f"Créée {RNG.getrandbits(48):x}",
        "body": dataset.body(entry, RNG),
        "occurred_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "visibility": "private",
        "tags": [dataset.uid(3, t) for t in dataset.tags(entry)],
        "media": [medium | {"key": f"{RNG.getrandbits(64):x}"} for _ in range(2)],
    }


def from_the_start(here: World) -> Iterator[str]:
    """What an application asks, all together, from the first second after a start of both."""
    known, rounds = works(here), []
    for _ in range(STARTS):
        asked = [mixed({name: side(known[name])() for name in MIX}) for side in (LIMITS, OURS)]
        with both(here) as processor:
            rounds.append([wrk(port, asked[n], processor, once=True) for n, port in enumerate((PORT + 1, PORT))])
    yield line_of("mix", known["changes"], rounds, [0, 0])


def mixed(requests: dict[str, list[bytes]]) -> list[bytes]:
    whole = [request for name, weight in MIX.items() for request in islice(cycle(requests[name]), weight * MIXED)]
    RNG.shuffle(whole)
    return whole


def measured(name: str, work: Work, processor: Processor) -> str:
    """Both in turn, several times; the first round warms up."""
    asked = (work.limit(), work.ours())
    bytes_of = [0 if work.once else mean_bytes(port, asked[n]) for n, port in enumerate((PORT + 1, PORT))]
    rounds = []
    for _ in range(ROUNDS + 1):
        if work.once:
            asked = (work.limit(), work.ours())
        rounds.append([wrk(port, asked[n], processor, once=work.once) for n, port in enumerate((PORT + 1, PORT))])
    return line_of(name, work, rounds[1:], bytes_of)


def put_off(here: World, processor: Processor) -> Iterator[str]:
    before = here.sql(COMPARED)[0][0]
    seconds = processor.rest()
    if compared := here.sql(COMPARED)[0][0] - before:
        each = 1000 * seconds / compared
        yield f"create   {each:.1f} ms of processor, later, for each of {compared} moments whose meaning was compared"


def line_of(name: str, work: Work, rounds: list[list[Answers]], bytes_of: list[float]) -> str:
    shares = sorted(mine.rate / bare.rate for bare, mine in rounds)
    bare, mine = (
        Answers(*(statistics.median(getattr(one, part.name) for one in column) for part in fields(Answers)))
        for column in zip(*rounds, strict=True)
    )
    times = (mine.application + mine.database) / (bare.application + bare.database)
    faults = [f"below {work.must}"] * (statistics.median(shares) < work.must)
    faults += [f"above {work.most_bytes} bytes"] * (bytes_of[1] > (work.most_bytes or bytes_of[1]))
    faults += [f"p99 above {P99_TIMES} × p50"] * (mine.p99 > P99_TIMES * mine.p50)
    faults += [f"above {work.database} ms of PostgreSQL"] * (mine.database > (work.database or mine.database))
    faults += [f"above {work.times} × the limit's processor"] * (times > (work.times or times))
    faults += [f"above {work.log} bytes of log"] * (mine.log > (work.log or mine.log))
    return (
        f"{name:<8} {statistics.median(shares):5.2f} of the lean limit ({shares[0]:.2f}–{shares[-1]:.2f}); "
        f"{mine.rate:6.0f}/s of {bare.rate:6.0f}/s; {bytes_of[1]:6.0f} bytes of {bytes_of[0]:6.0f}; "
        f"p50 {mine.p50:.1f} ms, p99 {mine.p99:.1f} ms (limit {bare.p50:.1f}, {bare.p99:.1f}); "
        f"processor {mine.application:.2f} + {mine.database:.2f} ms of PostgreSQL, "
        f"{times:.1f} × the limit's ({bare.application:.2f} + {bare.database:.2f}); "
        f"{mine.log / 1000:.1f} kB of log (limit {bare.log / 1000:.1f}): " + ("; ".join(faults) or "ok")
    )


def mean_bytes(port: int, requests: list[bytes]) -> float:
    return statistics.mean(len(answer(port, request)) for request in requests[:20])


def wrk(port: int, requests: list[bytes], processor: Processor, *, once: bool) -> Answers:
    with tempfile.NamedTemporaryFile() as file:
        file.write(b"".join(b"%d\n%b" % (len(request), request) for request in requests))
        file.flush()
        command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}", "--timeout=20", "-s", str(FOLDER / "load.lua")]
        address = f"http://127.0.0.1:{port}/"
        before, written = processor.used(port), processor.written()
        report = subprocess.run(
            [*command, address, "--", file.name, *["once"] * once], check=True, capture_output=True, text=True
        ).stdout
        used = (1000 * (now - then) for now, then in zip(processor.used(port), before, strict=True))
    result = json.loads(report[report.index("JSON") + 4 :].splitlines()[0])
    if result["bad"]:
        raise RuntimeError(report)
    used = [*used, processor.written() - written]
    return Answers(result["n"] / result["s"], result["p50"], result["p99"], *(each / result["n"] for each in used))


def photo() -> str:
    """Seconds from the first byte of a 12-megapixel JPEG until a picture of it, and until all of them, can be shown."""
    rounds = []
    for n in range(PHOTOS + 1):
        body = jpeg(4000, 3000, lived_at=datetime(2026, 1, 1 + n, tzinfo=UTC))
        began = time.perf_counter()
        answer(PORT + 1, with_body("POST", "/photo", seeded(dataset.READERS), body, "image/jpeg"))
        bare = time.perf_counter() - began
        media, sha256 = f"/v1/media/{uuid7()}", hashlib.sha256(body).hexdigest()
        declared = {"kind": "photo", "content_type": "image/jpeg", "size": len(body), "sha256": sha256}
        owner = bearer(dataset.READERS)
        ask(PORT, with_body("PUT", media, owner, json.dumps(declared).encode()))
        began = time.perf_counter()
        first, answered = None, ask(PORT, with_body("PUT", f"{media}/content", owner, body, "image/jpeg"))
        while answered["state"] == "processing":
            time.sleep(0.02)  # more often, asking takes a processor from rendering
            answered = ask(PORT, get(media, owner))
            if first is None and answered["variants"]:
                first = time.perf_counter() - began
        assert answered["state"] == "ready", answered
        rounds.append((bare, first or time.perf_counter() - began, time.perf_counter() - began))
    bare, first, whole = (statistics.median(column) for column in zip(*rounds[1:], strict=True))
    verdict = "ok" if first <= PHOTO_SECONDS else f"above {PHOTO_SECONDS} s"
    times = f"{first:.2f} s until its first picture, {whole:.2f} s until all (lean limit, all, {bare:.2f} s)"
    return f"photo    {times}, {len(body) / 1e6:.1f} MB: {verdict}"
