"""What was given for professional reasons is read in a session that proved a second factor lately, and in no other."""

from datetime import timedelta

import pytest
from fastapi import FastAPI

from app.core.uow import Runtime
from app.models.grants import COLLECTIONS, Purpose
from app.models.second_factors import VERIFIED
from tests.support.communities import gather
from tests.support.counsellors import accept, request_access, with_second_factor
from tests.support.grants import amend, codes, open_to, share, told
from tests.support.people import ADULT, NOW, Person, Watch, capture, prove, sign_in
from tests.support.stories import begin, medium, publish, showing
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
    grant_request = await request_access(rose, alice, watch)
    await accept(alice, grant_request)
    paths = [
        f"/v1/stories/{story['id']}",
        f"/v1/stories?scope=granted&user_id={alice.id}",
        f"/v1/experiences/{moment['id']}",
        f"/v1/experiences?user_id={alice.id}",
        f"/v1/talents?user_id={alice.id}",
        "/v1/beneficiaries",
        f"/v1/beneficiaries/{alice.id}",
    ]
    for path in paths:
        await rose.ask("GET", path, 200)
    await forget_proof(runtime, rose, watch)
    for path in paths:
        assert (await rose.ask("GET", path, 403))["type"] == REQUIRED, path
    assert (await rose.ask("GET", f"/v1/grant-requests/{grant_request['id']}", 200))["owner"] is None
    code = {"code": factor.recovery_codes[0]}
    await rose.ask("PUT", "/v1/me/second-factor/verification", 200, json=code)
    for path in paths:
        await rose.ask("GET", path, 200)


@pytest.mark.slow
async def test_a_whole_journal_is_read_with_a_second_factor_and_one_moment_by_a_friend_without(
    alice: Person, bob: Person
) -> None:
    """Offered, as it is when it was asked for."""
    moment, experience = await capture(alice), await capture(alice)
    await claim(alice, "LEARN.1")
    await open_to(alice, bob, {"type": "experience", "id": moment["id"]})
    await bob.ask("GET", f"/v1/experiences/{moment['id']}", 200)
    ends_at = (NOW + timedelta(days=30)).isoformat()
    body = {"audience": {"type": "user", "id": str(bob.id)}, "purpose": "personal", "ends_at": ends_at}
    for kind in COLLECTIONS:
        await alice.ask("POST", "/v1/grants", 201, json=body | {"target": {"type": kind}})
    alone = {
        f"/v1/experiences/{experience['id']}": 403,
        f"/v1/talents?user_id={alice.id}": 403,
        f"/v1/beneficiaries/{alice.id}": 200,
    }
    for path, status in alone.items():
        answer = await bob.ask("GET", path, status)
        assert status == 200 or answer["type"] == REQUIRED, path
    experiences = (await bob.ask("GET", f"/v1/experiences?user_id={alice.id}", 200))["items"]
    assert [item["id"] for item in experiences] == [moment["id"]]
    await prove(bob)
    for path in alone:
        await bob.ask("GET", path, 200)
    assert len((await bob.ask("GET", f"/v1/experiences?user_id={alice.id}", 200))["items"]) == 2


async def test_the_talents_of_a_member_are_read_with_a_second_factor(
    alice: Person, bob: Person, runtime: Runtime
) -> None:
    community = await gather(runtime, alice, bob)
    await claim(alice, "LEARN.1")
    ends_at = (NOW + timedelta(days=30)).isoformat()
    body = {"audience": {"type": "community", "id": str(community)}, "purpose": "publication", "ends_at": ends_at}
    await alice.ask("POST", "/v1/grants", 201, json=body | {"target": {"type": "talents"}})
    assert (await bob.ask("GET", f"/v1/talents?user_id={alice.id}", 403))["type"] == REQUIRED
    await prove(bob)
    assert len((await bob.ask("GET", f"/v1/talents?user_id={alice.id}", 200))["items"]) == 1


@pytest.mark.parametrize(("purpose", "status"), [("guidance", 403), ("training", 403), ("personal", 200)])
async def test_what_is_given_unasked_takes_a_proof_when_it_is_for_work(
    alice: Person, bob: Person, purpose: str, status: int
) -> None:
    story = await told(alice)
    await open_to(alice, bob, {"type": "story", "id": story["id"]}, purpose=purpose)
    await bob.ask("GET", f"/v1/stories/{story['id']}", status)
    assert (len((await bob.ask("GET", "/v1/stories?scope=granted", 200))["items"]) == 1) is (status == 200)


