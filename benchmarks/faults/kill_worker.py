"""The worker is killed while it renders and mails.

A job that has seen five workers die is held for a person to look at, as it may be what kills them. Here it is not, so
that more starts are allowed.
"""

import asyncio
import shutil

import asyncpg

from benchmarks.faults.audit import audit
from benchmarks.faults.phones import Phone
from benchmarks.faults.scene import Scene, ready

KILLS, QUICK_KILLS, PEOPLE = 10, 4, 3
PHOTOS, MAILS = 8, 15  # of each person
STARTS = "100"
PICKED = "select count(*) from jobs.pgqueuer where status = 'picked'"


async def run(scene: Scene) -> None:
    kills, ledger = QUICK_KILLS if scene.quick else KILLS, scene.ledger
    with scene.api():
        await ready()
        async with scene.people(PEOPLE) as people:
            await asyncio.gather(*(_busy(one.phone) for one in people))
            with scene.worker(DAYTRIPPER_JOBS_ATTEMPTS=STARTS) as worker:
                hit = 0
                for _ in range(kills):
                    await _picked(scene)
                    await asyncio.sleep(scene.rng.uniform(0, 1.5))
                    hit += await _count(scene) > 0
                    worker.kill()
                    worker.start()
                ledger.facts["worker killed"] = f"{kills} times, {hit} of them with jobs in hand"
                await audit(scene.world.settings, ledger, people)
    left = [one for one in (scene.folder / "scratch").glob("media-*") if any(one.iterdir())]
    ledger.facts["left on local disk"] = f"{len(left)} folders of killed workers"
    shutil.rmtree(scene.folder / "scratch")


async def _busy(phone: Phone) -> None:
    for _ in range(PHOTOS):
        await phone.upload_and_cite()
    for _ in range(MAILS):
        await phone.ask_for_code()


async def _picked(scene: Scene) -> None:
    """Wait until the worker has something in hand; at most as long as a killed one's jobs take to be taken over."""
    for _ in range(100):
        if await _count(scene):
            return
        await asyncio.sleep(0.1)


async def _count(scene: Scene) -> int:
    connection = await asyncpg.connect(scene.world.url)
    try:
        return (await connection.fetchrow(PICKED))[0]
    finally:
        await connection.close()
