"""A mission opens at `opens_at` and ends at `closes_at` by the clock, on every path, though no job has come."""

import csv
import io
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from sqlalchemy import literal, select

from app.core.actor import SYSTEM
from app.core.clock import on_the_wire
from app.core.uow import Runtime
from app.models.missions import Mission
from app.models.responses import OPEN_STATES
from app.policies import missions as policy
from app.services.missions import assignments, moments
from app.services.missions.assignments import RemindMission
from tests.support.communities import gather
from tests.support.missions import answer, mine, send, write
from tests.support.notifications import device, mails_to, staged
from tests.support.people import BARE, NOW, Person, Watch, capture, work_off

SECOND = timedelta(seconds=1)
BEGIN, END = NOW + timedelta(minutes=3), NOW + timedelta(minutes=5)
WAITS = """
select extract(epoch from execute_after - created)::int as s from jobs.pgqueuer
where entrypoint = 'TurnMission' and convert_from(payload, 'UTF8')::json ->> 'mission_id' = $1
"""
REMINDED = "select count(*) from notifications where subject_id = $1 and type = 'reminder'"


async def listed(manager: Person, community_id: UUID, state: str = "") -> list[str]:
    query = f"&state={state}" if state else ""
    page = await manager.ask("GET", f"/v1/missions?community_id={community_id}{query}", 200)
    return [item["state"] for item in page["items"]]


@pytest.mark.slow
async def test_the_clock_closes_a_mission_before_any_job_does(
    alice: Person, bob: Person, runtime: Runtime, watch: Watch
) -> None:
    community_id = await gather(runtime, alice, bob)
    mission = await send(runtime, alice, community_id, closes_at=END.isoformat())
    path, in_time = f"/v1/missions/{mission['id']}", await capture(bob)
    etag = (await bob.client.get(path)).headers["etag"]
    assert [item["state"] for item in await mine(bob)] == ["open"]
    watch.now = END
    assert await mine(bob) == []
    assert [item["state"] for item in await mine(bob, "done")] == ["closed"]
    assert (await bob.client.get(path, headers={"If-None-Match": etag})).json()["state"] == "closed"
    assert (await listed(alice, community_id), await listed(alice, community_id, "open")) == (["closed"], [])
    assert await listed(alice, community_id, "closed") == ["closed"]
    changes = (await bob.ask("GET", "/v1/sync", 200))["changes"]
    assert [change["data"]["state"] for change in changes if change["type"] == "mission"] == ["closed"]
    watch.advance(minutes=1)
    late = await capture(bob, BARE | {"captured_at": watch.now.isoformat()})
    problem = await bob.ask("PUT", f"{path}/response", 409, json={"experience_id": late["id"]})
    assert problem["type"] == "/problems/mission-over"
    await bob.ask("PUT", f"{path}/response/decline", 409, json={"reason": "Malade"})
    async with runtime.work(SYSTEM) as uow:
        await assignments.remind(uow, RemindMission(mission_id=UUID(mission["id"]), minutes=60))
    assert (await runtime.database.reads.fetch(REMINDED, UUID(mission["id"])))[0][0] == 0
    await bob.ask("PUT", f"{path}/response", 200, json={"experience_id": in_time["id"]})


async def test_the_clock_opens_a_mission_before_any_job_does(
    alice: Person, bob: Person, runtime: Runtime, watch: Watch
) -> None:
    """Whom it is for have it when a job has come; until then nobody has it, and nothing says that they do."""
    community_id = await gather(runtime, alice, bob)
    mission = await write(alice, community_id, opens_at=BEGIN.isoformat(), closes_at=END.isoformat())
    path = f"/v1/missions/{mission['id']}"
    etag = (await alice.client.get(path)).headers["etag"]
    for now, state, other_states in (
        (BEGIN - SECOND, "scheduled", ("open", "cancelled")),
        (BEGIN, "open", ("scheduled", "cancelled")),
        (END - SECOND, "open", ("scheduled", "closed")),
        (END, "cancelled", ("open", "scheduled", "closed")),  # nobody had it
    ):
        watch.now = now
        document = (await alice.client.get(path, headers={"If-None-Match": etag})).json()
        assert (document["state"], document["opened_at"]) == (state, document["opens_at"] if state == "open" else None)
        assert await listed(alice, community_id) == await listed(alice, community_id, state) == [state]
        assert [await listed(alice, community_id, item) for item in other_states] == [[]] * len(other_states)
        assert (await alice.ask("GET", f"{path}/tally", 200))["sent"] == 0
        assert await mine(bob, "all") == []
        await bob.ask("GET", path, 404)