@pytest.mark.slow
async def test_what_a_friend_asked_for_takes_a_proof_to_ask_and_none_to_read(
    alice: Person, bob: Person, runtime: Runtime, watch: Watch
) -> None:
    """One thing, for themselves: as if it had been offered."""
    await bob.ask("PATCH", "/v1/me", 200, json={"birth_year": ADULT})
    await with_second_factor(bob, watch)
    story = await told(alice)
    grant_request = await request_access(bob, alice, watch, "story", purpose="personal")
    assert (await alice.ask("GET", f"/v1/grant-requests/{grant_request['id']}", 200))["purpose"] == "personal"
    await accept(alice, grant_request)
    await forget_proof(runtime, bob, watch)
    await bob.ask("GET", f"/v1/stories/{story['id']}", 200)
    [person] = (await bob.ask("GET", "/v1/beneficiaries", 200))["items"]
    assert [grant["target"]["id"] for grant in person["grants"]] == [story["id"]]
    request = await bob.ask("GET", f"/v1/grant-requests/{grant_request['id']}", 200)
    assert (request["owner"]["id"], len(request["grants"])) == (str(alice.id), 1)


async def test_each_member_proves_it_is_them_where_a_community_is_given_something_for_work(
    alice: Person, bob: Person, runtime: Runtime
) -> None:
    community = await gather(runtime, alice, bob)
    audience = {"type": "community", "id": str(community)}
    story, other_story = await told(alice), await told(alice)
    grant = await share(alice, story, purpose="training", audience=audience)
    await share(alice, other_story, purpose="publication", audience=audience)
    consents = (await alice.ask("GET", "/v1/me/consents", 200))["items"]
    [sentence] = [item["text"] for item in consents if item["subject_id"] == grant["id"]]
    assert "Pour lire, chaque membre doit avoir un second facteur." in sentence
    paths = ("/v1/feed", f"/v1/communities/{community}/feed")
    for reader, story_ids in ((bob, {other_story["id"]}), (alice, {story["id"], other_story["id"]})):
        for path in paths:
            items = (await reader.ask("GET", path, 200))["items"]
            assert {item["story"]["id"] for item in items} == story_ids, path
    stories = (await bob.ask("GET", "/v1/stories?scope=granted", 200))["items"]
    assert [item["id"] for item in stories] == [other_story["id"]]
    alone = [f"/v1/stories/{story['id']}", f"/v1/stories/{story['id']}/editions/1"]
    of_alice = f"/v1/stories?scope=granted&user_id={alice.id}"
    for path in (*alone, of_alice):
        assert (await bob.ask("GET", path, 403))["type"] == REQUIRED, path
    about = {"target": {"type": "story", "id": story["id"]}, "text": "Bravo."}
    await bob.ask("POST", "/v1/comments", 403, json=about)
    await prove(bob)
    for path in (*alone, of_alice):
        await bob.ask("GET", path, 200)
    for path in paths:
        assert len((await bob.ask("GET", path, 200))["items"]) == 2


async def test_a_photo_that_a_member_opened_is_shut_again_when_the_proof_is_old(
    alice: Person, bob: Person, runtime: Runtime, watch: Watch
) -> None:
    community = await gather(runtime, alice, bob)
    story = await publish(alice, await begin(alice, showing(await medium(runtime, alice))))
    await share(alice, story, purpose="training", audience={"type": "community", "id": str(community)})
    await prove(bob)
    shown = await bob.ask("GET", f"/v1/stories/{story['id']}", 200)
    photo = shown["content"]["blocks"][0]["media"]["variants"][0]["url"].removeprefix("http://test")
    assert (await bob.client.head(photo)).status_code == 200
    await forget_proof(runtime, bob, watch)
    assert (await bob.client.get(photo)).status_code == 404


async def test_a_link_is_given_for_nothing_that_takes_a_second_factor_but_a_job(alice: Person) -> None:
    story, faults = await told(alice), [("/purpose", "purpose_not_by_link")]
    link = await share(alice, story)
    for purpose in Purpose:
        if purpose not in {"guidance", "training", "accreditation"}:
            await share(alice, story, purpose=purpose)
            continue
        problem = await share(alice, story, 422, purpose=purpose)
        assert codes(problem) == codes(await amend(alice, link, 422, purpose=purpose)) == faults
        assert "give access to a person or a community, by name" in problem["errors"][0]["message"]


@pytest.mark.slow
async def test_nobody_shuts_the_lists_of_others_by_giving_them_something(alice: Person, bob: Person) -> None:
    friendly = await told(alice)
    await open_to(alice, bob, {"type": "story", "id": friendly["id"]})
    ends_at = (NOW + timedelta(days=30)).isoformat()
    body = {"audience": {"type": "user", "id": str(bob.id)}, "purpose": "guidance", "ends_at": ends_at}
    await alice.ask("POST", "/v1/grants", 201, json=body | {"target": {"type": "talents"}})
    [person] = (await bob.ask("GET", "/v1/beneficiaries", 200))["items"]
    assert [grant["target"]["type"] for grant in person["grants"]] == ["story"]
