"""Quotes: words of an answer that a report shows as long as the person agrees, and not a moment longer."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from sqlalchemy import text

from app.core.ids import uuid7
from app.core.uow import Runtime
from app.models.grants import Reach
from app.models.memberships import Role
from app.services.sharing import quotes
from app.services.sharing.quotes import ReportHasDeadQuotes
from tests.support import programme_reports, programmes
from tests.support.communities import gather, grown_up
from tests.support.guardians import YOUNG
from tests.support.missions import answer, leave, send
from tests.support.people import NOW, Person
from tests.support.uploads import renew

WORDS, PATH = "J’ai monté mon premier mur.", "/v1/grant-requests"
LATER = (NOW + timedelta(days=900)).isoformat()
MINOR = NOW.year - 16


def asked(report: UUID, *responses: Any, **terms: Any) -> dict[str, Any]:
    targets = [{"type": "response", "id": response["id"], "excerpt": WORDS} for response in responses]
    fixed = {"report_id": str(report), "targets": targets, "purpose": "publication", "ends_at": LATER}
    return fixed | {"attribution": "first_name", "reach": "region"} | terms


async def agree(person: Person, request: Any, status: int = 200, **terms: Any) -> Any:
    targets = [{name: item[name] for name in ("type", "id", "excerpt")} for item in request["targets"]]
    body = {"targets": targets, "rights": ["view"], "ends_at": LATER} | terms
    return await person.ask("PUT", f"{PATH}/{request['id']}/acceptance", status, json=body)


async def draft(manager: Person, community_id: UUID, **fields: Any) -> UUID:
    """Write a report that may quote."""
    return UUID((await programme_reports.draft(manager, community_id, **fields))["id"])


async def shown(runtime: Runtime, report: UUID, reach: Reach = Reach.TEAM) -> list[tuple[str, str | None]]:
    return [(quote.excerpt, quote.attributed_to) for quote in await quotes.of_report(runtime, report, reach)]


@pytest.fixture
async def place(alice: Person, app: FastAPI, runtime: Runtime) -> tuple[UUID, Person, Any, Any]:
    """A community of Alice and Bob, the mission, and his answer to it."""
    bob = await grown_up(app, "bob")
    community_id = await gather(runtime, alice, bob)
    mission = await send(runtime, alice, community_id)
    return community_id, bob, mission, await answer(bob, mission)


async def test_a_quote_is_read_until_it_is_taken_back(  # noqa: PLR0915  one life, in its order
    alice: Person, place: Any, runtime: Runtime
) -> None:
    community_id, bob, _, response = place
    report = await draft(alice, community_id)
    request = await alice.ask("POST", PATH, 201, json=asked(report, response))
    assert (request["owner"], request["targets"][0]["excerpt"], request["attributions"]) == (None, WORDS, None)
    notification = (await bob.ask("GET", "/v1/notifications", 200))["items"][0]
    assert (notification["type"], notification["target"]["id"]) == ("quote", request["id"])
    request = await bob.ask("GET", f"{PATH}/{request['id']}", 200)
    assert (request["attributions"], request["reach"]) == (["nobody", "public", "first_name"], "region")
    community = (await bob.ask("GET", f"/v1/communities/{community_id}", 200))["name"]
    assert request["report"] == {"title": "Bilan 2026", "community": community}
    assert await shown(runtime, report) == []
    for wider in ({"reach": "everybody"}, {"rights": ["view", "download"]}, {"ends_at": "2029-05-01T00:00:00.000Z"}):
        await agree(bob, request, 422, **wider)
    own_words = [request["targets"][0] | {"excerpt": "J’ai monté un mur, enfin."}]
    own_words = [{name: item[name] for name in ("type", "id", "excerpt")} for item in own_words]
    request = await agree(bob, request, targets=own_words, reach="community")
    [grant] = request["grants"]
    assert (grant["excerpt"], grant["attributed_to"], grant["reach"]) == (
        "J’ai monté un mur, enfin.",
        "Bob",
        "community",
    )
    for reach in Reach:  # read by those who he agreed to alone
        is_read = reach in {Reach.TEAM, Reach.COMMUNITY}
        assert await shown(runtime, report, reach) == [("J’ai monté un mur, enfin.", "Bob")] * is_read
    [consent] = [item for item in (await bob.ask("GET", "/v1/me/consents", 200))["items"] if item["kind"] == "quote"]
    assert "« J’ai monté un mur, enfin. »" in consent["text"]
    assert consent["text"].startswith(f"Le bilan « Bilan 2026 » ({community}) peut citer mes mots : «")
    assert "Il les montre avec mon prénom, Bob. Peut les lire : les membres de la communauté." in consent["text"]
    [entry] = [item for item in (await bob.ask("GET", "/v1/me/visibility", 200))["items"] if item["kind"] == "grant"]
    audience = {"type": "report", "id": str(report), "name": "Bilan 2026"}
    assert (entry["audience"], entry["title"]) == (audience, "J’ai monté un mur, enfin.")
    [notification, *_] = (await alice.ask("GET", "/v1/notifications", 200))["items"]
    assert (notification["type"], notification["target"]["type"]) == ("grant", "grant_request")
    await _is_fixed(bob, grant, runtime, report)


async def _is_fixed(bob: Person, grant: Any, runtime: Runtime, report: UUID) -> None:
    """It ends earlier or is taken back; its words are nobody's to change."""
    own, read = f"/v1/grants/{grant['id']}", "/v1/grants"
    assert (await bob.ask("GET", own, 200))["audience"]["name"] == "Bilan 2026"
    headers = {"If-Match": '"1"'}
    await bob.ask("PATCH", own, 422, json={"ends_at": None}, headers=headers)
    unchanged_grant = await bob.ask(
        "PATCH", own, 200, json={"excerpt": "Autre chose.", "reach": "everybody"}, headers=headers
    )
    assert (unchanged_grant["excerpt"], unchanged_grant["reach"]) == (grant["excerpt"], "community")
    headers = {"If-Match": '"2"'}
    sooner = (NOW + timedelta(days=10)).isoformat()
    assert (await bob.ask("PATCH", own, 200, json={"ends_at": sooner}, headers=headers))["excerpt"] == grant["excerpt"]
    by_hand = {"target": {"type": "response", "id": grant["target"]["id"]}, "audience": {"type": "link"}}
    await bob.ask("POST", read, 422, json=by_hand | {"purpose": "publication"})
    await quotes.check_alive(runtime, report, [UUID(grant["id"])], Reach.COMMUNITY)
    await bob.ask("DELETE", own, 204, headers={"If-Match": '"3"'})
    assert await shown(runtime, report) == []
    with pytest.raises(ReportHasDeadQuotes):
        await quotes.check_alive(runtime, report, [UUID(grant["id"])], Reach.COMMUNITY)


