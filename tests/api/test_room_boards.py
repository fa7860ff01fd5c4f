"""Ideas on the wall: who sees them, when, and how walls hear of them."""

import json
from typing import Any
from uuid import UUID

from fastapi import FastAPI

from app.core.actor import SYSTEM
from app.core.uow import Reading, Runtime
from app.services.rooms import clock, walls
from app.services.rooms.streams import RoomStreams
from tests.api.test_room_live import open_wall, streams, take
from tests.support import proposals
from tests.support.ballots import put_to_room, vote
from tests.support.communities import gather
from tests.support.missions import SURVEY, send
from tests.support.missions import write as write_mission
from tests.support.people import Person, Watch, visit
from tests.support.rooms import come, count_heads, knock, open_up, show
from tests.support.uploads import actor_of

__all__ = ["streams"]
OVERRIDE = "\u202e"  # which turns the words after it round
TURNS = "\u202a\u202b\u202d\u2066\u2067\u2068\u2069\u200f"  # others that do, or set apart
HOSTILE = "<img src=x onerror=alert(1)> " + "🎉" * 40


async def live(person: Person, room: Any) -> Any:
    return await person.ask("GET", f"/v1/rooms/{room['id']}/live", 200)


async def titles(person: Person, room: Any) -> list[str]:
    return [item["title"] for item in (await live(person, room))["proposals"]["items"]]


async def test_an_idea_waits_for_the_team_and_comes_to_the_wall_at_once(
    alice: Person, bob: Person, runtime: Runtime, app: FastAPI, streams: RoomStreams
) -> None:
    community_id = await gather(runtime, alice, bob)
    mission = await send(runtime, alice, community_id, **proposals.SEVERAL)
    room = await open_up(alice, community_id, missions=[mission["id"]])
    await show(alice, room, phase="ask", mission_id=mission["id"])
    wall = streams.open_wall(await walls.find(runtime, token := await open_wall(alice, room)))
    team = await streams.open(Reading(actor_of(alice, runtime), runtime), UUID(room["id"]))
    assert await take(streams, wall, "proposals") == {"items": [], "removals": [], "total": 0}
    await take(streams, team, "proposals")
    first = await proposals.propose(bob, mission, title=OVERRIDE + HOSTILE)
    assert (await take(streams, team, "proposals"))["items"][0]["waits"]
    assert (await live(alice, room))["counts"]["waiting"] == 1
    await proposals.decide(alice, first, "approve")
    event = await take(streams, wall, "proposals")
    assert [(item["title"], item["waits"]) for item in event["items"]] == [(HOSTILE, False)]
    page = (await visit(app).get(f"/w/{token}")).text
    assert "<img src=x" not in page
    second = await proposals.propose(bob, mission, title="Un stage d’une journée")
    await proposals.decide(alice, second, "approve")
    assert [item["title"] for item in (await take(streams, wall, "proposals"))["items"]] == ["Un stage d’une journée"]
    await proposals.decide(alice, second, "merge", into=first["id"])
    assert (await take(streams, wall, "proposals"))["removals"] == [second["id"]]
    assert await titles(alice, room) == [HOSTILE]


async def test_hidden_ideas_are_on_the_wall_once_they_are_revealed(
    alice: Person, bob: Person, runtime: Runtime, app: FastAPI
) -> None:
    community_id = await gather(runtime, alice, bob)
    form = {"hidden_until_reveal": True}
    mission = await send(runtime, alice, community_id, **proposals.SEVERAL | {"proposal": form})
    room = await open_up(alice, community_id, missions=[mission["id"]])
    await show(alice, room, phase="ask", mission_id=mission["id"])
    token = await open_wall(alice, room)
    idea = await proposals.propose(bob, mission, title="Un stage")
    await proposals.decide(alice, idea, "approve")
    for phase, count in (("ask", 0), ("reveal", 1), ("ask", 1)):
        await show(alice, room, phase=phase, mission_id=mission["id"])
        board = json.loads((await visit(app).get(f"/w/{token}/live")).text)["proposals"]
        assert (board["total"], len(board["items"])) == (count, count)


async def test_a_wall_shows_one_theme_or_some_ideas(alice: Person, bob: Person, runtime: Runtime) -> None:
    community_id = await gather(runtime, alice, bob)
    themes = ["Se connaître", "L’école et l’entreprise"]
    mission = await send(runtime, alice, community_id, **proposals.SEVERAL | {"proposal": {"themes": themes}})
    room = await open_up(alice, community_id, missions=[mission["id"]])
    ideas = [await proposals.propose(bob, mission, title=theme, themes=[theme]) for theme in themes]
    for idea in ideas:
        await proposals.decide(alice, idea, "approve")
    scene = {"phase": "reveal", "mission_id": mission["id"]}
    for filters, board in (
        ({}, set(themes)),
        ({"theme": themes[0]}, {themes[0]}),
        ({"only": [ideas[1]["id"]]}, {themes[1]}),
    ):
        await show(alice, room, **scene, shown=filters)
        assert set(await titles(alice, room)) == board


