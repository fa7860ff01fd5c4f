"""One person with 5,000 experiences and 2 GB of media takes everything along, and leaves."""

import asyncio
import json
import os
import shutil
import tempfile
import threading
import time
import urllib.request
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import psutil
from pydantic import SecretStr

from app.adapters.s3 import connect
from app.core.actor import SYSTEM
from app.main import open_runtime
from app.services.departures.erasures import EraseDueAccounts
from benchmarks.stories import AUTHOR, ask, publish
from benchmarks.sync import multiply
from benchmarks.world import PORT, SECRET, World, world

MEDIA, BYTES = 200, 10_000_000  # of each medium
SLACK_MB, MOST_SECONDS, PATIENCE = 60, 300, 900
# Each medium has variants of its own.
OWN = """
update media set sha256 = null, size = $2, variants = (
  select jsonb_agg(jsonb_set(v, '{object_key}', to_jsonb('v/' || id || '/' || (v->>'name'))))
  from jsonb_array_elements(variants) v)
where owner_id = $1 returning object_key, array(select v->>'object_key' from jsonb_array_elements(variants) v)
"""


class Watched(threading.Thread):
    """The most memory that a process has had, beyond what it had at the beginning."""

    def __init__(self, process: psutil.Process) -> None:
        super().__init__(daemon=True)
        self._process, self._over = process, threading.Event()
        self._first = self._most = process.memory_info().rss

    def run(self) -> None:
        while not self._over.wait(0.05):
            self._most = max(self._most, self._process.memory_info().rss)

    @property
    def grown_mb(self) -> float:
        return (self._most - self._first) / 1e6

    def end(self) -> None:
        self._over.set()
        self.join()


@contextmanager
def watching(pid: int) -> Iterator[Watched]:
    watched = Watched(psutil.Process(pid))
    watched.start()
    try:
        yield watched
    finally:
        watched.end()


def run() -> Iterator[str]:
    with world() as here:
        here.seed(AUTHOR, AUTHOR)
        person, began = here.person(AUTHOR), time.monotonic()
        multiply(here, AUTHOR, 50)
        _store(here, here.sql(OWN, person, BYTES))
        yield f"  {MEDIA} × {BYTES / 1e6:.0f} MB and their variants stored in {time.monotonic() - began:.0f} s"
        with here.serving(PORT) as api, _worker(here) as worker:
            publish(here)
            yield from _take_along(here, api.pid, worker)
            yield from _leave(here, worker)


@contextmanager
def _worker(here: World) -> Iterator[int]:
    with here.working() as worker:
        time.sleep(8)  # it has started, and rests
        yield worker.pid


def _store(here: World, rows: list[tuple[str, list[str]]]) -> None:
    s3, bucket = connect(here.settings.s3), here.settings.s3.bucket
    with ThreadPoolExecutor(4) as pool:
        for key, variants in rows:
            pool.submit(s3.put_object, Bucket=bucket, Key=key, Body=os.urandom(BYTES))
            for variant in variants:
                pool.submit(s3.put_object, Bucket=bucket, Key=variant, Body=os.urandom(50_000))


def _take_along(here: World, api: int, worker: int) -> Iterator[str]:
    began = time.monotonic()
    with watching(worker) as building:
        export = ask(here, "POST", "/v1/exports")
        while export["state"] != "ready":
            assert time.monotonic() - began < PATIENCE, "no export"
            time.sleep(0.2)
            export = ask(here, "GET", f"/v1/exports/{export['id']}")
    took = time.monotonic() - began
    with tempfile.TemporaryFile() as file, watching(api) as fetching:
        fetched_at = time.monotonic()
        with urllib.request.urlopen(str(export["url"])) as answer:
            shutil.copyfileobj(answer, file, 1_000_000)
        fetched = time.monotonic() - fetched_at
        whole = _look(file)
    kept = max(building.grown_mb, fetching.grown_mb) <= SLACK_MB and whole
    yield (
        f"export of {whole / 1e9:.1f} GB: built in {took:.0f} s, worker memory +{building.grown_mb:.0f} MB; fetched in "
        f"{fetched:.0f} s, API memory +{fetching.grown_mb:.0f} MB; must {SLACK_MB}: {'ok' if kept else 'ABOVE'}"
    )


def _look(file) -> int:
    """Bytes of the archive; 0 when something is missing or damaged."""
    with zipfile.ZipFile(file) as archive:
        said = json.loads(archive.read("manifest.json"))["files"]
        originals = [name for name in archive.namelist() if "/original." in name]
        moments = archive.read("data/experiences.jsonl").count(b"\n")
        right = set(said) == set(archive.namelist()) - {"manifest.json"} and len(originals) == MEDIA
        return file.seek(0, os.SEEK_END) if right and moments == 5_000 and archive.testzip() is None else 0


def _leave(here: World, worker: int) -> Iterator[str]:
    ask(here, "POST", "/v1/me/erasure")
    here.sql("update erasures set asked_at = asked_at - interval '15 days', due_at = now()")
    began = time.monotonic()
    with watching(worker) as erasing:
        asyncio.run(_erase(here))
        while here.sql("select from users where id = $1", here.person(AUTHOR)):
            assert time.monotonic() - began < PATIENCE, "not erased"
            time.sleep(0.2)
        gone = time.monotonic() - began
        while left := _stored(here):
            assert time.monotonic() - began < PATIENCE, f"{left} objects left"
            time.sleep(0.5)
        swept = time.monotonic() - began
    yield (
        f"erasure: rows gone after {gone:.0f} s, objects after {swept:.0f} s, "
        f"worker memory +{erasing.grown_mb:.0f} MB; must {MOST_SECONDS} s: {'ok' if swept <= MOST_SECONDS else 'ABOVE'}"
    )


async def _erase(here: World) -> None:
    """What comes by itself each hour."""
    settings = here.settings.model_copy(update={"secret": SecretStr(SECRET)})
    async with open_runtime(settings) as runtime, runtime.work(SYSTEM) as uow:
        uow.enqueue(EraseDueAccounts())


def _stored(here: World) -> int:
    """Objects, but for the mark that says whom a backup must not bring back."""
    s3 = connect(here.settings.s3)
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=here.settings.s3.bucket)
    return sum(not item["Key"].startswith("erased/") for page in pages for item in page.get("Contents", ()))
