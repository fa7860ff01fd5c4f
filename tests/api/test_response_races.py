"""What comes twice, at once, or days later."""

import asyncio
from uuid import UUID

import pytest
from sqlalchemy import select, text

from app.core.actor import SYSTEM, Actor
from app.core.ids import uuid7
from app.core.uow import Runtime
from app.models.responses import MissionResponse
from app.services.departures import membership_endings
from app.services.notifications.notifications import close
from tests.support.communities import gather
from tests.support.missions import answer, leave, mine, send
from tests.support.people import Person, capture
from tests.support.waiting import somebody_waits


@pytest.mark.slow
async def test_answering_many_times_at_once_is_one_answer(alice: Person, bob: Person, runtime: Runtime) -> None:
    mission = await send(runtime, alice, await gather(runtime, alice, bob))
    moments = [await capture(bob) for _ in range(2)]
    path = f"/v1/missions/{mission['id']}/response"
    bodies = [{"experience_id": moments[n % 2]["id"]} for n in range(8)]
    answers = await asyncio.gather(*(bob.client.put(path, json=body) for body in bodies))
    assert {item.status_code for item in answers} == {200}
    now = (await mine(bob, "done"))[0]["response"]
    assert now["version"] == max(item.json()["version"] for item in answers)
    assert now["experience_id"] in {moment["id"] for moment in moments}


@pytest.mark.slow
async def test_reviews_and_taking_back_at_once_end_in_one_of_them(alice: Person, bob: Person, runtime: Runtime) -> None:
    for _ in range(3):
        mission = await send(runtime, alice, await gather(runtime, alice, bob))
        response = await answer(bob, mission)
        review_path = f"/v1/responses/{response['id']}/review"
        accept = {"decision": "accept"}
        answers = await asyncio.gather(
            alice.client.put(review_path, json=accept),
            alice.client.put(review_path, json=accept),
            bob.client.delete(f"/v1/missions/{mission['id']}/response"),
        )
        codes = [item.status_code for item in answers]
        [sent] = [item for item in await mine(bob, "all") if item["id"] == mission["id"]]
        if sent["response"]["state"] == "accepted":
            assert codes == [200, 200, 409]
        else:
            assert (sent["response"]["state"], codes[2]) == ("reclaimed", 204)
            assert set(codes[:2]) <= {404, 409}


async def test_who_leaves_and_who_reviews_do_not_wait_in_a_circle(alice: Person, bob: Person, runtime: Runtime) -> None:
    community_id = await gather(runtime, alice, bob)
    mission = await send(runtime, alice, community_id)
    response = await answer(bob, mission)
    back = {"decision": "return", "comment": "De plus près"}
    await alice.ask("PUT", f"/v1/responses/{response['id']}/review", 200, json=back)
    async with runtime.work(SYSTEM) as uow:
        await uow.session.execute(
            select(MissionResponse.id).where(MissionResponse.id == response["id"]).with_for_update()
        )
        leaving = asyncio.create_task(leave(community_id, bob))
        await somebody_waits(runtime)
        await uow.session.execute(
            text("set local lock_timeout = '500ms'")
        )  # before PostgreSQL finds a circle and cuts it
        await close(uow, UUID(mission["id"]), bob.id)
    await leaving
    assert (await bob.ask("GET", f"/v1/responses/{response['id']}", 200))["state"] == "reclaimed"


async def test_what_is_sent_while_one_leaves_does_not_stay_behind(alice: Person, bob: Person, runtime: Runtime) -> None:
    community_id = await gather(runtime, alice, bob)
    mission, moment = await send(runtime, alice, community_id), await capture(bob)
    async with runtime.work(Actor(bob.id)) as uow:
        await membership_endings.leave(uow, community_id)
        await uow.session.flush()
        body = {"experience_id": moment["id"]}
        sending = asyncio.create_task(bob.client.put(f"/v1/missions/{mission['id']}/response", json=body))
        await somebody_waits(runtime)
    assert (await sending).status_code == 404
    state = "select state from responses where mission_id = $1"
    assert [row["state"] for row in await runtime.database.reads.fetch(state, UUID(mission["id"]))] == ["assigned"]


@pytest.mark.slow
async def test_a_phone_answers_when_it_is_back(alice: Person, bob: Person, runtime: Runtime) -> None:
    mission = await send(runtime, alice, await gather(runtime, alice, bob), due_at="2026-03-04T10:00:00.000Z")
    sync = await bob.ask("GET", "/v1/sync", 200)
    told = {change["type"]: change for change in sync["changes"]}
    assert told["mission"]["id"] == mission["id"]
    assert told["mission"]["version"] == told["mission"]["data"]["version"]
    assert told["response"]["data"]["state"] == "assigned"
    moment = str(uuid7())
    operations = [
        {"op": "put", "type": "experience", "id": moment, "data": {"lived_at": "2026-03-03T14:10:00+02:00"}},
        {"op": "put", "type": "response", "id": mission["id"], "data": {"experience_id": moment}},
    ]
    for _ in range(2):
        results = (await bob.ask("POST", "/v1/sync", 200, json={"operations": operations}))["results"]
        assert [result["status"] for result in results] == [201, 200]
        assert results[1]["data"]["state"] == "submitted"
    later = await bob.ask("GET", f"/v1/sync?cursor={sync['next_cursor']}", 200)
    states = {change["type"]: change["data"] for change in later["changes"]}
    assert (states["response"]["state"], states["mission"]["response"]["state"]) == ("submitted", "submitted")
    undo = [
        {"op": "delete", "type": "response", "id": states["response"]["id"]},
        {"op": "put", "type": "response", "id": mission["id"], "data": {"reason": "Trop de monde"}},
        {"op": "put", "type": "response", "id": str(uuid7()), "data": {"experience_id": moment}},
        {"op": "put", "type": "response", "id": mission["id"], "data": {}},
    ]
    results = (await bob.ask("POST", "/v1/sync", 200, json={"operations": undo}))["results"]
    assert [result["status"] for result in results] == [204, 200, 404, 422]
    assert results[1]["data"]["state"] == "declined"


async def test_a_mission_goes_from_the_phone_of_who_left(alice: Person, bob: Person, runtime: Runtime) -> None:
    community_id = await gather(runtime, alice, bob)
    await send(runtime, alice, community_id)
    await leave(community_id, bob)
    told = {change["type"]: change for change in (await bob.ask("GET", "/v1/sync", 200))["changes"]}
    assert told["mission"]["deleted"] is True
