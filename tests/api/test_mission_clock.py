"""A mission ends at `closes_at` by the clock, on every path, though no job has come to close it."""

from datetime import timedelta
from uuid import UUID

from app.core.actor import SYSTEM
from app.core.uow import Runtime
from app.services import mission_assignments
from app.services.mission_assignments import RemindMission
from tests.support.communities import gather
from tests.support.missions import mine, send
from tests.support.people import BARE, NOW, Person, Watch, capture

END = NOW + timedelta(minutes=5)
REMINDED = "select count(*) from notifications where subject_id = $1 and type = 'reminder'"


async def test_the_clock_closes_a_mission_before_any_job_does(
    alice: Person, bob: Person, runtime: Runtime, watch: Watch
) -> None:
    here = await gather(runtime, alice, bob)
    mission = await send(runtime, alice, here, closes_at=END.isoformat())
    path, in_time = f"/v1/missions/{mission['id']}", await capture(bob)
    known = (await bob.client.get(path)).headers["etag"]
    assert [one["state"] for one in await mine(bob)] == ["open"]
    watch.now = END
    assert await mine(bob) == []
    assert [one["state"] for one in await mine(bob, "done")] == ["closed"]
    assert (await bob.client.get(path, headers={"If-None-Match": known})).json()["state"] == "closed"
    listed = await alice.ask("GET", f"/v1/communities/{here}/missions", 200)
    assert [one["state"] for one in listed["items"]] == ["closed"]
    changes = (await bob.ask("GET", "/v1/sync", 200))["changes"]
    assert [one["data"]["state"] for one in changes if one["type"] == "mission"] == ["closed"]
    watch.advance(minutes=1)
    late = await capture(bob, BARE | {"captured_at": watch.now.isoformat()})
    refused = await bob.ask("PUT", f"{path}/response", 409, json={"experience_id": late["id"]})
    assert refused["type"] == "/problems/mission-over"
    await bob.ask("PUT", f"{path}/response/decline", 409, json={"reason": "Malade"})
    async with runtime.work(SYSTEM) as uow:
        await mission_assignments.remind(uow, RemindMission(mission_id=UUID(mission["id"]), minutes=60))
    assert (await runtime.database.reads.fetch(REMINDED, UUID(mission["id"])))[0][0] == 0
    await bob.ask("PUT", f"{path}/response", 200, json={"experience_id": in_time["id"]})
