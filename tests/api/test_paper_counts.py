"""Voices on paper: who counts them confirms them, they are never more than people, and no few of them are read."""

from typing import Any

import pytest
from fastapi import FastAPI

from app.core.uow import Runtime
from tests.support.ballots import close, confirm, count_paper, put_to_vote, results, vote
from tests.support.people import Person, Watch, sign_in, work_off

MOST = 12


@pytest.fixture
async def people(app: FastAPI) -> list[Person]:
    return [await sign_in(app, f"voter-{n}", birth_year=1990) for n in range(MOST)]


async def papers(person: Person, ballot: Any) -> list[Any]:
    items: list[Any] = (await person.ask("GET", f"/v1/missions/{ballot['id']}/paper-counts", 200))["items"]
    return items


async def test_one_manager_adds_no_voice_in_the_names_of_two_members(
    alice: Person, people: list[Person], runtime: Runtime
) -> None:
    """A thousand papers for twelve people, entered by one, changed the winner."""
    _, ballot, (a, b, _) = await put_to_vote(runtime, alice, people)
    for voter in people[:6]:
        await vote(voter, ballot, [a])
    first_counter, second_counter = people[6:8]
    thousand: Any = {"counts": [{"proposal_id": b, "points": 1_000}], "people": 1_000, "present": 10_000}
    problem = await count_paper(alice, ballot, [first_counter, second_counter], 422, **thousand)
    assert [fault["code"] for fault in problem["errors"]] == ["above_electorate"]
    seven: Any = {"counts": [{"proposal_id": b, "points": 7}], "people": 7}
    paper = await count_paper(alice, ballot, [first_counter, second_counter], **seven)
    assert (paper["confirmations"], paper["joined_at"]) == (0, None)
    await work_off(runtime)
    for counter in (first_counter, second_counter):  # each is told, and what it leads to opens
        [notification] = (await counter.ask("GET", "/v1/notifications", 200))["items"][:1]
        assert "paper ballots" in notification["text"]
        assert notification["target"]["id"] == ballot["id"]
    await confirm(alice, paper, 403)
    await confirm(people[0], paper, 403)
    for _ in range(2):
        assert (await confirm(first_counter, paper))["confirmations"] == 1  # the same again is nobody else
    assert (await papers(people[0], ballot))[0]["counts"] is None  # what is on the papers, their counters alone read
    withdrawal = await second_counter.ask("PUT", f"/v1/paper-counts/{paper['id']}/withdrawal", 200)
    assert (withdrawal["withdrawn_at"] is None, (await confirm(second_counter, paper))["joined_at"]) == (False, None)
    await close(alice, ballot)
    outcome = (await results(people[0], ballot))["ballot"]
    assert (outcome["voters"], outcome["paper_people"], outcome["options"][0]["proposal_id"]) == (6, 0, a)
    [item] = await papers(people[0], ballot)  # the correction stays, with its date
    assert (item["people"], item["withdrawn_at"] is not None, item["joined_at"]) == (7, True, None)


async def test_paper_is_in_the_sum_before_anything_is_published(
    alice: Person, people: list[Person], runtime: Runtime
) -> None:
    _, ballot, (a, b, _) = await put_to_vote(runtime, alice, people, paper=True)
    for voter in people[:6]:
        await vote(voter, ballot, [a])
    await count_paper(people[0], ballot, people[6:8], 403, counts=[{"proposal_id": b, "points": 2}])
    await count_paper(alice, ballot, [people[6], people[6]], 422, counts=[{"proposal_id": b, "points": 2}])
    small_count = await count_paper(alice, ballot, people[6:8], counts=[{"proposal_id": b, "points": 2}])
    await count_paper(alice, ballot, people[7:9], 409, counts=[{"proposal_id": b, "points": 2}])
    await confirm(people[6], small_count)
    await close(alice, ballot)
    await results(alice, ballot, 404)  # one counter has not confirmed it yet
    assert (await confirm(people[7], small_count))["joined_at"]
    outcome = await results(alice, ballot)
    first, second, _ = outcome["ballot"]["options"]
    assert (first["proposal_id"], first["total"], second["total"]) == (a, 6, None)  # two chose b: few
    assert (outcome["people"], outcome["ballot"]["voters"], outcome["ballot"]["paper_people"]) == (None, 8, 0)
    assert (first["people"], first["paper_points"]) == (None, None)  # two papers are not told apart
    more: Any = {"counts": [{"proposal_id": b, "points": 3}], "people": 3}
    problem = await count_paper(alice, ballot, people[8:10], 409, **more)
    assert problem["type"] == "/problems/paper-too-late"