async def test_who_moves_a_mission_does_so_before_it_opens_and_nobody_is_told_of_it(
    alice: Person, bob: Person, runtime: Runtime, watch: Watch
) -> None:
    mission = await write(alice, await gather(runtime, alice, bob), opens_at=BEGIN.isoformat())
    path, tag = f"/v1/missions/{mission['id']}", {"If-Match": f'"{mission["version"]}"'}
    watch.now = BEGIN  # what people rely on is settled
    body = {"opens_at": END.isoformat()}
    problem = await alice.ask("PATCH", path, 409, json=body, headers=tag)
    assert problem["type"] == "/problems/mission-begun"
    watch.now = BEGIN - SECOND
    await alice.ask("PATCH", path, 200, json=body, headers=tag)
    async with runtime.work(SYSTEM) as uow:
        await moments.turn(uow, UUID(mission["id"]))
    await work_off(runtime)
    assert (await bob.ask("GET", "/v1/notifications", 200))["items"] == []
    await alice.ask("PUT", f"{path}/closing", 409)
    watch.now = END
    assert (await alice.ask("PUT", f"{path}/closing", 200))["state"] == "closed"


async def test_who_is_asked_has_it_when_it_opens_to_the_second(
    alice: Person, bob: Person, runtime: Runtime, watch: Watch
) -> None:
    """The minute before, a job is announced for that instant."""
    mission = await write(alice, await gather(runtime, alice, bob), opens_at=BEGIN.isoformat())
    watch.now = BEGIN - timedelta(seconds=59)
    async with runtime.work(SYSTEM) as uow:
        await moments.turn_all(uow)
    waits = [row["s"] for row in await runtime.database.reads.fetch(WAITS, mission["id"])]
    assert waits == [59]
    watch.now = BEGIN
    await work_off(runtime)
    assert [(item["state"], item["opened_at"]) for item in await mine(bob)] == [("open", "2026-03-03T13:13:00.000Z")]


async def read(alice: Person, people: tuple[Person, ...], mission: Any) -> Any:
    """All that a mission says, to whom it may concern, without the times of what was done."""
    path = f"/v1/missions/{mission['id']}"
    tally = await alice.ask("GET", f"{path}/tally", 200)
    filters = {item: await lines(alice, f"{path}/board?state={item}") for item in tally if item != "sent"}
    filters |= {item: await lines(alice, f"{path}/board?state={item}") for item in (*OPEN_STATES, "submitted")}
    text = (await alice.client.get(f"{path}/board", headers={"Accept": "text/csv"})).text
    sheet = csv.reader(io.StringIO(text), delimiter=";")
    states = {
        item["response"]["state"]: (await one_person.ask("GET", f"/v1/responses/{item['response']['id']}", 200))[
            "state"
        ]
        for one_person in people
        for item in await mine(one_person, "all")
    }
    shown = await alice.ask("GET", path, 200)
    return (
        [shown[name] for name in ("state", "opened_at", "ended_at")],
        tally,
        filters,
        Counter(line[2] for line in sheet),
        states,
        [[item["response"]["state"] for item in await mine(person, "to_do")] for person in people],
    )


