"""Proposals: written, approved, chosen, task out; and what of them nobody else sees."""

from datetime import timedelta
from typing import Any

import pytest
from fastapi import FastAPI

from app.core.actor import SYSTEM
from app.core.ids import uuid7
from app.core.uow import Runtime
from app.models.proposals import MOVES, ProposalState
from app.services.proposals import plan_files, reminders
from tests.support.calendars import read_calendar
from tests.support.communities import grown_up
from tests.support.missions import leave
from tests.support.people import NOW, Person, Watch, capture, erase, sign_in, work_off
from tests.support.proposals import call, choose, decide, listed, notices_of, propose, read, report
from tests.support.uploads import renew


@pytest.fixture
async def carol(app: FastAPI) -> Person:
    return await grown_up(app, "carol")


async def close(manager: Person, mission: Any) -> None:
    await manager.ask("PUT", f"/v1/missions/{mission['id']}/closing", 200)


async def test_an_idea_is_approved_chosen_and_carried_out(  # noqa: PLR0915  one life, in its order
    alice: Person, bob: Person, carol: Person, runtime: Runtime
) -> None:
    community_id, mission = await call(runtime, alice, [bob, carol], themes=["École"])
    body = {"mission_id": mission["id"], "title": "Un stage", "text": "Un jour par mois.", "themes": ["École"]}
    path = f"/v1/proposals/{uuid7()}"
    proposal = await bob.ask("PUT", path, 201, json=body)
    assert (proposal["state"], [author["id"] for author in proposal["authors"]]) == ("submitted", [str(bob.id)])
    assert await bob.ask("PUT", path, 200, json=body) == proposal
    [own] = (await bob.ask("GET", "/v1/missions?state=done", 200))["items"]
    assert own["response"]["state"] == "submitted"
    await read(carol, proposal, 404)
    assert await listed(carol, mission) == []
    await decide(carol, proposal, "approve", 404)
    proposal_now = await decide(alice, proposal, "approve")
    assert proposal_now["state"] == "approved"
    assert await decide(alice, proposal, "approve") == proposal_now
    [seen] = await listed(carol, mission, "?theme=%C3%89cole&state=approved")
    assert (seen["text"], seen["authors"], seen["cites"], seen["candidates"]) == ("Un jour par mois.", None, None, None)
    await decide(carol, proposal, "approve", 403)
    await decide(alice, proposal, "shortlist")
    action = await choose(alice, proposal, owner={"user_id": str(carol.id)}, due_on="2026-03-20", cost_cents=5_000)
    assert (action["state"], action["outside_ballot"], action["cost_cents"]) == ("selected", False, 5_000)
    assert action["owner"]["accepted"] is False  # only thought of, until she agrees
    await bob.ask("PUT", f"{path}/acceptance", 403)
    accepted = await carol.ask("PUT", f"{path}/acceptance", 200)
    assert (accepted["owner"]["accepted"], accepted["cost_cents"]) == (True, None)
    await report(bob, proposal, 403)
    step = await report(carol, proposal, progress=40, text="La salle est réservée.")
    assert (step["state"], step["progress"]) == ("in_progress", 40)
    assert await report(carol, proposal, progress=40, text="La salle est réservée.") == step
    end = await report(alice, proposal, state="done")
    assert (end["progress"], [note["state"] for note in end["notes"]]) == (100, ["done", "in_progress"])
    await report(alice, proposal, 409, progress=10)
    [item] = (await bob.ask("GET", f"/v1/communities/{community_id}/plan?year=2026&state=done", 200))["items"]
    assert item["id"] == proposal["id"]
    owner_plan = f"/v1/communities/{community_id}/plan?owner_id={carol.id}"
    assert len((await bob.ask("GET", owner_plan, 200))["items"]) == 1
    assert len((await bob.ask("GET", f"/v1/communities/{community_id}/plan?year=2027", 200))["items"]) == 0
    assert await notices_of(bob) == ["Your proposal is done: Un stage"]
    assert await notices_of(carol) == ["You are thought of to carry this action: Un stage"]


async def test_the_second_reviewer_sees_what_the_first_decided(alice: Person, bob: Person, runtime: Runtime) -> None:
    _, mission = await call(runtime, alice, [bob])
    idea = await propose(bob, mission)
    path, seen = f"/v1/proposals/{idea['id']}/review", {"If-Match": f'"{idea["version"]}"'}
    first = {"decision": "set_aside", "reason": "On y lit un numéro."}
    decided = await alice.ask("PUT", path, 200, json=first, headers=seen)
    stale = await alice.ask("PUT", path, 412, json={"decision": "approve"}, headers=seen)
    assert stale["current"] == decided == await read(alice, idea)
    assert (decided["state"], decided["reason"]) == ("set_aside", "On y lit un numéro.")
    await bob.ask("PUT", path, 403, json={"decision": "approve"}, headers=seen)  # a reader is told nothing by it
    again = await alice.ask(
        "PUT", path, 200, json={"decision": "approve"}, headers={"If-Match": f'"{decided["version"]}"'}
    )
    assert again["state"] == "approved"
    assert (await decide(alice, idea, "shortlist"))["state"] == "shortlisted"  # without a version, as before


