"""Thousands at once, each of them once: whatever dies in the middle, and however many work at it."""

import asyncio
from contextlib import AsyncExitStack
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import insert

from app.adapters.queue import Worker
from app.core.actor import SYSTEM
from app.core.changes import ChangeLog
from app.core.ids import uuid7
from app.core.jobs import Scheduled
from app.core.uow import Runtime
from app.models.memberships import Membership, MembershipState, Role
from app.models.users import User
from app.services.missions import assignments
from app.services.missions.assignments import AssignMission, EndMission, RefreshMission, RemindMission
from app.services.missions.moments import TurnMissions
from app.tasks import HANDLERS
from tests.support.communities import gather
from tests.support.missions import send, write
from tests.support.people import NOW, Person, work_off

pytestmark = pytest.mark.slow

COUNTS = """
select (select count(*) from responses where mission_id = $1) as responses,
  (select count(distinct user_id) from responses where mission_id = $1) as people,
  (select count(*) from notifications where subject_id = $1) as notifications,
  (select count(*) from changes where entity_id = $1 and type = 'mission') as changes
"""
NOTIFICATION_COUNTS = "select type, count(*) from notifications where subject_id = $1 and settled_at is null group by 1"
OCCURRENCES = "select count(*) from missions where series_id = $1"
DUE = "insert into jobs.pgqueuer_schedules (expression, entrypoint, next_run) values ($1, $2, now() - interval '1 s')"
LEFT = "select count(*) from jobs.pgqueuer where status in ('queued', 'picked')"


async def crowd(runtime: Runtime, community_id: UUID, many: int) -> list[UUID]:
    """So many more members, in three statements."""
    people = [uuid7() for _ in range(many)]
    user = {"created_at": NOW, "updated_at": NOW}
    belongs = {"role": Role.MEMBER, "state": MembershipState.ACTIVE, "tags": [], "version": 1, "joined_at": NOW}
    async with runtime.database.sessions.begin() as session:
        await session.execute(
            insert(User), [user | {"id": person, "email": f"{person}@example.org"} for person in people]
        )
        await session.execute(insert(ChangeLog), [{"user_id": person} for person in people])
        memberships = [user | belongs | {"community_id": community_id, "user_id": person} for person in people]
        await session.execute(insert(Membership), memberships)
    return people


async def counts(runtime: Runtime, mission: Any) -> tuple[int, ...]:
    return tuple((await runtime.database.reads.fetch(COUNTS, UUID(mission["id"])))[0])


@pytest.fixture
async def community_id(alice: Person, runtime: Runtime) -> UUID:
    """A community of alice and 25 others."""
    await work_off(runtime)
    community_id = await gather(runtime, alice)
    await crowd(runtime, community_id, 25)
    return community_id


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assignments, "AT_ONCE", 10)


async def test_a_batch_that_dies_half_way_doubles_nobody(alice: Person, runtime: Runtime, community_id: UUID) -> None:
    mission = await write(alice, community_id)
    await alice.ask("PUT", f"/v1/missions/{mission['id']}/opening", 200)
    job = AssignMission(mission_id=UUID(mission["id"]))

    async def die() -> None:
        async with runtime.work(SYSTEM) as uow:
            await assignments.assign(uow, job)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await die()
    assert await counts(runtime, mission) == (10, 10, 0, 0)  # the first of them, with the opening
    async with runtime.work(SYSTEM) as uow:  # it was started twice, too
        await assignments.assign(uow, job)
    await work_off(runtime)
    assert await counts(runtime, mission) == (25, 25, 25, 25)


async def test_the_same_batch_at_once_doubles_nobody(alice: Person, runtime: Runtime, community_id: UUID) -> None:
    mission = await write(alice, community_id)
    await alice.ask("PUT", f"/v1/missions/{mission['id']}/opening", 200)

    async def once() -> None:
        async with runtime.work(SYSTEM) as uow:
            await assignments.assign(uow, AssignMission(mission_id=UUID(mission["id"])))

    await asyncio.gather(*(once() for _ in range(4)))
    await work_off(runtime)
    assert await counts(runtime, mission) == (25, 25, 25, 25)


