import json
from datetime import timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from app.core.ids import uuid7
from app.core.uow import Runtime
from app.models.endorsements import LIFE
from app.models.talents import Stance
from app.schemas.endorsements import EndorsementRead
from tests.support.endorsements import address, ask, asked, confirmed, found, page_of, reply, take_back, talent
from tests.support.grants import codes
from tests.support.mails import only_mail, received, text_of
from tests.support.people import BARE, FULL, Person, Watch, capture, sign_in, work_off
from tests.support.stories import skill
from tests.support.uploads import renew

REQUESTS = "/v1/endorsements"


@pytest.mark.slow
async def test_a_request_goes_by_mail_and_says_who_asks_what_and_why(alice: Person, runtime: Runtime) -> None:
    to, moment = address(), await capture(alice, FULL)
    await capture(alice, FULL | {"title": "Rien que pour moi"})
    request = await asked(runtime, alice, email=to, message="Tu te souviens ?", evidence=[moment["id"]])
    assert request["state"] == "asked"
    assert request["evidence"] == [{"experience_id": moment["id"], "title": "Mon premier mur droit"}]
    await work_off(runtime)
    text = text_of(only_mail(runtime, to))
    assert f"http://test{page_of(runtime, request)}" in text
    for words in ("Bonjour Karim", "Alice", "Tu te souviens ?", "- Mon premier mur droit", "2 avril 2026"):
        assert words in text
    assert "Rien que pour moi" not in text
    assert "parpaings" not in text  # titles alone
    assert request["skill"]["labels"]["fr"] in received(runtime, to)[0]["Subject"]


async def test_it_is_written_in_the_language_that_was_picked(alice: Person, runtime: Runtime) -> None:
    to, bare = address(), await capture(alice, BARE)
    request = await asked(runtime, alice, email=to, locale="en", evidence=[bare["id"]])
    await work_off(runtime)
    assert "Hello Karim" in text_of(only_mail(runtime, to))
    assert request["evidence"][0]["title"] == "Tuesday 3 March"


@pytest.mark.slow
async def test_nobody_learns_who_has_an_account_or_wants_no_more_of_this(
    alice: Person, bob: Person, runtime: Runtime, guest: httpx.AsyncClient
) -> None:
    skill_id, tired_address = await talent(runtime, alice), address()
    first = await ask(alice, skill_id, email=tired_address)
    await work_off(runtime)
    await reply(guest, page_of(runtime, first), "refusal", unwanted="yes")
    endorsements = [await ask(alice, skill_id, email=item) for item in (bob.email, address(), tired_address)]
    own = {"id", "email", "version"}
    assert len({repr({name: item[name] for name in item.keys() - own}) for item in endorsements}) == 1
    await work_off(runtime)
    assert len(received(runtime, tired_address)) == 1
    assert len(received(runtime, bob.email)) == 1


@pytest.mark.slow
async def test_an_address_is_asked_once_about_a_talent(alice: Person, runtime: Runtime) -> None:
    skill_id, to = await talent(runtime, alice), address()
    first = await ask(alice, skill_id, email=to)
    assert await ask(alice, skill_id, 200, email=to.upper(), name="K.") == first
    await ask(alice, await talent(runtime, alice, "LEARN.2"), email=to)
    await work_off(runtime)
    assert len(received(runtime, to)) == 2


async def test_a_request_that_is_sent_again_is_the_same(alice: Person, runtime: Runtime) -> None:
    path = f"/v1/talents/{await talent(runtime, alice)}/endorsement-requests"
    body, headers = {"email": address(), "name": "Karim"}, {"Idempotency-Key": "once"}
    first = await alice.ask("POST", path, 201, json=body, headers=headers)
    assert await alice.ask("POST", path, 200, json=body, headers=headers) == first
    await alice.ask("POST", path, 422, json=body | {"name": "K"}, headers=headers)


