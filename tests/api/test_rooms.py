"""Rooms as their team runs them: written once, opened, closed; one driver at a time."""

from typing import Any

from fastapi import FastAPI

from app.core.clock import on_the_wire
from app.core.uow import Runtime
from app.models.memberships import Role
from tests.support.communities import gather, verify
from tests.support.missions import SURVEY
from tests.support.missions import write as write_mission
from tests.support.people import NOW, Person, Watch, sign_in
from tests.support.rooms import open_up, show, write
from tests.support.uploads import renew


async def set_door(team: Person, room: Any, door: str, status: int = 200) -> Any:
    return await team.ask("PUT", f"/v1/rooms/{room['id']}/door", status, json={"door": door})


async def close(team: Person, room: Any, status: int = 200) -> Any:
    return await team.ask("PUT", f"/v1/rooms/{room['id']}/closing", status)


async def test_a_room_is_written_opened_and_closed(alice: Person, bob: Person, runtime: Runtime, app: FastAPI) -> None:
    member = await sign_in(app)
    community_id = await gather(runtime, alice, bob, member, roles={alice.id: Role.MANAGER, bob.id: Role.FACILITATOR})
    survey = await write_mission(alice, community_id, **SURVEY)
    room = await write(bob, community_id, missions=[survey["id"]])
    assert (room["state"], room["door"], room["allow_guests"], room["minors"]) == ("planned", "open", False, "none")
    assert (room["capacity"], room["people"], room["scene"]["phase"]) == (150, 0, "welcome")
    assert room["url"].endswith(f"/r/{room['code']}")
    assert len(room["code"]) == 6
    same_body = {"community_id": str(community_id), "missions": [survey["id"]]}
    assert (await bob.ask("PUT", f"/v1/rooms/{room['id']}", 200, json=same_body))["version"] == room["version"]
    await bob.ask("PUT", f"/v1/rooms/{room['id']}", 428, json=same_body | {"capacity": 9})
    opening = await alice.ask("PUT", f"/v1/rooms/{room['id']}/opening", 200)
    assert (opening["state"], opening["opens_at"]) == ("open", on_the_wire(NOW))
    again = await alice.ask("PUT", f"/v1/rooms/{room['id']}/opening", 200)
    assert again["version"] == opening["version"]
    assert (await set_door(bob, room, "locked"))["door"] == "locked"
    assert (await close(bob, room))["state"] == (await close(bob, room))["state"] == "closed"
    for path, body in {"opening": None, "door": {"door": "open"}}.items():
        assert (await bob.ask("PUT", f"/v1/rooms/{room['id']}/{path}", 409, json=body))[
            "type"
        ] == "/problems/room-moved"
    assert (await show(bob, room, 409, phase="break"))["type"] == "/problems/room-closed"
    listing = await bob.ask("GET", f"/v1/communities/{community_id}/rooms?state=closed", 200)
    assert [item["id"] for item in listing["items"]] == [room["id"]]
    await member.ask("GET", f"/v1/communities/{community_id}/rooms", 403)
    await member.ask("GET", f"/v1/rooms/{room['id']}", 404)


async def test_two_drivers_of_a_scene_cannot_fight(alice: Person, runtime: Runtime) -> None:
    community_id = await gather(runtime, alice)
    survey = await write_mission(alice, community_id, **SURVEY)
    room = await open_up(alice, community_id, missions=[survey["id"]])
    await show(alice, room, 428, version=None, phase="break")
    first = await show(alice, room, version=room["version"], phase="ask", mission_id=survey["id"], seconds=480)
    assert first["scene"]["ends_at"] > first["updated_at"]
    stale = await show(alice, room, 412, version=room["version"], phase="thanks")
    assert stale["current"]["scene"] == first["scene"]
    await show(alice, room, 422, phase="ask")
    elsewhere = await show(alice, room, 422, phase="ask", mission_id=room["id"])
    assert elsewhere["errors"][0]["pointer"] == "/mission_id"


async def test_a_room_shows_missions_of_its_community_alone(alice: Person, bob: Person, runtime: Runtime) -> None:
    survey = await write_mission(bob, await gather(runtime, bob), **SURVEY)
    community_id = await gather(runtime, alice)
    problem = await write(alice, community_id, 422, missions=[survey["id"]])
    assert problem["errors"][0]["pointer"] == "/missions/0"
    await write(alice, await gather(runtime, bob), 404)


async def test_a_room_closes_by_the_clock(alice: Person, runtime: Runtime, watch: Watch) -> None:
    room = await open_up(alice, await gather(runtime, alice))
    watch.advance(hours=24)
    await renew(alice)
    assert (await alice.ask("GET", f"/v1/rooms/{room['id']}", 200))["state"] == "closed"
    assert (await show(alice, room, 409, phase="break"))["type"] == "/problems/room-closed"
    listing = await alice.ask("GET", f"/v1/communities/{room['community_id']}/rooms?state=open", 200)
    assert listing["items"] == []


async def test_pupils_of_any_age_come_to_known_schools_alone(alice: Person, runtime: Runtime) -> None:
    community_id = await gather(runtime, alice, kind="school")
    problem = await write(alice, community_id, 422, minors="school")
    assert problem["errors"][0]["pointer"] == "/minors"
    await verify(runtime, {"id": str(community_id)})
    room = await write(alice, community_id, minors="school")
    await verify(runtime, {"id": str(community_id)}, doubt=True)
    await alice.ask("PUT", f"/v1/rooms/{room['id']}/opening", 422)
