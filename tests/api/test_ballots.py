"""Votes: who may, once each, until it closes; what is counted; and what nobody reads."""

import asyncio
import json
import random
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from sqlalchemy import text

from app.core.actor import SYSTEM
from app.core.uow import Runtime
from app.services.missions import ballot_clock
from tests.support.ballots import close, put_to_vote, results, vote
from tests.support.communities import membership_row
from tests.support.missions import leave, send
from tests.support.people import NOW, Person, Watch, erase, sign_in, work_off
from tests.support.proposals import choose, decide

MOST = 12


@pytest.fixture
async def people(app: FastAPI) -> list[Person]:
    return [await sign_in(app, f"voter-{n}", birth_year=1990) for n in range(MOST)]


async def stored(runtime: Runtime, ballot: Any) -> list[Any]:
    async with runtime.database.sessions() as session:
        statement = text("select choices from responses where mission_id = :id")
        return list((await session.scalars(statement, {"id": ballot["id"]})).all())


def numbers(counts: Any) -> dict[str, tuple[int | None, int | None]]:
    return {option["proposal_id"]: (option["people"], option["points"]) for option in counts["ballot"]["options"]}


async def test_a_secret_vote_is_counted_and_forgotten(  # noqa: PLR0915  one life, in its order
    alice: Person, people: list[Person], runtime: Runtime
) -> None:
    _, ballot, (a, b, c) = await put_to_vote(runtime, alice, people, limit=2, winners=1)
    [mission] = (await people[1].ask("GET", "/v1/missions?state=to_do", 200))["items"][:1]
    assert mission["open_ballot"]["electorate"] == MOST + 1  # whoever calls it votes, too
    assert [option["proposal_id"] for option in mission["open_ballot"]["options"]] == [a, b, c]
    answer = await vote(people[0], ballot, [b])
    assert (answer["state"], answer["choices"][0]["proposal_id"]) == ("submitted", b)
    again = await vote(people[0], ballot, [b])
    assert again["version"] == answer["version"]  # sent twice
    await asyncio.gather(*(vote(people[0], ballot, [a, b]) for _ in range(4)))  # two tabs, changed
    for voter in people[1:8]:
        await vote(voter, ballot, [a])
    await results(people[0], ballot, 404)  # until it closes, nobody reads anything
    await results(alice, ballot, 404)
    await alice.ask("GET", f"/v1/responses/{answer['id']}", 200)
    assert (await alice.ask("GET", f"/v1/responses/{answer['id']}", 200))["choices"] is None
    await close(alice, ballot)
    await close(alice, ballot)
    assert await stored(runtime, ballot) == [None] * (MOST + 1)
    assert (await people[0].ask("GET", f"/v1/responses/{answer['id']}", 200))["choices"] is None
    counts = await results(people[11], ballot)
    assert (counts["people"], counts["withheld"], counts["ballot"]["order_only"]) == (8, False, False)
    assert (counts["ballot"]["voters"], counts["ballot"]["in_room"], counts["ballot"]["heads"]) == (8, None, None)
    assert numbers(counts) == {a: (8, 8), b: (None, None), c: (0, 0)}  # one person chose b
    assert [(item["place"], item["chosen"]) for item in counts["ballot"]["options"]] == [
        (1, True),
        (2, False),
        (3, False),
    ]
    assert (await vote(people[9], ballot, [a], 409))["type"] == "/problems/ballot-over"
    await people[0].ask("DELETE", f"/v1/missions/{ballot['id']}/response", 409)
    assert (await choose(alice, {"id": a}))["outside_ballot"] is False
    assert (await choose(alice, {"id": b}))["outside_ballot"] is True  # « hors vote »


async def test_who_comes_later_has_no_vote(alice: Person, people: list[Person], app: FastAPI, runtime: Runtime) -> None:
    community_id, ballot, (a, *_) = await put_to_vote(runtime, alice, people[:3])
    late, stranger = await sign_in(app, "late"), await sign_in(app, "stranger")
    async with runtime.database.sessions.begin() as session:
        session.add(membership_row(community_id, late.id))
    await runtime.database.writes.fetch("update memberships set joined_at = $2 where user_id = $1", late.id, NOW)
    await work_off(runtime)
    await late.ask("PATCH", f"/v1/communities/{community_id}/membership", 200, json={"show_talents": False})
    await work_off(runtime)
    assert (await vote(late, ballot, [a], 403))["type"] == "/problems/not-in-this-ballot"
    await vote(stranger, ballot, [a], 404)
    await close(alice, ballot)
    assert (await vote(late, ballot, [a], 403))["type"] == "/problems/not-in-this-ballot"


