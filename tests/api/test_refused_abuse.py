"""Abuse that reports, quotes, proposals and templates refuse, tried through the API (docs/abuse.md has all of it)."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
from fastapi import FastAPI

from app.core.ids import uuid7
from app.core.uow import Runtime
from tests.support import programme_reports
from tests.support.communities import gather, grown_up, membership_row
from tests.support.guardians import EVERYTHING, ask_guardian, child
from tests.support.guardians import answer as answer_form
from tests.support.missions import answer, send
from tests.support.people import NOW, Person, capture, sign_in
from tests.support.programme_reports import PERIOD, age_accounts, edition, give, publish
from tests.support.proposals import call, decide, listed, propose, read

REQUESTS, WORDS = "/v1/grant-requests", "J’ai osé demander."
LATER = (NOW + timedelta(days=300)).isoformat()
SURVEY: dict[str, Any] = {
    "kind": "survey",
    "survey": {
        "questions": [{"code": "clarte", "text": "Je sais à qui parler", "type": "scale"}],
        "sheets": "named",
        "results": "community",
    },
}


async def test_a_named_survey_of_one_person_and_four_made_up_accounts_tells_nothing(
    alice: Person, app: FastAPI, runtime: Runtime
) -> None:
    """Whoever made the four accounts knows their answers: the difference would be the answer of the fifth."""
    victim, *puppets = people = [await sign_in(app, f"puppet-{n}") for n in range(5)]
    community_id = await gather(runtime, alice, *people)
    await age_accounts(runtime, victim)
    survey = await send(runtime, alice, community_id, **SURVEY)
    for n, person in enumerate(people):
        body = {"answers": [{"code": "clarte", "number": 1 + n % 2}]}
        await person.ask("PUT", f"/v1/missions/{survey['id']}/response", 200, json=body)
    await alice.ask("PUT", f"/v1/missions/{survey['id']}/closing", 200)
    path = f"/v1/missions/{survey['id']}/results"
    for reader in (alice, puppets[0]):
        answers = await reader.ask("GET", path, 200)
        [question] = answers["questions"]
        assert (answers["withheld"], answers["people"], question["people"], question["mean"]) == (True, *[None] * 3)
        assert {option["people"] for option in question["options"]} <= {None}
    await age_accounts(runtime, *puppets, days=8)
    assert (await alice.ask("GET", path, 200))["people"] == len(people)


async def test_an_idea_cites_nothing_of_somebody_else(
    alice: Person, bob: Person, app: FastAPI, runtime: Runtime
) -> None:
    carla = await grown_up(app, "carla")
    community_id, mission = await call(runtime, alice, [bob, carla], cites="optional")
    response = await answer(carla, await send(runtime, alice, community_id))
    moment = await capture(carla)
    for kind, target in (("response", response), ("experience", moment)):
        problem = await propose(bob, mission, 422, cites=[{"type": kind, "id": target["id"]}])
        assert problem["errors"][0]["code"] == f"unknown_{kind}"


async def test_a_report_shows_no_quote_that_nobody_gave_to_it(alice: Person, app: FastAPI, runtime: Runtime) -> None:
    """Ids that a draft names count for nothing: of no grant, of a request without an answer, of another report."""
    bob, carla = await grown_up(app, "bob"), await grown_up(app, "carla")
    community_id = await gather(runtime, alice, bob, carla)
    mission = await send(runtime, alice, community_id)
    request_of_bob, request_of_carla = [
        await _ask(alice, community_id, await answer(person, mission)) for person in (bob, carla)
    ]
    targets = [{name: item[name] for name in ("type", "id", "excerpt")} for item in request_of_bob["targets"]]
    body = {"targets": targets, "rights": ["view"], "ends_at": LATER}
    [grant] = (await bob.ask("PUT", f"{REQUESTS}/{request_of_bob['id']}/acceptance", 200, json=body))["grants"]
    ids = [grant["id"], request_of_carla["id"], request_of_carla["targets"][0]["id"], str(uuid7())]
    sections = [{"kind": "quotes", "quotes": ids}]
    report = await programme_reports.draft(alice, community_id, sections=sections)
    await publish(alice, report)
    link = await give(alice, report, {"type": "link"})
    assert (await edition(alice, report))["sections"][0]["quotes"] == []
    for end in ("", ".ods"):
        assert WORDS.encode() not in (await alice.client.get(f"{link['url']}{end}")).content
    answered_report = {"id": request_of_bob["report_id"]}
    await publish(alice, answered_report)
    assert (await edition(alice, answered_report))["sections"][0]["quotes"] == [
        {"excerpt": WORDS, "attributed_to": None}
    ]


async def _ask(manager: Person, community_id: UUID, response: Any, **terms: Any) -> Any:
    """Ask for a quote in a report of its own."""
    report = await programme_reports.draft(manager, community_id, sections=[{"kind": "quotes"}])
    targets = [{"type": "response", "id": response["id"], "excerpt": WORDS}]
    body = {"report_id": report["id"], "targets": targets, "purpose": "publication", "ends_at": LATER}
    terms_of_request = {"attribution": "nobody", "reach": "everybody"} | terms
    return await manager.ask("POST", REQUESTS, 201, json=body | terms_of_request)


async def test_a_quote_of_a_child_takes_a_guardian_and_has_no_name_even_then(
    alice: Person, app: FastAPI, runtime: Runtime, guest: httpx.AsyncClient
) -> None:
    zoe = await child(app)
    community_id = await gather(runtime, alice)
    async with runtime.database.sessions.begin() as session:
        session.add(membership_row(community_id, zoe.id))
    response = await answer(zoe, await send(runtime, alice, community_id))
    request = await _ask(alice, community_id, response, attribution="first_name")
    own = await zoe.ask("GET", f"{REQUESTS}/{request['id']}", 200)
    assert own["attributions"] == ["nobody", "public"]
    targets = [{name: item[name] for name in ("type", "id", "excerpt")} for item in own["targets"]]
    body, path = {"targets": targets, "rights": ["view"], "ends_at": LATER}, f"{REQUESTS}/{request['id']}/acceptance"
    assert (await zoe.ask("PUT", path, 403, json=body))["type"] == "/problems/guardian-required"
    _, page = await ask_guardian(runtime, zoe)
    await answer_form(guest, page, EVERYTHING)
    problem = await zoe.ask("PUT", path, 422, json=body | {"attribution": "first_name"})
    assert problem["errors"][0]["code"] == "minor"
    with_name = {"attribution": "public", "attributed_to": "Zoé, 13 ans"}
    assert (await zoe.ask("PUT", path, 422, json=body | with_name))["errors"][0]["code"] == "names_person"
    [grant] = (await zoe.ask("PUT", path, 200, json=body))["grants"]
    assert (grant["excerpt"], grant["attributed_to"]) == (WORDS, None)
    report = {"id": request["report_id"]}
    await publish(alice, report)
    link = await give(alice, report, {"type": "link"})
    html = (await guest.get(link["url"])).text
    assert WORDS in html
    assert "Zoé" not in html


async def test_what_tells_of_somebody_is_read_by_the_team_first_and_a_link_is_text(
    alice: Person, bob: Person, app: FastAPI, runtime: Runtime
) -> None:
    carla = await grown_up(app, "carla")
    _, mission = await call(runtime, alice, [bob, carla])
    words = "Appelle Karim au 06 12 34 56 78, ou va sur https://exemple.test/<b>ici</b>"
    proposal = await propose(bob, mission, text=words)
    await read(carla, proposal, 404)
    assert await listed(carla, mission) == []
    await decide(alice, proposal, "set_aside", reason="On y lit un numéro et un nom.")
    assert await listed(carla, mission) == []
    path, headers = f"/v1/proposals/{proposal['id']}", {"If-Match": "*"}
    await bob.ask("PATCH", path, 409, json={"text": "Sans numéro."}, headers=headers)
    second = await propose(bob, mission, text="Va sur https://exemple.test/<b>ici</b>")
    await decide(alice, second, "approve")
    [idea] = await listed(carla, mission)
    assert idea["text"] == "Va sur https://exemple.test/<b>ici</b>"  # words, whatever they look like
    await bob.ask("PATCH", f"/v1/proposals/{second['id']}", 200, json={"text": words}, headers=headers)
    assert await listed(carla, mission) == []  # what is rewritten is read by the team again


async def test_a_programme_takes_nothing_from_its_choices_but_words(
    alice: Person, bob: Person, runtime: Runtime
) -> None:
    community_id, elsewhere = await gather(runtime, alice), await gather(runtime, bob)
    place = "{{ 7 * 7 }} {themes} <script>alert(1)</script> ${HOME}"
    body = {"community_id": str(community_id), "template": "comite-local", "starts_on": "2026-03-01"}
    choices = [{"key": "place", "values": [place]}]
    programme = await alice.ask("PUT", f"/v1/programmes/{uuid7()}", 201, json=body | {"choices": choices})
    meeting = next(step for step in programme["steps"] if step["kind"] == "event")
    event = (await alice.ask("GET", f"/v1/missions/{meeting['id']}", 200))["event"]
    assert event["place"]["label"] == place
    await alice.ask("PUT", f"/v1/programmes/{uuid7()}", 404, json=body | {"community_id": str(elsewhere)})
    limits = {"room": {"capacity": 10**6}}
    await alice.ask("PUT", f"/v1/programmes/{uuid7()}", 422, json=body | limits)
    foreign = {"steps": [{"id": meeting["id"]}]}  # of an answer: what is sent back is not read
    second = await alice.ask("PUT", f"/v1/programmes/{uuid7()}", 201, json=body | foreign)
    assert meeting["id"] not in {step["id"] for step in second["steps"]}
    report = {"community_id": str(elsewhere), "programme_id": programme["id"], "title": "B"} | PERIOD
    await bob.ask("PUT", f"/v1/reports/{uuid7()}", 422, json=report)
