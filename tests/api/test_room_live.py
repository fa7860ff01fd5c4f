"""What is live in a room: who sees what of it, on phones, walls and in streams."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI

from app.core.db import Statements
from app.core.streams import streaming
from app.core.uow import Reading, Runtime
from app.models.memberships import Role
from app.policies.rooms import RoomNotFound
from app.services.rooms import clock, walls
from app.services.rooms.streams import RoomStream, RoomStreams
from tests.support.ballots import put_to_room
from tests.support.communities import gather
from tests.support.missions import SURVEY
from tests.support.missions import write as write_mission
from tests.support.people import Person, Watch, visit
from tests.support.rooms import ask_in, come, open_up, show
from tests.support.uploads import actor_of

SHEET = {"answers": [{"code": "clarte", "number": 4}]}


@pytest.fixture
async def streams(runtime: Runtime) -> AsyncIterator[RoomStreams]:
    streams = RoomStreams(runtime)
    async with asyncio.timeout(20), streaming(runtime.settings.direct_url, streams):
        yield streams


async def take(streams: RoomStreams, stream: RoomStream, name: str) -> Any:
    """The next event of that name, without those before it."""
    async with asyncio.timeout(30):  # a wall hears of the clock each second
        while True:
            events = await streams.take(stream)
            assert events, "it has ended"
            for event in events:
                if event is not None and event.name == name:
                    return json.loads(event.json)


async def end(streams: RoomStreams, stream: RoomStream) -> None:
    """Take what there is until it ends."""
    async with asyncio.timeout(30):
        while await streams.take(stream):
            pass


async def open_wall(team: Person, room: Any) -> str:
    wall = await team.ask("POST", f"/v1/rooms/{room['id']}/walls", 201)
    return str(wall["url"]).rpartition("/")[2]


async def test_a_wall_shows_the_room_and_writes_nothing(alice: Person, runtime: Runtime, app: FastAPI) -> None:
    community_id = await gather(runtime, alice)
    survey = await write_mission(alice, community_id, **SURVEY)
    room = await open_up(alice, community_id, missions=[survey["id"]])
    token, visitor = await open_wall(alice, room), visit(app)
    page = await visitor.get(f"/w/{token}?lang=fr")
    assert page.status_code == 200
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]
    assert room["code"] in page.text
    state = await visitor.get(f"/w/{token}/live")
    assert (state.json()["view"], state.json()["scene"]["phase"]) == ("wall", "welcome")
    repetition = await visitor.get(f"/w/{token}/live", headers={"If-None-Match": state.headers["ETag"]})
    assert repetition.status_code == 304
    assert (await visitor.get(f"/w/{token}/qr.svg")).headers["Content-Type"].startswith("image/svg+xml")
    as_wall = visit(app, {"Authorization": f"Bearer {token}"})
    for method, path in (("PUT", "scene"), ("PUT", "closing"), ("POST", "walls"), ("GET", "live"), ("GET", "stream")):
        refusal = await as_wall.request(method, f"/v1/rooms/{room['id']}/{path}", json={"phase": "break"})
        assert refusal.status_code == 401
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        for path in ("", "/live", "/stream", "/qr.svg"):
            assert (await visitor.request(method, f"/w/{token}{path}")).status_code in {404, 405}
    await alice.ask("DELETE", f"/v1/rooms/{room['id']}/walls", 204)
    for path in ("", "/live", "/stream", "/qr.svg"):
        assert (await visitor.get(f"/w/{token}{path}")).status_code == 404


async def test_walls_of_a_room_are_few_and_end_with_it(
    alice: Person, bob: Person, runtime: Runtime, app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = await open_up(alice, await gather(runtime, alice, bob))
    await bob.ask("POST", f"/v1/rooms/{room['id']}/walls", 404)
    key = {"Idempotency-Key": "wall"}
    first, second = [await alice.ask("POST", f"/v1/rooms/{room['id']}/walls", 201, headers=key) for _ in range(2)]
    assert first == second
    monkeypatch.setattr(walls, "MOST_WALLS", 1)
    assert (await alice.ask("POST", f"/v1/rooms/{room['id']}/walls", 409))["type"] == "/problems/too-many-walls"
    token = first["url"].rpartition("/")[2]
    await alice.ask("PUT", f"/v1/rooms/{room['id']}/closing", 200)
    assert (await visit(app).get(f"/w/{token}/live")).status_code == 404
    await alice.ask("POST", f"/v1/rooms/{room['id']}/walls", 409)


async def test_a_stream_begins_with_all_and_goes_on_with_changes(
    alice: Person, runtime: Runtime, streams: RoomStreams
) -> None:
    community_id = await gather(runtime, alice)
    survey = await write_mission(alice, community_id, **SURVEY)
    room = await open_up(alice, community_id, missions=[survey["id"]])
    stream = await streams.open(Reading(actor_of(alice, runtime), runtime), UUID(room["id"]))
    assert (await take(streams, stream, "scene"))["phase"] == "welcome"
    await show(alice, room, phase="ask", mission_id=survey["id"], seconds=60, message="<b>À vous !</b>")
    scene = await take(streams, stream, "scene")
    assert (scene["mission"]["title"], scene["message"]) == (survey["title"], "<b>À vous !</b>")
    assert scene["now"] < scene["ends_at"]
    state = await alice.ask("GET", f"/v1/rooms/{room['id']}/live", 200)
    assert state["scene"] == {name: value for name, value in scene.items() if name != "now"}
    await alice.ask("PUT", f"/v1/rooms/{room['id']}/closing", 200)
    assert await take(streams, stream, "closed") == {}
    assert not await streams.take(stream)


async def test_streams_end_with_the_session_the_membership_and_the_wall(
    alice: Person, bob: Person, runtime: Runtime, streams: RoomStreams
) -> None:
    roles = {alice.id: Role.MANAGER, bob.id: Role.FACILITATOR}
    room = await open_up(alice, await gather(runtime, alice, bob, roles=roles))
    room_id, token = UUID(room["id"]), await open_wall(alice, room)
    of_alice, of_bob = [
        await streams.open(Reading(actor_of(person, runtime), runtime), room_id) for person in (alice, bob)
    ]
    wall = streams.open_wall(await walls.find(runtime, token))
    for stream in (of_alice, of_bob, wall):
        await take(streams, stream, "scene")
    statement = "update memberships set role = 'member' where user_id = $1"
    await runtime.database.writes.fetch(statement, bob.id)
    streams.beat()
    await end(streams, of_bob)
    assert (of_alice.is_open, wall.is_open) == (True, True)
    await runtime.database.writes.fetch("update walls set revoked_at = now()")
    await alice.ask("DELETE", f"/v1/rooms/{room['id']}/walls", 204)
    await end(streams, wall)
    await runtime.database.writes.fetch("update sessions set ended_at = now() where user_id = $1", alice.id)
    streams.beat()
    await end(streams, of_alice)


async def test_a_guest_hears_of_the_room_until_they_are_gone(
    alice: Person, runtime: Runtime, app: FastAPI, streams: RoomStreams
) -> None:
    room, other_room = [await open_up(alice, await gather(runtime, alice)) for _ in range(2)]
    guest = await come(app, room)
    actor = runtime.keys.guest_of(guest.client.headers["Authorization"].removeprefix("Bearer "))
    stream = await streams.open(Reading(actor, runtime), UUID(room["id"]))
    assert (await take(streams, stream, "counts"))["people"] == 0  # rounded: one child in a room is nobody's business
    assert (await guest.ask("GET", f"/v1/rooms/{room['id']}/live", 200))["view"] == "participant"
    with pytest.raises(RoomNotFound):
        await streams.open(Reading(actor, runtime), UUID(other_room["id"]))
    streams.beat()
    await show(alice, room, phase="break")
    assert (await take(streams, stream, "scene"))["phase"] == "break"
    await runtime.database.writes.fetch("delete from room_entries where room_id = $1", UUID(room["id"]))
    streams.beat()
    await end(streams, stream)


async def test_however_many_streams_one_statement_asks_for_all(
    alice: Person, bob: Person, app: FastAPI, streams: RoomStreams, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Walls, phones and teams, of rooms that vote and that show results; and sessions that are looked at meanwhile."""
    runtime: Runtime = app.state.runtime
    rooms = [await room_with_results(alice, app), await room_with_votes(bob, alice)]
    for team, room in zip((alice, bob), rooms, strict=True):
        for guest in [await come(app, room) for _ in range(3)]:
            token = guest.client.headers["Authorization"].removeprefix("Bearer ")
            reading = Reading(runtime.keys.guest_of(token), runtime)
            assert await take(streams, await streams.open(reading, UUID(room["id"])), "results")
        stream = await streams.open(Reading(actor_of(team, runtime), runtime), UUID(room["id"]))
        assert await take(streams, stream, "results")
        wall = await walls.find(runtime, await open_wall(team, room))
        assert await take(streams, streams.open_wall(wall), "results")
    await asyncio.sleep(streams.interval)
    statements = listen_in(streams, monkeypatch)
    now = asyncio.get_running_loop().time
    start = now()
    for number in range(40):
        for room in rooms:
            streams.hear(room["id"])
        if number % 10 == 5:
            streams.beat()
        await asyncio.sleep(0.02)
    assert 0 < len(statements) <= 2 + (now() - start) / streams.interval
    assert len(set(statements)) == 1