async def test_a_no_is_asked_once_and_silence_is_none(
    alice: Person, place: Any, app: FastAPI, runtime: Runtime, watch: Any
) -> None:
    community_id, bob, mission, response = place
    report = await draft(alice, community_id)
    request = await alice.ask("POST", PATH, 201, json=asked(report, response))
    assert (await alice.ask("POST", PATH, 409, json=asked(report, response)))[
        "type"
    ] == "/problems/grant-request-pending"
    await bob.ask("PUT", f"{PATH}/{request['id']}/refusal", 200)
    assert (await alice.ask("POST", PATH, 409, json=asked(report, response)))["type"] == "/problems/quote-refused"
    other_report = await draft(alice, community_id)
    request = await alice.ask("POST", PATH, 201, json=asked(other_report, response))
    watch.advance(days=31)
    await renew(alice)
    await renew(bob)
    await alice.ask("POST", PATH, 201, json=asked(other_report, response))
    assert await shown(runtime, other_report) == []
    carla = await grown_up(app, "carla")
    for person in (bob, carla):  # who does not lead the mission knows nothing of an answer
        own_report = await draft(person, await gather(runtime, person))
        problem = await person.ask("POST", PATH, 422, json=asked(own_report, response))
        assert problem["errors"][0]["code"] == "unknown_target"
    third_report = await draft(alice, community_id)
    for fault in ({"targets": [{"type": "stories"}]}, {"reach": None}, {"ends_at": "2030-01-01T00:00:00.000Z"}):
        await alice.ask("POST", PATH, 422, json=asked(third_report, response) | fault)
    await bob.ask("DELETE", f"/v1/missions/{mission['id']}/response", 204)
    await alice.ask("POST", PATH, 422, json=asked(third_report, response))