async def test_only_talents_of_ones_own_are_asked_about(alice: Person, bob: Person, runtime: Runtime) -> None:
    their_talent_id = await talent(runtime, alice)
    await bob.ask("PATCH", "/v1/me", 200, json={"birth_year": 1990})
    for skill_id in (their_talent_id, str(uuid7()), await skill(runtime, "LEARN.2")):
        assert (await ask(bob, skill_id, 404))["type"] == "/problems/talent-not-found"
    sought_talent_id = await talent(runtime, bob, "LEARN.3", Stance.SEEKS)
    assert (await ask(bob, sought_talent_id, 409))["type"] == "/problems/talent-sought"


async def test_it_takes_an_age(sami: Person, runtime: Runtime) -> None:
    skill_id = await talent(runtime, sami)
    assert (await ask(sami, skill_id, 403))["type"] == "/problems/age-required"
    await sami.ask("PATCH", "/v1/me", 200, json={"birth_year": 2014})
    assert (await ask(sami, skill_id, 403))["type"] == "/problems/guardian-required"


async def test_evidence_is_ones_own_and_not_in_the_bin(alice: Person, bob: Person, runtime: Runtime) -> None:
    skill_id, experience = await talent(runtime, alice), await capture(alice)
    await alice.ask("DELETE", f"/v1/experiences/{experience['id']}", 204, headers={"If-Match": '"1"'})
    their_id = (await capture(bob))["id"]
    problem = await ask(alice, skill_id, 422, evidence=[their_id, experience["id"], str(uuid7())])
    assert codes(problem) == [(f"/evidence/{n}", "unknown_experience") for n in range(3)]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"email": "nowhere"},
        {"email": "x@example.org\r\nBcc: y@example.org"},
        {"name": ""},
        {"name": "x" * 201},
        {"name": "\u0007K"},
        {"message": "x" * 1_001},
        {"message": ""},
        {"evidence": [str(uuid7()) for _ in range(6)]},
        {"locale": "de"},
        {"token": "x"},
    ],
)
async def test_a_request_that_makes_no_sense_is_refused(alice: Person, runtime: Runtime, body: dict[str, Any]) -> None:
    path = f"/v1/talents/{await talent(runtime, alice)}/endorsement-requests"
    whole = {"email": address(), "name": "Karim"} | body if body else {}
    await alice.ask("POST", path, 422, json=whole)


async def test_nobody_confirms_their_own_talent(alice: Person, runtime: Runtime) -> None:
    skill_id = await talent(runtime, alice)
    for own in (alice.email.upper(), alice.email.replace("@", "+tutor@")):
        assert codes(await ask(alice, skill_id, 422, email=own)) == [("/email", "own_address")]


@pytest.mark.slow
async def test_a_person_asks_twenty_times_a_day(alice: Person, runtime: Runtime) -> None:
    skill_id = await talent(runtime, alice)
    for _ in range(20):
        await ask(alice, skill_id)
    assert (await ask(alice, skill_id, 429))["retry_after"] == 86_400
    answer = await alice.ask("GET", f"{REQUESTS}?limit=100", 200)
    assert len(answer["items"]) == 20


@pytest.mark.slow
async def test_a_person_asks_an_address_three_times_a_day_and_others_still_ask_it(
    alice: Person, runtime: Runtime, app: FastAPI, watch: Watch
) -> None:
    to, codes = address(), ("LEARN.1", "LEARN.2", "LEARN.3", "LEARN.4")
    first, second, third, fourth = [await talent(runtime, alice, code) for code in codes]
    for skill_id in (first, second, third):
        await ask(alice, skill_id, email=to)
    await ask(alice, fourth, 429, email=to)
    await ask(alice, first, 200, email=to)  # no other mail: not counted
    for _ in range(5):
        person = await sign_in(app)
        await person.ask("PATCH", "/v1/me", 200, json={"birth_year": 1990})
        await ask(person, await talent(runtime, person, "LEARN.1"), email=to)
    watch.advance(days=1)
    await renew(alice)
    await ask(alice, fourth, email=to)


