"""What was given for professional reasons is read in a session that proved a second factor lately, and in no other."""

import pytest
from fastapi import FastAPI

from app.core.uow import Runtime
from app.models.second_factors import VERIFIED
from tests.support.counsellors import accept, request_access, with_second_factor
from tests.support.grants import open_to, told
from tests.support.people import ADULT, Person, Watch, capture, sign_in

REQUIRED = "/problems/second-factor-required"


async def forget_proof(runtime: Runtime, person: Person, watch: Watch) -> None:
    long_ago = "update sessions set second_factor_at = $2 where user_id = $1"
    await runtime.database.writes.fetch(long_ago, person.id, watch.now - VERIFIED)


async def test_a_counsellor_proves_it_is_them_before_they_read_again(
    app: FastAPI, alice: Person, runtime: Runtime, watch: Watch
) -> None:
    rose = await sign_in(app, "rose")
    await rose.ask("PATCH", "/v1/me", 200, json={"display_name": "Rose", "birth_year": ADULT})
    factor = await with_second_factor(rose, watch)
    story, moment = await told(alice), await capture(alice)
    asked = await request_access(rose, alice, watch)
    await accept(alice, asked)
    paths = [
        f"/v1/stories/{story['id']}",
        f"/v1/stories?scope=granted&person={alice.id}",
        f"/v1/experiences/{moment['id']}",
        f"/v1/experiences?person={alice.id}",
        f"/v1/talents?person={alice.id}",
        "/v1/beneficiaries",
        f"/v1/beneficiaries/{alice.id}",
    ]
    for path in paths:
        await rose.ask("GET", path, 200)
    await forget_proof(runtime, rose, watch)
    for path in paths:
        assert (await rose.ask("GET", path, 403))["type"] == REQUIRED, path
    assert (await rose.ask("GET", f"/v1/grant-requests/{asked['id']}", 200))["owner"] is None
    code = {"code": factor.recovery_codes[0]}
    await rose.ask("PUT", "/v1/me/second-factor/verification", 200, json=code)
    for path in paths:
        await rose.ask("GET", path, 200)


@pytest.mark.parametrize(("purpose", "status"), [("guidance", 403), ("training", 403), ("personal", 200)])
async def test_what_is_given_unasked_takes_a_proof_when_it_is_for_work(
    alice: Person, bob: Person, purpose: str, status: int
) -> None:
    story = await told(alice)
    await open_to(alice, bob, {"type": "story", "id": story["id"]}, purpose=purpose)
    await bob.ask("GET", f"/v1/stories/{story['id']}", status)
    assert (len((await bob.ask("GET", "/v1/stories?scope=granted", 200))["items"]) == 1) is (status == 200)


async def test_nobody_shuts_the_lists_of_others_by_giving_them_something(alice: Person, bob: Person) -> None:
    friendly = await told(alice)
    await open_to(alice, bob, {"type": "story", "id": friendly["id"]})
    await open_to(alice, bob, {"type": "talents"}, purpose="guidance")
    [person] = (await bob.ask("GET", "/v1/beneficiaries", 200))["items"]
    assert [one["target"]["type"] for one in person["grants"]] == ["story"]
