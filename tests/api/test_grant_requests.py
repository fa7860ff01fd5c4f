from datetime import timedelta
from typing import Any

import pytest
from fastapi import FastAPI

from app.core.actor import SYSTEM
from app.core.ids import uuid7
from app.core.uow import Runtime
from app.services.sharing import grant_answers
from tests.support.counsellors import accept, code_shown_by, counsellor, request_access, verified_again, wish
from tests.support.grants import codes, revoke, told
from tests.support.people import FULL, NOW, Person, Watch, capture, sign_in

IN_THREE_MONTHS = (NOW + timedelta(days=90)).isoformat()


async def test_who_has_no_second_factor_may_not_ask(app: FastAPI, alice: Person, bob: Person, watch: Watch) -> None:
    body = wish(watch) | {"code": await code_shown_by(alice)}
    answer = await bob.ask("POST", "/v1/grant-requests", 403, json=body)
    assert answer["type"] == "/problems/second-factor-required"
    assert "/v1/me/second-factor" in answer["detail"]


async def test_a_verified_session_is_no_longer_one_after_half_a_day(
    app: FastAPI, rose: Person, alice: Person, watch: Watch
) -> None:
    fresh = await sign_in(app, email=rose.email)
    body = wish(watch) | {"code": await code_shown_by(alice)}
    await fresh.ask("POST", "/v1/grant-requests", 403, json=body)
    await rose.ask("POST", "/v1/grant-requests", 201, json=body)


@pytest.mark.slow
async def test_who_is_asked_sees_exactly_what_would_be_visible_and_who_asks_nothing(
    rose: Person, alice: Person, watch: Watch
) -> None:
    story, moment = await told(alice, title="Mon stage"), await capture(alice, FULL)
    grant_request = await request_access(rose, alice, watch, "story", "experiences", message="Pour mardi.")
    assert (grant_request["owner"], grant_request["preview"], grant_request["grants"]) == (None, None, [])
    answer = await alice.ask("GET", f"/v1/grant-requests/{grant_request['id']}", 200)
    assert answer["requester"] == {"id": str(rose.id), "display_name": "Rose", "avatar": None, "email": rose.email}
    assert (answer["state"], answer["message"], answer["purpose"]) == ("pending", "Pour mardi.", "guidance")
    assert answer["preview"] == {
        "stories": [{"id": story["id"], "title": "Mon stage"}],
        "portraits": [],
        "talents": [],
        "experiences": [
            {"id": moment["id"], "title": FULL["title"], "cover": None}
            | {name: moment[name] for name in ("lived_at", "lived_precision")}
        ],
        "grows": ["experiences"],
    }
    await rose.ask("GET", f"/v1/stories/{story['id']}", 404)
    await rose.ask("GET", f"/v1/experiences/{moment['id']}", 404)
    assert (await rose.ask("GET", "/v1/beneficiaries", 200))["items"] == []


@pytest.mark.slow
async def test_one_waits_at_a_time_and_not_for_ever(
    app: FastAPI, rose: Person, alice: Person, runtime: Runtime, watch: Watch
) -> None:
    first = await request_access(rose, alice, watch)
    repetition = wish(watch) | {"code": await code_shown_by(alice)}
    answer = await rose.ask("POST", "/v1/grant-requests", 409, json=repetition)
    assert answer["type"] == "/problems/grant-request-pending"
    watch.advance(days=30)
    alice, rose = await sign_in(app, email=alice.email), await verified_again(app, rose, watch)
    await accept(alice, first, 409)
    assert [item["state"] for item in await listed(alice)] == ["lapsed"]
    await request_access(rose, alice, watch)
    async with runtime.work(SYSTEM) as uow:
        await grant_answers.lapse(uow)
    assert [item["state"] for item in await listed(rose, scope="sent")] == ["pending", "lapsed"]
    assert [item["state"] for item in await listed(alice, state="pending")] == ["pending"]


async def listed(person: Person, **filters: object) -> list[Any]:
    grant_requests: list[Any] = (await person.ask("GET", "/v1/grant-requests", 200, params=filters))["items"]
    return grant_requests


async def test_it_is_listed_for_both(rose: Person, alice: Person, bob: Person, watch: Watch) -> None:
    grant_request = await request_access(rose, alice, watch, "story")
    assert [item["id"] for item in await listed(alice)] == [grant_request["id"]]
    assert [item["id"] for item in await listed(rose, scope="sent")] == [grant_request["id"]]
    assert await listed(rose) == await listed(bob) == await listed(bob, scope="sent") == []
    assert await listed(alice, state="refused") == []


async def test_asking_twice_with_one_key_asks_once(rose: Person, alice: Person, watch: Watch) -> None:
    body, headers = wish(watch) | {"code": await code_shown_by(alice)}, {"Idempotency-Key": "k-1"}
    first = await rose.ask("POST", "/v1/grant-requests", 201, json=body, headers=headers)
    assert await rose.ask("POST", "/v1/grant-requests", 201, json=body, headers=headers) == first


@pytest.mark.slow
async def test_renewal_asks_again(app: FastAPI, rose: Person, alice: Person, bob: Person, watch: Watch) -> None:
    story = await told(alice)
    await accept(alice, await request_access(rose, alice, watch, "story"), ends_at=IN_THREE_MONTHS)
    [grant] = (await rose.ask("GET", f"/v1/beneficiaries/{alice.id}", 200))["grants"]
    renewal = wish(watch, targets=[grant["target"] | {"title": None}])
    renewal["targets"] = [{"type": "story", "id": story["id"]}]
    other_counsellor = await counsellor(app, watch, "Karim")
    for person, renews in ((other_counsellor, grant["id"]), (rose, str(uuid7()))):
        problem = await person.ask("POST", "/v1/grant-requests", 422, json=renewal | {"renews": renews})
        assert codes(problem) == [("/renews", "unknown_grant")]
    answer = await rose.ask("POST", "/v1/grant-requests", 201, json=renewal | {"renews": grant["id"]})
    assert (answer["renews_id"], answer["owner"]) == (grant["id"], None)
    acceptance = await accept(alice, answer)
    states = {item["id"]: item["state"] for item in (await alice.ask("GET", "/v1/grants", 200))["items"]}
    assert states == {grant["id"]: "revoked", acceptance["grants"][0]["id"]: "active"}
    await rose.ask("GET", f"/v1/stories/{story['id']}", 200)


@pytest.mark.slow
async def test_who_took_it_back_is_not_asked_again_without_a_code(rose: Person, alice: Person, watch: Watch) -> None:
    await told(alice)
    await accept(alice, await request_access(rose, alice, watch, "story"))
    [grant] = (await alice.ask("GET", "/v1/grants", 200))["items"]
    await revoke(alice, grant)
    answer = await rose.ask("POST", "/v1/grant-requests", 422, json=wish(watch) | {"renews": grant["id"]})
    assert codes(answer) == [("/renews", "unknown_grant")]


async def test_nothing_is_asked_for_longer_than_a_year_or_for_yesterday(
    rose: Person, alice: Person, watch: Watch
) -> None:
    code = await code_shown_by(alice)
    for ends_at, words in ((NOW, "in_the_past"), (NOW + timedelta(days=367), "too_long")):
        body = wish(watch, ends_at=ends_at.isoformat()) | {"code": code}
        assert codes(await rose.ask("POST", "/v1/grant-requests", 422, json=body)) == [("/ends_at", words)]
    both = wish(watch) | {"code": code, "renews": str(uuid7())}
    assert codes(await rose.ask("POST", "/v1/grant-requests", 422, json=both)) == [("", "code_or_renews")]