async def test_the_plan_goes_along_as_a_sheet_and_as_a_calendar(
    alice: Person, bob: Person, carol: Person, runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plan_files, "AT_ONCE", 1)
    community_id, mission = await call(runtime, alice, [bob])
    titles = {"=Un stage": "2026-03-20", "Un forum, un jour": None}
    for title, due_on in titles.items():
        proposal = await propose(bob, mission, title=title)
        await decide(alice, proposal, "approve")
        owner = {"user_id": str(bob.id)} if due_on else {"name": "La mairie"}
        await choose(alice, proposal, owner=owner, due_on=due_on, cost_cents=5_000 if due_on else None)
    path, french = f"/v1/communities/{community_id}/plan", {"Accept-Language": "fr"}
    sheet = (await bob.client.get(f"{path}.csv", headers=french)).text
    name = (await bob.ask("GET", "/v1/me", 200))["display_name"]
    assert [
        word for word in ("'=Un stage", f"{name} (pressenti)", "La mairie", "2026-03-20") if word not in sheet
    ] == []
    assert ("50,00" in sheet, "50,00" in (await alice.client.get(f"{path}.csv")).text) == (False, True)
    assert "mairie" not in (await bob.client.get(f"{path}.csv?owner_id={bob.id}")).text
    assert (await bob.client.get(f"{path}.ods")).content.startswith(b"PK")
    calendar = await bob.client.get(f"{path}.ics", headers=french)
    assert calendar.headers["content-type"] == "text/calendar; charset=utf-8"
    [entry] = read_calendar(calendar.content)
    assert (entry["SUMMARY"], entry["DTSTART"]) == ("=Un stage", "20260320")
    await carol.ask("GET", f"{path}.ics", 404)
    await bob.ask("GET", f"{path}.pdf", 422)


async def test_a_draft_is_of_its_author_and_a_rewritten_idea_waits_again(
    alice: Person, bob: Person, runtime: Runtime
) -> None:
    _, mission = await call(runtime, alice, [bob])
    draft = await propose(bob, mission, draft=True)
    assert (draft["state"], await listed(alice, mission)) == ("draft", [])
    await read(alice, draft, 404)
    path, whichever = f"/v1/proposals/{draft['id']}", {"If-Match": "*"}
    submission = await bob.ask("PATCH", path, 200, json={"draft": False}, headers=whichever)
    assert submission["state"] == "submitted"
    await decide(alice, submission, "approve")
    revision = await bob.ask("PATCH", path, 200, json={"text": "Appelle le 06 12 34 56 78"}, headers=whichever)
    assert revision["state"] == "submitted"
    await bob.ask("DELETE", path, 204)
    await bob.ask("DELETE", path, 204)
    assert (await read(bob, draft))["state"] == "withdrawn"
    await read(alice, draft, 404)
    await decide(alice, draft, "approve", 404)


async def test_what_a_mission_takes(alice: Person, bob: Person, carol: Person, runtime: Runtime, watch: Watch) -> None:
    _, mission = await call(runtime, alice, [bob, carol], max_per_person=2, length=20, themes=["A"], cites="required")
    moment, second = await capture(bob), await capture(carol)
    own, foreign = ({"type": "experience", "id": item["id"]} for item in (moment, second))
    refusals: dict[str, dict[str, Any]] = {
        "cites_missing": {},
        "unknown_experience": {"cites": [foreign]},
        "unknown_response": {"cites": [own, {"type": "response", "id": foreign["id"]}]},
        "unknown_theme": {"cites": [own], "themes": ["B"]},
        "too_long": {"cites": [own], "text": "x" * 21},
    }
    for code, fields in refusals.items():
        problem = await propose(bob, mission, 422, **fields)
        assert problem["errors"][0]["code"] == code
    first = await propose(bob, mission, cites=[own])
    assert first["cites"] == [own]
    await decide(alice, first, "approve")
    assert [item["cites"] for item in await listed(carol, mission)] == [None]
    assert (await read(alice, first))["cites"] is None
    await propose(bob, mission, cites=[own], draft=True)
    problem = await propose(bob, mission, 409, cites=[own])
    assert problem["type"] == "/problems/too-many-proposals"
    await bob.ask("DELETE", f"/v1/proposals/{first['id']}", 204)
    await propose(bob, mission, cites=[own])
    await bob.ask("PUT", f"/v1/missions/{mission['id']}/response", 422, json={"experience_id": moment["id"]})
    await close(alice, mission)
    watch.advance(minutes=1)
    assert (await propose(carol, mission, 409, cites=[foreign]))["type"] == "/problems/mission-over"
    await propose(carol, mission, cites=[foreign], captured_at=NOW.isoformat())  # written offline, in time