async def test_what_a_vote_takes(alice: Person, people: list[Person], runtime: Runtime) -> None:
    by_form: list[tuple[dict[str, Any], list[Any], list[Any]]] = [
        ({"method": "approval", "limit": 2}, [{}, {}], [{"points": 1}]),
        ({"method": "points", "limit": 5}, [{"points": 3}, {"points": 2}], [{"points": 3}, {"points": 3}]),
        ({"method": "rank", "limit": 2}, [{"rank": 2}, {"rank": 1}], [{"rank": 1}, {"rank": 1}]),
    ]
    for form, right, wrong in by_form:
        _, ballot, options = await put_to_vote(runtime, alice, people[:1], **form)
        path = f"/v1/missions/{ballot['id']}/response"

        def of(parts: list[Any], names: list[str] = options) -> Any:
            return {"choices": [{"proposal_id": name} | part for name, part in zip(names, parts, strict=False)]}

        await people[0].ask("PUT", path, 200, json=of(right))
        await people[0].ask("PUT", path, 422, json=of(wrong))
        await people[0].ask("PUT", path, 422, json=of([right[0]] * 2, [options[0]] * 2))
        await people[0].ask("PUT", path, 422, json=of(right, [ballot["id"], options[0]]))
        await people[0].ask("PUT", path, 422, json={"choices": []})
        await people[0].ask("PUT", path, 422, json=of(right) | {"captured_at": NOW.isoformat()})
        await people[0].ask("PUT", path, 409, json=of(right) | {"ballot_version": 7})
    body = {"title": "V", "kind": "ballot", "community_id": ballot["community_id"]}
    body["ballot"] = {"of": [ballot["id"]]}
    await alice.ask("PUT", "/v1/missions/01890000-0000-7000-8000-000000000009", 422, json=body)


async def test_what_is_withdrawn_is_not_chosen(alice: Person, people: list[Person], runtime: Runtime) -> None:
    _, ballot, (a, b, c) = await put_to_vote(runtime, alice, people, limit=3)
    for voter in people:
        await vote(voter, ballot, [a, b])
    await people[0].ask("DELETE", f"/v1/proposals/{a}", 204)
    problem = await vote(people[0], ballot, [a], 409, ballot_version=1)
    assert problem["type"] == "/problems/ballot-changed"
    await decide(alice, {"id": c}, "set_aside", reason="Trop cher.")
    await close(alice, ballot)
    assert numbers(await results(alice, ballot)) == {b: (MOST, MOST)}


async def test_a_vote_ends_on_the_clock_of_the_server(
    alice: Person, people: list[Person], runtime: Runtime, watch: Watch
) -> None:
    _, ballot, (a, b, _) = await put_to_vote(runtime, alice, people, seconds=60, results="live")
    assert ballot["closes_at"] == "2026-03-03T13:11:00.000Z"
    for voter in people[:10]:
        await vote(voter, ballot, [a])

    async def tick() -> int:
        async with runtime.work(SYSTEM) as uow:
            return await ballot_clock.close_due(uow)

    watch.now = NOW + timedelta(seconds=62)
    assert await tick() == 0
    await vote(people[10], ballot, [b])  # on its way
    watch.now = NOW + timedelta(seconds=63.5)
    assert (await vote(people[11], ballot, [b], 409))["type"] == "/problems/ballot-over"
    assert sum(await asyncio.gather(tick(), tick())) == 1
    assert await tick() == 0
    assert (await vote(people[11], ballot, [b], 409, ballot_version=1))["type"] == "/problems/ballot-over"
    counts = await results(people[0], ballot)
    assert (counts["is_over"], counts["people"], numbers(counts)[b]) == (True, 11, (None, None))
    assert (await people[0].ask("GET", f"/v1/missions/{ballot['id']}", 200))["ended_at"] == ballot["closes_at"]


async def test_live_results_show_nobodys_vote(alice: Person, people: list[Person], runtime: Runtime) -> None:
    """Numbers come in batches of five more people: no single vote, nor a changed one, shows between two readings."""
    _, ballot, (a, b, c) = await put_to_vote(runtime, alice, people, results="live")
    readings = []
    for n, voter in enumerate(people[:11]):
        await vote(voter, ballot, [b if n == 6 else a])
        if n < 4:
            await vote(voter, ballot, [b])  # they change their minds, so that the next vote would show
            await vote(voter, ballot, [a])
        readings.append(await results(alice, ballot))
    assert [reading["people"] for reading in readings] == [None] * 4 + [5] * 5 + [10] * 2
    assert all(reading == readings[4] for reading in readings[4:9])  # the seventh, who differs, shows in none
    assert numbers(readings[4]) == {a: (5, None), b: (0, None), c: (0, None)}
    assert numbers(readings[9]) == {a: (9, None), b: (1, None), c: (0, None)}
    assert {item["place"] for item in readings[10]["ballot"]["options"]} == {None}