async def test_lists_show_what_the_write_answered_and_the_schema_says(alice: Person, runtime: Runtime) -> None:
    moment = await capture(alice, FULL)
    request = await asked(runtime, alice, message="Tu te souviens ?", evidence=[moment["id"]])
    [item] = (await alice.ask("GET", REQUESTS, 200))["items"]
    assert item == request
    assert list(item) == list(EndorsementRead.model_fields)
    assert EndorsementRead.model_validate_json(json.dumps(item)).model_dump(mode="json") == item


async def test_each_list_has_its_own_and_nobody_elses(
    alice: Person, bob: Person, runtime: Runtime, guest: httpx.AsyncClient
) -> None:
    given = await confirmed(runtime, alice, guest)
    open_still = await ask(alice, given["skill"]["id"])
    endorsement = await ask(alice, await talent(runtime, alice, "LEARN.2"))
    ids = {item["id"] for item in (given, open_still, endorsement)}

    async def listed(path: str, person: Person = alice) -> set[str]:
        return {item["id"] for item in (await person.ask("GET", path, 200))["items"]}

    assert await listed(REQUESTS) == ids
    assert await listed(f"{REQUESTS}?state=asked") == {open_still["id"], endorsement["id"]}
    assert await listed(f"{REQUESTS}?skill_id={given['skill']['id']}") == {given["id"], open_still["id"]}
    assert await listed(f"{REQUESTS}?state=confirmed") == {given["id"]}
    assert await listed(f"{REQUESTS}?state=confirmed&skill_id={endorsement['skill']['id']}") == set()
    assert await listed(REQUESTS, bob) == set()
    page = await alice.ask("GET", f"{REQUESTS}?limit=2", 200)
    rest = await alice.ask("GET", f"{REQUESTS}?limit=2&cursor={page['next_cursor']}", 200)
    assert [item["id"] for item in page["items"] + rest["items"]] == sorted(ids, reverse=True)


async def test_a_request_is_taken_back_before_it_is_answered(
    alice: Person, bob: Person, runtime: Runtime, guest: httpx.AsyncClient
) -> None:
    request = await asked(runtime, alice)
    await take_back(bob, request, 404)
    problem = await take_back(alice, request | {"version": 9}, 412)
    assert problem["current"] == request
    await alice.ask("DELETE", f"{REQUESTS}/{request['id']}", 204)  # without a version: it only narrows
    assert (await guest.get(page_of(runtime, request))).status_code == 404
    after = await found(alice, request)
    assert (after["state"], after["withdrawn_by"], after["email"]) == ("withdrawn", "person", None)
    await take_back(alice, after, 409)
    await ask(alice, request["skill"]["id"], email=request["email"])  # and asked anew


async def test_what_was_confirmed_is_withdrawn_by_the_person(
    alice: Person, bob: Person, runtime: Runtime, guest: httpx.AsyncClient
) -> None:
    given = await confirmed(runtime, alice, guest)
    assert given["endorser_name"] == "Karim Benali"
    await take_back(bob, given, 404)
    await take_back(alice, given)
    after = await found(alice, given)
    await take_back(alice, after, 409)
    assert (after["state"], after["endorser_name"], after["comment"]) == ("withdrawn", None, None)
    assert (await alice.ask("GET", "/v1/endorsements?state=confirmed", 200))["items"] == []
    assert (await guest.get(page_of(runtime, given))).status_code == 404


async def test_a_request_that_nobody_answers_ends(
    alice: Person, runtime: Runtime, guest: httpx.AsyncClient, watch: Watch
) -> None:
    request = await asked(runtime, alice)
    watch.now += LIFE - timedelta(seconds=1)
    assert (await guest.get(page_of(runtime, request))).status_code == 200
    watch.advance(seconds=1)
    await renew(alice)
    assert (await guest.get(page_of(runtime, request))).status_code == 404
    assert (await found(alice, request))["state"] == "expired"
    endorsement = await ask(
        alice, request["skill"]["id"], email=request["email"]
    )  # the first does not stand in its way
    assert endorsement["id"] != request["id"]
    assert (await found(alice, request))["email"] is None