def listen_in(streams: RoomStreams, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list that will hold the statements of these streams, and none of what else is at work."""
    statements, tasks = list[str](), set[object]()
    fetch, poll = Statements.fetch, streams.poll

    async def note(self: Statements, query: str, *args: object) -> Any:
        statements.extend([query] if asyncio.current_task() in tasks else [])
        return await fetch(self, query, *args)

    async def note_task() -> None:
        tasks.add(asyncio.current_task())
        await poll()

    monkeypatch.setattr(Statements, "fetch", note)
    monkeypatch.setattr(Statements, "fetchrow", note)
    monkeypatch.setattr(streams, "poll", note_task)
    return statements


async def room_with_results(team: Person, app: FastAPI) -> Any:
    """Return an open room; a survey was answered in it, and its results are shown."""
    room = await open_up(team, await gather(team.runtime, team))
    people = [await come(app, room) for _ in range(6)]
    survey = await ask_in(team.runtime, team, room)
    for person in people:
        await person.ask("PUT", f"/v1/missions/{survey['id']}/response", 200, json=SHEET)
    await show(team, room, phase="results", mission_id=survey["id"])
    results = (await team.ask("GET", f"/v1/rooms/{room['id']}/live", 200))["results"]
    assert results["charts"][0]["people"] == 5
    return room


async def room_with_votes(team: Person, author: Person) -> Any:
    """Return an open room with a vote that is counted openly."""
    room, ballot, _ = await put_to_room(team, author, results="live")
    await show(team, room, phase="vote", mission_id=ballot["id"])
    return room


async def test_a_wall_hears_each_second_that_it_is_connected(
    alice: Person, runtime: Runtime, streams: RoomStreams
) -> None:
    room = await open_up(alice, await gather(runtime, alice))
    wall = streams.open_wall(await walls.find(runtime, await open_wall(alice, room)))
    assert "now" in await take(streams, wall, "beat")


async def test_a_vote_ends_by_the_clock_of_the_server(alice: Person, runtime: Runtime, watch: Watch) -> None:
    community_id = await gather(runtime, alice)
    survey = await write_mission(alice, community_id, **SURVEY)
    room = await open_up(alice, community_id, missions=[survey["id"]])
    asking = await show(alice, room, phase="vote", mission_id=survey["id"], seconds=5)
    async with runtime.work(actor_of(alice, runtime)) as uow:
        assert await clock.close_due(uow) == 0
    watch.advance(seconds=5)
    for rooms in (1, 0):
        async with runtime.work(actor_of(alice, runtime)) as uow:
            assert await clock.close_due(uow) == rooms
    state = await alice.ask("GET", f"/v1/rooms/{room['id']}/live", 200)
    assert (state["scene"]["phase"], state["scene"]["ends_at"]) == ("results", None)
    assert state["version"] == asking["version"] + 1
