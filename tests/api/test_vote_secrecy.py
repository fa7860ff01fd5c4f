"""Who runs a vote learns what many chose, and of nobody what, when or whether they did."""

import asyncio
from typing import Any

from fastapi import FastAPI

from app.core.uow import Runtime
from tests.support.ballots import close, put_to_room, put_to_vote, results, vote
from tests.support.people import Person, sign_in
from tests.support.rooms import come, count_heads, show


async def members_of(app: FastAPI, number: int = 4) -> list[Person]:
    return [await sign_in(app, f"member-{n}", birth_year=1990) for n in range(number)]


async def renew(runtime: Runtime, *people: Person) -> None:
    """Let these people have had their accounts since today."""
    statement = "update users set created_at = created_at + interval '8 days' where id = any($1)"
    await runtime.database.writes.fetch(statement, [person.id for person in people])


async def test_four_puppets_read_the_vote_of_nobody(alice: Person, bob: Person, runtime: Runtime, app: FastAPI) -> None:
    """Live and at the close: four accounts of today vote, and one person."""
    puppets = await members_of(app, 10)
    _, ballot, (a, b, _) = await put_to_vote(runtime, alice, [bob, *puppets], results="live")
    await renew(runtime, *puppets)
    for puppet in puppets[:4]:
        await vote(puppet, ballot, [a])
    before = await results(alice, ballot)
    await vote(bob, ballot, [b])
    assert await results(alice, ballot) == before
    assert (before["withheld"], before["people"]) == (True, None)
    await close(alice, ballot)
    outcome = await results(alice, ballot)
    assert (outcome["withheld"], outcome["people"], outcome["ballot"]["voters"]) == (True, None, None)
    names = ("place", "chosen", "people", "points", "paper_points", "total")
    numbers = [tuple(option[name] for name in names) for option in outcome["ballot"]["options"]]
    assert numbers == [(None, False, None, None, None, None)] * 3


async def test_windows_of_one_telephone_hide_nobody(alice: Person, bob: Person, runtime: Runtime, app: FastAPI) -> None:
    """Guests count towards `k` as people whom the team counted, and that number stands in the result."""
    room, ballot, (a, _) = await put_to_room(alice, bob)
    windows = [await come(app, room) for _ in range(10)]
    await show(alice, room, phase="vote", mission_id=ballot["id"], seconds=60)
    for window in windows:
        await vote(window, ballot, [a])
    await close(alice, ballot)
    outcome = await results(alice, ballot)
    assert (outcome["withheld"], outcome["ballot"]["in_room"], outcome["ballot"]["heads"]) == (True, 10, None)
    await count_heads(alice, room, 4)
    outcome = await results(windows[0], ballot)
    assert (outcome["withheld"], outcome["ballot"]["in_room"], outcome["ballot"]["heads"]) == (True, 10, 4)
    await count_heads(alice, room, 10)  # a second thought after the close changes nothing
    assert await results(windows[0], ballot) == outcome


async def test_the_board_of_a_secret_vote_has_neither_times_nor_order(
    alice: Person, bob: Person, runtime: Runtime, app: FastAPI
) -> None:
    members = await members_of(app)
    _, ballot, (a, b, _) = await put_to_vote(runtime, alice, [bob, *members])
    board = f"/v1/missions/{ballot['id']}/board"
    before = await alice.ask("GET", board, 200)
    sheet = (await alice.client.get(board, headers={"Accept": "text/csv"})).text
    answer = await vote(bob, ballot, [a])
    await vote(bob, ballot, [b])
    assert await alice.ask("GET", board, 200) == before
    for query in ("state=submitted", "state=assigned", "answered=true", "answered=false", "late=true"):
        assert (await alice.ask("GET", f"{board}?{query}", 200))["items"] == []
    assert (await alice.client.get(board, headers={"Accept": "text/csv"})).text == sheet
    item = await alice.ask("GET", f"/v1/responses/{answer['id']}", 200)
    expected: Any = {"state": "assigned", "submitted_at": None, "seen_at": None, "choices": None, "version": 1}
    assert {name: item[name] for name in expected} == expected
    assert item["updated_at"] == item["assigned_at"]
    assert (await alice.ask("GET", f"/v1/missions/{ballot['id']}/tally", 200))["answered"] == 1  # how many, not who
    await close(alice, ballot)
    lines = (await alice.ask("GET", board, 200))["items"]
    assert sum(line["state"] == "submitted" for line in lines) == 1  # who took part is no secret once it is over
    assert {line[name] for line in lines for name in ("seen_at", "submitted_at", "reviewed_at")} == {None}
    assert {line["version"] for line in lines} == {1}


async def test_many_telephones_at_once_are_shown_in_batches(
    alice: Person, bob: Person, runtime: Runtime, app: FastAPI
) -> None:
    members = await members_of(app, 11)
    _, ballot, (a, *_) = await put_to_vote(runtime, alice, [bob, *members], results="live")
    await asyncio.gather(*(vote(member, ballot, [a]) for member in members))
    await vote(bob, ballot, [a])
    reading = await results(alice, ballot)
    assert reading["people"] >= 5
    assert reading["ballot"]["options"][0]["people"] == reading["people"]
    await close(alice, ballot)
    assert (await results(alice, ballot))["people"] == 12