async def test_few_people_are_told_the_order_alone(alice: Person, people: list[Person], runtime: Runtime) -> None:
    _, ballot, (a, b, c) = await put_to_vote(runtime, alice, people[:8], quorum=9)
    for n, voter in enumerate(people[:8]):
        await vote(voter, ballot, [b] if n < 6 else [a])
    await close(alice, ballot)
    counts = await results(alice, ballot)
    assert (counts["people"], counts["ballot"]["order_only"], counts["ballot"]["quorum_reached"]) == (None, True, False)
    assert [(item["proposal_id"], item["place"]) for item in counts["ballot"]["options"]] == [(b, 1), (a, 2), (c, 3)]
    assert set(numbers(counts).values()) == {(None, None)}
    _, few, _ = await put_to_vote(runtime, alice, people[:8])
    await vote(people[0], few, [(await results_options(people[0], few))[0]])
    await close(alice, few)
    counts = await results(alice, few)
    assert (counts["withheld"], {item["place"] for item in counts["ballot"]["options"]}) == (True, {None})


async def results_options(person: Person, ballot: Any) -> list[str]:
    mission = await person.ask("GET", f"/v1/missions/{ballot['id']}", 200)
    return [option["proposal_id"] for option in mission["open_ballot"]["options"]]


@pytest.mark.parametrize("how", ["leaves", "is erased"])
async def test_who_goes_leaves_a_voice_without_a_name(
    alice: Person, people: list[Person], runtime: Runtime, watch: Watch, how: str
) -> None:
    community_id, ballot, (a, b, _) = await put_to_vote(runtime, alice, people)
    for voter in people[:10]:
        await vote(voter, ballot, [a])
    goer = people[9]
    if how == "leaves":
        await leave(community_id, goer)
        statement = "update memberships set state = 'active' where user_id = $1"
        await runtime.database.writes.fetch(statement, goer.id)
        await vote(goer, ballot, [b], 409)  # back again: the voice is there already
        await goer.ask("DELETE", f"/v1/missions/{ballot['id']}/response", 409)
    else:
        await erase(runtime, watch, goer)
    assert sum(choices is not None for choices in await stored(runtime, ballot)) == 9
    await close(alice, ballot)
    assert numbers(await results(alice, ballot))[a] == (10, 10)
    await leave(community_id, people[8])
    assert numbers(await results(alice, ballot))[a] == (10, 10)


async def test_one_that_was_called_off_forgets_all(alice: Person, people: list[Person], runtime: Runtime) -> None:
    _, ballot, (a, *_) = await put_to_vote(runtime, alice, people[:2], secret=False)
    await vote(people[0], ballot, [a])
    await alice.ask("PUT", f"/v1/missions/{ballot['id']}/cancellation", 200)
    assert set(await stored(runtime, ballot)) == {None}
    await results(alice, ballot, 404)
    _, empty, _ = await put_to_vote(runtime, alice, people[:2], count=1)
    mission = {"title": "Rien", "kind": "ballot", "ballot": {"of": empty["ballot"]["of"]}}
    [option] = empty["open_ballot"]["options"]
    await people[0].ask("DELETE", f"/v1/proposals/{option['proposal_id']}", 204)
    with pytest.raises(AssertionError, match="nothing-to-choose"):
        await send(runtime, alice, empty["community_id"], **mission)


@pytest.mark.parametrize("seed", range(3))
async def test_votes_and_their_counting_at_once(
    alice: Person, people: list[Person], runtime: Runtime, seed: int
) -> None:
    """Whatever was answered with 2xx is counted, once: random voters, changes, repetitions, and a close among them."""
    chance = random.Random(seed)  # noqa: S311  no secret
    _, ballot, options = await put_to_vote(runtime, alice, people, limit=2, secret=seed != 1)
    model: dict[int, set[str]] = {}

    async def cast_votes(n: int, wait: float) -> None:
        await asyncio.sleep(wait)
        for _ in range(chance.randint(1, 3)):
            choices = chance.sample(options, chance.randint(1, 2))
            body = {"choices": [{"proposal_id": option} for option in choices]}
            answer = await people[n].client.put(f"/v1/missions/{ballot['id']}/response", json=body)
            assert answer.status_code in {200, 409}, answer.text
            if answer.status_code == 200:
                model[n] = set(choices)

    async def end() -> None:
        await asyncio.sleep(0.2)
        await close(alice, ballot)

    waits = [chance.uniform(0, 0.3) for _ in people]
    await asyncio.gather(end(), *(cast_votes(n, wait) for n, wait in enumerate(waits)))
    row = await runtime.database.reads.fetchrow(
        "select people, tally from ballots where mission_id = $1", UUID(ballot["id"])
    )
    assert row is not None
    tally = json.loads(row["tally"])
    counts = {option: sum(option in choices for choices in model.values()) for option in options}
    assert {option: tally.get(option, {"people": 0})["people"] for option in options} == counts
    assert row["people"] == len(model) > 0