async def test_a_mission_for_a_room_opens_when_it_is_asked_and_walls_hear_of_answers(
    alice: Person, runtime: Runtime, app: FastAPI, streams: RoomStreams
) -> None:
    room = await open_up(alice, await gather(runtime, alice))
    audience = {"type": "room", "room_id": room["id"]}
    survey = await write_mission(alice, room["community_id"], **SURVEY | {"audience": audience})
    body, guest = {"missions": [survey["id"]]}, await come(app, room)
    await alice.ask("PATCH", f"/v1/rooms/{room['id']}", 200, json=body, headers={"If-Match": "*"})
    team = await streams.open(Reading(actor_of(alice, runtime), runtime), UUID(room["id"]))
    await take(streams, team, "counts")
    await show(alice, room, phase="ask", mission_id=survey["id"], seconds=480)
    state = await guest.ask("GET", f"/v1/rooms/{room['id']}/state", 200)
    assert state["mission"]["state"] == "open"
    await guest.ask(
        "PUT", f"/v1/missions/{survey['id']}/response", 200, json={"answers": [{"code": "clarte", "number": 4}]}
    )
    none = {"electorate": None, "heads": None, "waiting": 0}
    assert await take(streams, team, "counts") == {"people": 1, "answers": 1, "alike": 1} | none
    await show(alice, room, phase="results", mission_id=survey["id"])
    results = await take(streams, team, "results")
    assert results["charts"]
    assert all(chart["withheld"] for chart in results["charts"])


async def close_votes(runtime: Runtime) -> int:
    async with runtime.work(SYSTEM) as uow:
        return await clock.close_due(uow)


async def test_a_vote_of_a_room_is_for_who_is_there_and_ends_by_itself(
    alice: Person, bob: Person, app: FastAPI, watch: Watch
) -> None:
    runtime, (room, ballot, [idea, _]) = alice.runtime, await put_to_room(alice, bob, limit=1)
    guests = [await come(app, room) for _ in range(10)]
    token = await open_wall(alice, room)
    await count_heads(alice, room, 10)
    await show(alice, room, phase="vote", mission_id=ballot["id"], seconds=60)
    board = (await visit(app).get(f"/w/{token}/live")).json()
    assert {item["title"] for item in board["proposals"]["items"]} == {"Idée <0>", "Idée <1>"}
    assert board["results"] is None
    for guest in guests[:9]:
        await vote(guest, ballot, [idea])
    assert (await vote(await come(app, room), ballot, [idea], 403))["type"] == "/problems/not-in-this-ballot"
    watch.advance(seconds=62)
    await close_votes(runtime)
    now = await alice.ask("GET", f"/v1/rooms/{room['id']}/live", 200)
    assert now["scene"]["phase"] == "vote"  # votes that were on their way have three seconds
    watch.advance(seconds=1)
    assert await close_votes(runtime) >= 1
    assert await close_votes(runtime) == 0
    results = (await visit(app).get(f"/w/{token}/live")).json()["results"]
    assert [(bar["label"], bar["value"], bar["rank"]) for bar in results["charts"][0]["bars"]] == [
        ("Idée <0>", 9, 1),
        ("Idée <1>", 0, 2),
    ]


async def test_ten_thousand_signs_come_to_no_wall(alice: Person, bob: Person, runtime: Runtime, app: FastAPI) -> None:
    """Abuse 19: what is too long is refused wherever a wall shows it; nothing turns words round; links are text."""
    community_id = await gather(runtime, alice, bob)
    mission = await send(runtime, alice, community_id, **proposals.SEVERAL)
    room = await open_up(alice, community_id, missions=[mission["id"]])
    flood = "🎉" * 10_000
    for fields in ({"title": flood}, {"text": flood}, {"themes": [flood]}):
        await proposals.propose(bob, mission, 422, **fields)
    await show(alice, room, 422, phase="break", message=flood)
    assert (await knock(app, room, name=flood)).status_code == 422
    await show(alice, room, phase="ask", mission_id=mission["id"], message=f"{OVERRIDE}À vous{TURNS}")
    idea = await proposals.propose(bob, mission, title=f"{OVERRIDE}{TURNS}<b>https://example.org</b>", text=TURNS + "x")
    await proposals.decide(alice, idea, "approve")
    state = await live(alice, room)
    [item] = state["proposals"]["items"]
    assert (item["title"], item["text"], state["scene"]["message"]) == ("<b>https://example.org</b>", "x", "À vous")
    page = (await visit(app).get(f"/w/{await open_wall(alice, room)}")).text
    assert "<b>https" not in page
    assert 'href="https://example.org' not in page