async def test_ideas_hide_until_they_are_revealed(alice: Person, bob: Person, carol: Person, runtime: Runtime) -> None:
    _, mission = await call(runtime, alice, [bob, carol], hidden_until_reveal=True)
    proposal = await propose(bob, mission)
    await decide(alice, proposal, "approve")
    assert (await listed(carol, mission), len(await listed(bob, mission))) == ([], 1)
    await close(alice, mission)
    assert len(await listed(carol, mission)) == 1
    _, at_once = await call(runtime, alice, [bob, carol], approval="after")
    await propose(bob, at_once)
    assert len(await listed(carol, at_once)) == 1


async def test_who_is_set_aside_reads_why_and_appeals(
    alice: Person, bob: Person, carol: Person, runtime: Runtime
) -> None:
    community_id, mission = await call(runtime, alice, [bob, carol])
    proposal = await propose(bob, mission)
    await decide(alice, proposal, "set_aside", 422)
    aside = await decide(alice, proposal, "set_aside", reason="On y lit un numéro.")
    assert (aside["state"], (await read(bob, proposal))["reason"]) == ("set_aside", "On y lit un numéro.")
    await read(carol, proposal, 404)
    assert await notices_of(bob) == ["Your proposal was set aside: Un stage par mois"]
    [hiding] = (await bob.ask("GET", "/v1/hidings", 200))["items"]
    assert (hiding["reason"], hiding["target"]) == ("On y lit un numéro.", {"type": "proposal", "id": proposal["id"]})
    await bob.ask("PUT", f"/v1/hidings/{hiding['id']}/appeal", 200, json={"text": "Il n’y en a plus."})
    statement = "update memberships set role = 'facilitator' where user_id = $1"
    await runtime.database.writes.fetch(statement, carol.id)
    decision = {"decision": "lift", "answer": "En effet."}
    await alice.ask("PUT", f"/v1/hidings/{hiding['id']}/review", 403, json=decision)
    await carol.ask("PUT", f"/v1/hidings/{hiding['id']}/review", 200, json=decision)
    assert (await read(bob, proposal))["state"] == "approved"
    flag = {"target": {"type": "proposal", "id": proposal["id"]}, "reason": "other"}
    flag = await carol.ask("POST", "/v1/flags", 201, json=flag)
    assert flag["community_id"] == str(community_id)


async def test_merging_keeps_both_authors(alice: Person, bob: Person, carol: Person, runtime: Runtime) -> None:
    _, mission = await call(runtime, alice, [bob, carol])
    first, second = await propose(bob, mission), await propose(carol, mission, title="Un jour en entreprise")
    await decide(alice, second, "approve")
    await decide(alice, first, "merge", 409, into=second["id"])  # what nobody approved is merged with nothing
    await decide(alice, first, "approve")
    await decide(alice, first, "merge", 422, into=first["id"])
    union = await decide(alice, first, "merge", into=second["id"])
    assert (union["state"], union["merged_into"]) == ("merged", second["id"])
    assert await decide(alice, first, "merge", into=second["id"]) == union
    assert {author["id"] for author in (await read(bob, second))["authors"]} == {str(bob.id), str(carol.id)}
    assert await notices_of(bob) == ["Your proposal was merged with another: Un stage par mois"]
    await decide(alice, first, "approve", 409)


async def test_nobody_signs_against_their_will(
    alice: Person, bob: Person, carol: Person, app: FastAPI, runtime: Runtime
) -> None:
    dora, stranger = await grown_up(app, "dora"), await sign_in(app, "stranger")
    _, mission = await call(runtime, alice, [bob, carol, dora])
    proposal = await propose(bob, mission)
    path = f"/v1/proposals/{proposal['id']}"
    await bob.ask("PUT", f"{path}/authors/{carol.id}", 404)  # she did not ask
    await stranger.ask("PUT", f"{path}/authorship", 404)
    await carol.ask("PUT", f"{path}/authorship", 204)
    await carol.ask("PUT", f"{path}/authorship", 204)
    await read(carol, proposal, 404)  # the wish alone shows nothing
    [candidate] = (await read(bob, proposal))["candidates"]
    assert (candidate["user"]["id"], candidate["agreed"]) == (str(carol.id), False)
    both = await bob.ask("PUT", f"{path}/authors/{carol.id}", 200)
    assert [author["id"] for author in both["authors"]] == [str(bob.id), str(carol.id)]
    await dora.ask("PUT", f"{path}/authorship", 204)
    assert len((await bob.ask("PUT", f"{path}/authors/{dora.id}", 200))["authors"]) == 2  # carol did not say yes
    assert len((await carol.ask("PUT", f"{path}/authors/{dora.id}", 200))["authors"]) == 3
    assert await notices_of(dora) == ["You sign now with the others: Un stage par mois"]
    await bob.ask("DELETE", f"{path}/authorship", 204)
    assert [author["id"] for author in (await read(carol, proposal))["authors"]] == [str(carol.id), str(dora.id)]
    await dora.ask("DELETE", f"{path}/authorship", 204)
    assert (await carol.ask("DELETE", f"{path}/authorship", 409))["type"] == "/problems/last-author"


