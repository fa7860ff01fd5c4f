"""What was given for professional reasons is read in a session that proved a second factor lately, and in no other."""

from datetime import timedelta

import pytest
from fastapi import FastAPI

from app.core.uow import Runtime
from app.models.grants import COLLECTIONS
from app.models.second_factors import VERIFIED
from tests.support.communities import gather
from tests.support.counsellors import accept, request_access, with_second_factor
from tests.support.grants import open_to, told
from tests.support.people import ADULT, NOW, Person, Watch, capture, prove, sign_in
from tests.support.talents import claim

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


async def test_a_whole_journal_is_read_with_a_second_factor_and_one_moment_by_a_friend_without(
    alice: Person, bob: Person
) -> None:
    """Offered, as it is when it was asked for."""
    moment, other = await capture(alice), await capture(alice)
    await claim(alice, "LEARN.1")
    await open_to(alice, bob, {"type": "experience", "id": moment["id"]})
    await bob.ask("GET", f"/v1/experiences/{moment['id']}", 200)
    ends_at = (NOW + timedelta(days=30)).isoformat()
    whom = {"audience": {"type": "user", "id": str(bob.id)}, "purpose": "personal", "ends_at": ends_at}
    for kind in COLLECTIONS:
        await alice.ask("POST", "/v1/grants", 201, json=whom | {"target": {"type": kind}})
    alone = {
        f"/v1/experiences/{other['id']}": 403,
        f"/v1/talents?person={alice.id}": 403,
        f"/v1/beneficiaries/{alice.id}": 200,
    }
    for path, status in alone.items():
        answer = await bob.ask("GET", path, status)
        assert status == 200 or answer["type"] == REQUIRED, path
    seen = (await bob.ask("GET", f"/v1/experiences?person={alice.id}", 200))["items"]
    assert [item["id"] for item in seen] == [moment["id"]]
    await prove(bob)
    for path in alone:
        await bob.ask("GET", path, 200)
    assert len((await bob.ask("GET", f"/v1/experiences?person={alice.id}", 200))["items"]) == 2


async def test_the_talents_of_a_member_are_read_with_a_second_factor(
    alice: Person, bob: Person, runtime: Runtime
) -> None:
    community = await gather(runtime, alice, bob)
    await claim(alice, "LEARN.1")
    ends_at = (NOW + timedelta(days=30)).isoformat()
    whom = {"audience": {"type": "community", "id": str(community)}, "purpose": "publication", "ends_at": ends_at}
    await alice.ask("POST", "/v1/grants", 201, json=whom | {"target": {"type": "talents"}})
    assert (await bob.ask("GET", f"/v1/talents?person={alice.id}", 403))["type"] == REQUIRED
    await prove(bob)
    assert len((await bob.ask("GET", f"/v1/talents?person={alice.id}", 200))["items"]) == 1


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
    ends_at = (NOW + timedelta(days=30)).isoformat()
    whom = {"audience": {"type": "user", "id": str(bob.id)}, "purpose": "guidance", "ends_at": ends_at}
    await alice.ask("POST", "/v1/grants", 201, json=whom | {"target": {"type": "talents"}})
    [person] = (await bob.ask("GET", "/v1/beneficiaries", 200))["items"]
    assert [grant["target"]["type"] for grant in person["grants"]] == ["story"]
