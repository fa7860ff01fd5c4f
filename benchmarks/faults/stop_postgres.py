"""PostgreSQL stops on the spot, as when the power fails, and comes back."""

import asyncio
import signal
import time

import asyncpg

from benchmarks.faults.audit import audit
from benchmarks.faults.phones import CAPTURE, PUSH, UPLOAD
from benchmarks.faults.scene import Scene, ready

STOPS, QUICK_STOPS, PEOPLE = 7, 2, 4
DOINGS = {"capture": 6, "push": 6, "upload": 4, "upload_and_cite": 2, "read": 6, "ask_for_code": 1}


async def run(scene: Scene) -> None:
    ledger, postgres, stops = scene.ledger, scene.postgres, 0
    with scene.worker() as worker, scene.api() as api:
        await ready()
        async with scene.people(PEOPLE) as people:
            async with scene.living(people, DOINGS):
                for stops in scene.times(STOPS, QUICK_STOPS):
                    await asyncio.sleep(scene.rng.uniform(2, 4))
                    postgres.end(signal.SIGQUIT)
                    ledger.crashes += 1
                    await asyncio.sleep(
                        scene.rng.uniform(1, 6) if stops % 2 else 0
                    )  # gone for a moment, or at once back
                    postgres.start()
                    await answers(scene.world.url)
                    back = time.monotonic()
                    await ledger.recover(back, frozenset({CAPTURE, PUSH, UPLOAD}))
            ledger.facts["PostgreSQL stopped"] = f"{stops + 1} times, every other time for some seconds"
            await audit(scene, people)
        ledger.promise(api.alive and worker.alive, "a process ended with the database")


async def answers(url: str) -> None:
    for _ in range(300):
        try:
            await (await asyncpg.connect(url, timeout=2)).close()
        except (OSError, asyncpg.PostgresError, TimeoutError):
            await asyncio.sleep(0.1)
        else:
            return
    raise TimeoutError("PostgreSQL does not come back")
