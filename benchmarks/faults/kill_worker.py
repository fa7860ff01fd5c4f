"""The worker is killed while it renders, completes stories and mails.

A job that has seen five workers die is held for a person to look at, as it may be what kills them. Here it is not, so
that more starts are allowed.
"""

import asyncio
import time

import asyncpg

from app.services.media import scratch
from benchmarks.faults.audit import audit, wait_until_idle
from benchmarks.faults.phones import Phone
from benchmarks.faults.scene import Scene, ready

KILLS, QUICK_KILLS, PEOPLE = 12, 4, 3
PHOTOS, MAILS, PUSHES, STORIES = 8, 15, 10, 3  # of each person
STARTS = "100"
PICKED = "select count(*) from jobs.pgqueuer_log where status = 'picked'"
IN_HAND = "select count(*) from jobs.pgqueuer where status = 'picked' and heartbeat > now() - interval '3 s'"
LONGEST_WAIT = 45  # seconds; the jobs of a killed worker are taken over at a look that comes every half minute


async def run(scene: Scene) -> None:
    ledger, kills, hit = scene.ledger, 0, 0
    with scene.api():
        await ready()
        async with scene.people(PEOPLE) as people:
            await asyncio.gather(*(_busy(person.phone) for person in people))
            with scene.worker(DAYTRIPPER_JOBS_ATTEMPTS=STARTS) as worker:
                for _ in scene.times(KILLS, QUICK_KILLS):
                    await _begun(scene, since=await _count(scene, PICKED))
                    await asyncio.sleep(scene.rng.uniform(0, 1.0))
                    hit += await _count(scene, IN_HAND) > 0
                    kills += 1
                    worker.kill()
                    ledger.crashes += 1
                    worker.start()
                ledger.facts["worker killed"] = f"{kills} times, {hit} of them with jobs in hand"
                await wait_until_idle(scene)
                await asyncio.sleep(scratch.YOUNG)
                await people[0].phone.upload()
                await audit(scene, people)
    left = list((scene.folder / "scratch").glob(f"{scratch.PREFIX}*"))
    ledger.promise(not left, f"files left on local disk by killed workers: {len(left)} folders")


async def _busy(phone: Phone) -> None:
    for _ in range(PHOTOS):
        await phone.upload_and_cite()
    for _ in range(STORIES):
        await phone.tell_and_upload()
    for _ in range(PUSHES):
        await phone.push()
    for _ in range(MAILS):
        await phone.ask_for_code()


async def _begun(scene: Scene, since: int) -> None:
    """Wait until the worker has taken something in hand."""
    until = time.monotonic() + LONGEST_WAIT
    while time.monotonic() < until and await _count(scene, PICKED) == since:
        await asyncio.sleep(0.1)


async def _count(scene: Scene, what: str) -> int:
    connection = await asyncpg.connect(scene.world.url)
    try:
        return (await connection.fetchrow(what))[0]
    finally:
        await connection.close()