async def lines(manager: Person, path: str) -> list[tuple[str, str, bool]]:
    answer = await manager.client.get(path)
    return [(item["user"]["id"], item["state"], item["late"]) for item in answer.json().get("items", [])]


@pytest.mark.slow
async def test_what_a_job_writes_down_is_what_was_read_before_it_came(
    alice: Person, bob: Person, zoe: Person, runtime: Runtime, watch: Watch
) -> None:
    people, ends = (bob, zoe), {"due_at": (END - SECOND).isoformat(), "closes_at": END.isoformat()}
    mission = await send(runtime, alice, await gather(runtime, alice, *people), **ends)
    path = f"/v1/missions/{mission['id']}"
    await answer(zoe, mission)
    await zoe.ask("DELETE", f"{path}/response", 204)  # taken back, it waits again
    mine_now = f"/v1/responses/{(await mine(bob))[0]['response']['id']}"
    etag = (await bob.client.get(mine_now)).headers["etag"]
    watch.now = END - SECOND
    assert (await alice.ask("GET", f"{path}/tally", 200))["waiting"] == 2
    watch.now = END
    assert (await bob.client.get(mine_now, headers={"If-None-Match": etag})).json()["state"] == "missed"
    before = await read(alice, people, mission)
    assert (before[1]["waiting"], before[1]["missed"], before[1]["late"]) == (0, 2, 0)
    assert [len(before[2][item]) for item in ("missed", "assigned", "seen", "reclaimed")] == [2, 0, 0, 0]
    await bob.ask("GET", path, 200)  # whoever comes too late has not seen it in time
    watch.advance(seconds=30)
    async with runtime.work(SYSTEM) as uow:
        await moments.turn_all(uow)
    await work_off(runtime)
    assert await read(alice, people, mission) == before
    assert (await alice.ask("GET", path, 200))["ended_at"] == on_the_wire(END)


@pytest.mark.slow
async def test_sql_and_python_and_the_job_agree_at_every_instant(alice: Person, runtime: Runtime, watch: Watch) -> None:
    community_id = await gather(runtime, alice)
    for fields in (
        {},
        {"closes_at": END.isoformat()},
        {"recurrence": "FREQ=DAILY"},
        {"recurrence": "FREQ=DAILY", "closes_at": END.isoformat()},
    ):
        for now in (BEGIN - SECOND, BEGIN, END - SECOND, END, END + SECOND):
            watch.now = NOW
            mission = await write(alice, community_id, opens_at=BEGIN.isoformat(), **fields)
            watch.now = now
            async with runtime.work(SYSTEM) as uow:
                row = await uow.session.get_one(Mission, UUID(mission["id"]))
                in_sql = await uow.session.scalar(select(policy.state(literal(now))).where(Mission.id == row.id))
                in_python = row.state_at(now)
                await moments.turn(uow, row.id)
                assert in_sql == in_python == row.state, (fields, now)
                assert row.state_at(now) is row.state
    await work_off(runtime)
    # Series of each day would come again in whatever test lets years pass.
    await runtime.database.writes.fetch("delete from missions where community_id = $1 returning id", community_id)


@pytest.mark.parametrize("over", [True, False])
async def test_no_mail_and_no_push_asks_for_what_is_over(  # noqa: PLR0913  a cast
    app: FastAPI, alice: Person, bob: Person, runtime: Runtime, watch: Watch, *, over: bool
) -> None:
    """They waited for the end of quiet hours, at which the mission closed."""
    scene, free = await staged(app, watch), datetime(2026, 3, 3, 15, tzinfo=UTC)
    phone = await device(bob)
    await bob.ask("PATCH", "/v1/me", 200, json={"quiet_from": "14:00", "quiet_until": "16:00"})
    ends = free if over else free + SECOND
    await send(runtime, alice, await gather(runtime, alice, bob), closes_at=ends.isoformat())
    scene.watch.now = free
    await scene.passes()
    assert len(scene.phones.titles(phone)) == len(mails_to(runtime, bob)) == (0 if over else 1)
