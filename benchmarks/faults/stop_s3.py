"""Storage is gone for a minute, then comes back; later it takes connections and says nothing for a while."""

import asyncio
import signal
import time

from benchmarks.faults.audit import audit
from benchmarks.faults.ledger import LATER, Ledger, spread
from benchmarks.faults.phones import CAPTURE, UPLOAD
from benchmarks.faults.scene import Scene, all_reachable, ready

GONE, SILENT = (60, 15), (20, 5)  # seconds: in full, and quick
PEOPLE = 4
WRITING = {"capture": 3, "push": 2, "read": 1}
DOINGS = {"capture": 6, "push": 3, "upload": 2, "upload_and_cite": 2, "read": 3}


async def run(scene: Scene) -> None:
    ledger, storage = scene.ledger, scene.storage
    with scene.worker() as worker, scene.api():
        await ready()
        async with scene.people(PEOPLE) as people:
            worker.stop()  # for now: it is to find files that it cannot fetch
            await asyncio.gather(*(person.phone.upload() for person in people))
            # Who waits for an upload captures nothing: some only write.
            async with (
                scene.living(people[::2], DOINGS),
                scene.living(people[1::2], {"capture": 3, "push": 2, "read": 1}),
            ):
                began = time.monotonic()
                storage.end(signal.SIGKILL)
                ledger.crashes += 1
                worker.start()
                await asyncio.sleep(GONE[scene.quick])
                _watch(ledger, "gone", began)
                storage.start()
                await _back(ledger)
                began = time.monotonic()
                with storage.frozen():
                    await asyncio.sleep(SILENT[scene.quick])
                _watch(ledger, "silent", began)
                await _back(ledger)
                storage.end(signal.SIGKILL)
                ledger.crashes += 1
                storage.start()
                await _back(ledger)
            await audit(scene, people)


async def _back(ledger: Ledger) -> None:
    back = time.monotonic()
    ledger.promise(await all_reachable(), "the API does not find storage again")
    await ledger.recover(back, frozenset({UPLOAD}))


def _watch(ledger: Ledger, how: str, began: float) -> None:
    ended = time.monotonic()
    captures = ledger.between(CAPTURE, began, ended)
    later = [item for item in ledger.between(UPLOAD, began, ended) if item.status == LATER]
    ledger.promise(captures, f"no capture was answered while storage was {how}")
    ledger.promise(all(capture.acknowledged for capture in captures), f"captures waited for storage that was {how}")
    ledger.facts[f"storage {how} for {ended - began:.0f} s"] = (
        f"{len(captures)} captures ({spread([capture.ended - capture.began for capture in captures])}), "
        f"{len(later)} uploads told to come back later"
    )