async def test_words_are_asked_for_a_report_of_their_community_that_the_asker_writes(
    alice: Person, place: Any, app: FastAPI, runtime: Runtime
) -> None:
    _, bob, _, _ = place
    carla, dan = await grown_up(app, "carla"), await grown_up(app, "dan")
    roles = {alice.id: Role.MANAGER, carla.id: Role.FACILITATOR, dan.id: Role.FACILITATOR}
    community_id = await gather(runtime, alice, bob, carla, dan, roles=roles)
    programme = await programmes.write(alice, community_id, team=[str(carla.id)])
    await programmes.move(alice, programme, "start")
    response = await answer(bob, await send(runtime, alice, community_id, programme_id=programme["id"]))
    whole = await draft(alice, community_id)
    own = await draft(carla, community_id, programme_id=programme["id"])
    ended_report = await programme_reports.draft(alice, community_id)
    await programme_reports.publish(alice, ended_report)
    await alice.ask("DELETE", f"/v1/reports/{ended_report['id']}/publication", 204)
    elsewhere = await draft(alice, await gather(runtime, alice))
    for person, report, code in (
        (alice, uuid7(), "unknown_report"),
        (alice, UUID(ended_report["id"]), "unknown_report"),
        (alice, elsewhere, "unknown_target"),
        (carla, whole, "unknown_report"),
        (dan, own, "unknown_report"),
        (bob, own, "unknown_report"),
    ):
        problem = await person.ask("POST", PATH, 422, json=asked(report, response))
        assert problem["errors"][0]["code"] == code
    request = await carla.ask("POST", PATH, 201, json=asked(own, response))  # of the programme's team
    await agree(bob, request)
    assert await shown(runtime, own) == [(WORDS, "Bob")]
    async with runtime.database.sessions.begin() as session:
        await session.execute(text("delete from programme_reports where id = :id"), {"id": own})
    await bob.ask("GET", f"{PATH}/{request['id']}", 404)  # a request for no report is none


@pytest.mark.parametrize("ending", ["reclaims", "leaves", "is erased", "ends by the clock", "row alone"])
async def test_whatever_ends_the_answer_ends_its_quotes(
    ending: str, alice: Person, place: Any, runtime: Runtime, watch: Any
) -> None:
    community_id, bob, mission, response = place
    report = await draft(alice, community_id)
    await agree(bob, await alice.ask("POST", PATH, 201, json=asked(report, response)))
    assert await shown(runtime, report) == [(WORDS, "Bob")]
    match ending:
        case "reclaims":
            await bob.ask("DELETE", f"/v1/missions/{mission['id']}/response", 204)
        case "leaves":
            await leave(community_id, bob)
        case "is erased":
            await bob.ask("POST", "/v1/me/erasure", 202)
        case "ends by the clock":
            watch.advance(days=901)
        case _:  # what the grant does not know of
            async with runtime.database.sessions.begin() as session:
                await session.execute(text("update responses set state = 'reclaimed'"))
    assert await shown(runtime, report) == []


async def test_a_minor_has_no_name_and_a_child_a_guardian(alice: Person, place: Any, runtime: Runtime) -> None:
    community_id, bob, _, response = place
    await bob.ask("PATCH", "/v1/me", 200, json={"birth_year": MINOR})
    report = await draft(alice, community_id)
    request = await alice.ask("POST", PATH, 201, json=asked(report, response))
    own = await bob.ask("GET", f"{PATH}/{request['id']}", 200)
    assert own["attributions"] == ["nobody", "public"]
    problem = await agree(bob, own, 422, attribution="first_name")
    assert problem["errors"][0]["code"] == "minor"
    problem = await agree(bob, own, 422, attribution="public", attributed_to="Bob, lycéen")
    assert problem["errors"][0]["code"] == "names_person"
    async with runtime.database.sessions.begin() as session:
        await session.execute(text("update users set birth_year = :year where id = :id"), {"year": YOUNG, "id": bob.id})
    assert (await agree(bob, own, 403))["type"] == "/problems/guardian-required"
    async with runtime.database.sessions.begin() as session:
        await session.execute(text("update users set birth_year = :year where id = :id"), {"year": MINOR, "id": bob.id})
    await agree(bob, own)  # asked with a first name: given with none
    assert await shown(runtime, report) == [(WORDS, None)]
    other_report = await draft(alice, community_id)
    body = asked(other_report, response, attribution="public", attributed_to="un lycéen")
    await agree(bob, await alice.ask("POST", PATH, 201, json=body))
    assert await shown(runtime, other_report) == [(WORDS, "un lycéen")]


async def test_nothing_leads_from_a_sheet_without_a_name_to_a_quote(
    alice: Person, place: Any, runtime: Runtime
) -> None:
    community_id, bob, *_ = place
    report = await draft(alice, community_id)
    questions = [{"code": "vecu", "text": "Raconte", "type": "long"}]
    for sheets, status in (("unlinked", 422), ("named", 201)):
        survey = {"questions": questions, "sheets": sheets}
        mission = await send(runtime, alice, community_id, kind="survey", survey=survey)
        body = {"answers": [{"code": "vecu", "text": WORDS}]}
        response = await bob.ask("PUT", f"/v1/missions/{mission['id']}/response", 200, json=body)
        await alice.ask("POST", PATH, status, json=asked(report, response))