@pytest.mark.parametrize("how", ["leaves", "is erased"])
async def test_who_goes_leaves_actions_without_a_name(  # noqa: PLR0913, PLR0917  two ways to go
    alice: Person, bob: Person, carol: Person, runtime: Runtime, watch: Watch, how: str
) -> None:
    community_id, mission = await call(runtime, alice, [bob, carol])
    idea, action, joint, task = [await propose(bob, mission, title=title) for title in "abc"] + [
        await propose(carol, mission, title="d")
    ]
    for proposal in (idea, action, joint, task):
        await decide(alice, proposal, "approve")
    await choose(alice, action)
    await carol.ask("PUT", f"/v1/proposals/{joint['id']}/authorship", 204)
    await bob.ask("PUT", f"/v1/proposals/{joint['id']}/authors/{carol.id}", 200)
    await choose(alice, task, owner={"user_id": str(bob.id)})
    await report(bob, task, progress=10, text="Commencé.")
    if how == "leaves":
        await leave(community_id, bob)
    else:
        await erase(runtime, watch, bob)
    await read(alice, idea, 404)
    survivor = await read(carol, action)
    assert (survivor["title"], (await read(alice, action))["authors"]) == ("b", [])
    assert [author["id"] for author in (await read(carol, joint))["authors"]] == [str(carol.id)]
    orphan = await read(alice, task)
    assert (orphan["owner"]["user"], orphan["progress"], orphan["notes"][0]["author"]) == (None, 10, None)


async def test_owners_are_reminded_once_a_week(alice: Person, bob: Person, runtime: Runtime, watch: Watch) -> None:
    _, mission = await call(runtime, alice, [bob], max_per_person=4)
    owner = {"user_id": str(bob.id)}
    days = [3, 5, 10, 30]
    actions = [await propose(bob, mission, title=f"Action {day}") for day in days]
    for action, day in zip(actions, days, strict=True):
        await decide(alice, action, "approve")
        await choose(alice, action, owner=owner, due_on=(NOW + timedelta(days=day)).date().isoformat())
    await report(bob, actions[1], state="done")

    async def morning(day: int) -> list[str]:
        watch.now = NOW + timedelta(days=day)
        async with runtime.work(SYSTEM) as uow:
            await reminders.remind(uow)
        await work_off(runtime)
        await renew(bob)
        return [text for text in await notices_of(bob) if "date" in text]

    assert await morning(0) == ["Your action comes to its date: Action 3"]
    assert await morning(4) == ["Your action comes to its date: Action 3"]  # one a week
    assert await morning(7) == ["Your action comes to its date: Action 10", "Your action comes to its date: Action 3"]
    assert len(await morning(25)) == 3


async def test_phones_keep_what_their_owner_takes_part_in(
    alice: Person, bob: Person, carol: Person, runtime: Runtime
) -> None:
    _, mission = await call(runtime, alice, [bob, carol])
    proposal = await propose(bob, mission)
    await decide(alice, proposal, "approve")

    async def changes(person: Person) -> list[Any]:
        return list((await person.ask("GET", "/v1/sync?types=proposal", 200))["changes"])

    [change] = await changes(bob)
    assert (change["id"], change["data"]["state"]) == (proposal["id"], "approved")
    assert await changes(carol) == []
    changes_of_1_0 = (await bob.ask("GET", "/v1/sync", 200))["changes"]
    assert "proposal" not in {change["type"] for change in changes_of_1_0}  # which is not in contract 1.0
    await choose(alice, proposal, owner={"user_id": str(carol.id)})
    assert [change["data"]["state"] for change in await changes(carol)] == ["selected"]
    await carol.ask("DELETE", f"/v1/proposals/{proposal['id']}/acceptance", 204)
    assert [change["deleted"] or change["data"] for change in await changes(carol)] == [True]


def test_every_state_is_reached_and_what_is_over_stays() -> None:
    states = {ProposalState.DRAFT}
    while targets := {target for state in states for target in MOVES[state]} - states:
        states |= targets
    assert states == set(ProposalState)
    over = {state for state, targets in MOVES.items() if not targets}
    assert over == {ProposalState.COMPLETE, ProposalState.ABANDONED, ProposalState.MERGED, ProposalState.WITHDRAWN}