async def test_a_mission_that_is_called_off_half_way_is_sent_to_no_more(
    alice: Person, runtime: Runtime, community_id: UUID
) -> None:
    mission = await write(alice, community_id)
    await alice.ask("PUT", f"/v1/missions/{mission['id']}/opening", 200)
    async with runtime.work(SYSTEM) as uow:
        await assignments.assign(uow, AssignMission(mission_id=UUID(mission["id"])))
    await alice.ask("PUT", f"/v1/missions/{mission['id']}/cancellation", 200)
    await work_off(runtime)
    assert (await counts(runtime, mission))[0] in {9, 10}  # alice, who wrote it, may be among the first ten
    assert {row["type"] for row in await told(runtime, mission)} == {"cancelled"}


async def told(runtime: Runtime, mission: Any) -> list[Any]:
    return await runtime.database.reads.fetch(NOTIFICATION_COUNTS, UUID(mission["id"]))


async def test_reminders_and_the_end_reach_everybody_once(alice: Person, runtime: Runtime, community_id: UUID) -> None:
    mission = await send(runtime, alice, community_id)
    async with runtime.work(SYSTEM) as uow:
        await assignments.remind(uow, RemindMission(mission_id=UUID(mission["id"]), minutes=60))
    await work_off(runtime)
    assert [tuple(row) for row in await told(runtime, mission)] == [("reminder", 25)]
    await alice.ask("PUT", f"/v1/missions/{mission['id']}/closing", 200)
    await work_off(runtime)
    assert await told(runtime, mission) == []
    assert (await counts(runtime, mission))[2] == 25
    assert (await alice.ask("GET", f"/v1/missions/{mission['id']}/board?state=missed", 200))["items"]


async def test_two_workers_and_two_schedules_do_everything_once(
    alice: Person, runtime: Runtime, community_id: UUID
) -> None:
    series = await write(alice, community_id, opens_at=NOW.isoformat(), recurrence="FREQ=WEEKLY")
    handlers = {kind: handle for kind, handle in HANDLERS.items() if "Mission" in kind.__name__}
    schedule = [Scheduled("Turn", "0 0 1 1 *", TurnMissions())]
    # They look for what is due when they begin, then not before the next New Year.
    await runtime.database.counts.fetch(DUE, "0 0 1 1 *", TurnMissions.__name__)
    async with AsyncExitStack() as workers:
        for _ in range(2):
            await workers.enter_async_context(Worker(runtime, handlers, schedule).running())
        await idle(runtime, UUID(series["id"]))
    assert (await runtime.database.reads.fetch(OCCURRENCES, UUID(series["id"])))[0][0] == 1
    [occurrence] = (await alice.ask("GET", f"/v1/missions?community_id={community_id}&series_id={series['id']}", 200))[
        "items"
    ]
    assert await counts(runtime, occurrence) == (25, 25, 25, 25)


async def idle(runtime: Runtime, series_id: UUID) -> None:
    """It came again, and nothing is left of that."""
    async with asyncio.timeout(20):
        while not (await runtime.database.reads.fetch(OCCURRENCES, series_id))[0][0]:
            await asyncio.sleep(0.02)
        while (await runtime.database.reads.fetch(f"{LEFT} and entrypoint like '%Mission%'"))[0][0]:
            await asyncio.sleep(0.02)


async def test_a_mission_that_is_deleted_leaves_its_jobs_nothing_to_do(runtime: Runtime) -> None:
    gone = uuid7()
    jobs = AssignMission(mission_id=gone), EndMission(mission_id=gone), RefreshMission(mission_id=gone)
    for job in (*jobs, RemindMission(mission_id=gone, minutes=60)):
        async with runtime.work(SYSTEM) as uow:
            await HANDLERS[type(job)](uow, job)
