"""The API is killed, again and again, while people capture and upload."""

import asyncio
import time

from benchmarks.faults.audit import audit
from benchmarks.faults.ledger import spread
from benchmarks.faults.phones import CAPTURE, PUSH, UPLOAD
from benchmarks.faults.scene import Scene, ready

KILLS, QUICK_KILLS, PEOPLE = 30, 8, 4
DOINGS = {"capture": 6, "push": 2, "upload": 2, "upload_and_cite": 3, "read": 2, "ask_for_code": 1}


async def run(scene: Scene) -> None:
    ledger, starts = scene.ledger, list[float]()
    with scene.worker(), scene.api() as api:
        await ready()
        async with scene.people(PEOPLE) as people:
            async with scene.living(people, DOINGS):
                for _ in scene.times(KILLS, QUICK_KILLS):
                    await asyncio.sleep(scene.rng.uniform(0.2, 2.0))
                    api.kill()
                    ledger.crashes += 1
                    killed = time.monotonic()
                    api.start()
                    starts.append(await ready())
                    await ledger.recover(killed, frozenset({CAPTURE, PUSH, UPLOAD}))
            ledger.facts["API killed"] = f"{len(ledger.recoveries)} times"
            ledger.facts["of a recovery, its start"] = spread(starts) if starts else "-"
            await audit(scene, people)