async def test_a_correction_is_of_many_and_has_a_date(
    alice: Person, people: list[Person], runtime: Runtime, watch: Watch
) -> None:
    _, ballot, (a, b, _) = await put_to_vote(runtime, alice, people)
    for voter in people[:6]:
        await vote(voter, ballot, [a])
    await close(alice, ballot)
    before = await results(alice, ballot)
    watch.advance(seconds=60)
    large: Any = {"counts": [{"proposal_id": b, "points": 6}, {"proposal_id": a, "points": 5}], "people": 6}
    paper = await count_paper(people[0], ballot, people[6:8], 403, **large)
    paper = await count_paper(alice, ballot, people[6:8], **large)
    assert await results(alice, ballot) == before
    for counter in people[6:8]:
        await confirm(counter, paper)
    after = await results(alice, ballot)
    first, second = after["ballot"]["options"][:2]
    assert (first["proposal_id"], first["total"], first["paper_points"], first["chosen"]) == (a, 11, 5, True)
    assert (second["total"], second["people"], second["points"], second["paper_points"]) == (6, 0, 0, 6)
    assert (after["people"], after["ballot"]["paper_people"], after["ballot"]["voters"]) == (6, 6, 12)
    [item] = await papers(people[0], ballot)
    assert item["joined_at"]
    assert (await people[6].ask("PUT", f"/v1/paper-counts/{paper['id']}/withdrawal", 409))["type"].endswith("counted")


async def test_paper_and_votes_that_came_after_it_are_no_more_than_people(
    alice: Person, people: list[Person], runtime: Runtime
) -> None:
    _, ballot, (a, b, _) = await put_to_vote(runtime, alice, people)
    paper = await count_paper(alice, ballot, people[:2], counts=[{"proposal_id": b, "points": 9}], people=9)
    for counter in people[:2]:
        await confirm(counter, paper)
    for voter in people[:6]:  # each may vote, and nobody is refused for paper
        await vote(voter, ballot, [a])
    await close(alice, ballot)
    outcome = (await results(alice, ballot))["ballot"]
    assert (outcome["voters"], outcome["options"][0]["proposal_id"]) == (6, a)
    assert (await papers(alice, ballot))[0]["withdrawn_at"]


async def test_a_stranger_and_a_new_account_count_no_paper(
    alice: Person, people: list[Person], runtime: Runtime, app: FastAPI
) -> None:
    _, ballot, (_, b, _) = await put_to_vote(runtime, alice, people)
    stranger = await sign_in(app, "stranger")
    counts = [{"proposal_id": b, "points": 2}]
    for counters in ([people[0], stranger], [stranger, people[1]]):
        await count_paper(alice, ballot, counters, 422, counts=counts)
    await runtime.database.writes.fetch("update users set created_at = now() where id = $1", people[3].id)
    await runtime.database.writes.fetch(
        "update users set created_at = created_at + interval '8 days' where id = $1", people[2].id
    )
    await count_paper(alice, ballot, people[2:4], 422, counts=counts)
    paper = await count_paper(alice, ballot, people[:2], counts=counts)
    await confirm(stranger, paper, 404)
    await stranger.ask("PUT", f"/v1/paper-counts/{paper['id']}/withdrawal", 404)
    await stranger.ask("GET", f"/v1/missions/{ballot['id']}/paper-counts", 404)
