from datetime import timedelta
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from fastapi import FastAPI

from app.core.ids import uuid7
from app.core.uow import Runtime
from tests.support.grants import amend, asked, link_to, revoke, share, token_of, told
from tests.support.people import NOW, Person, Watch, sign_in
from tests.support.stories import begin, publish, rewrite, text

IN_AN_HOUR = (NOW + timedelta(hours=1)).isoformat()


async def grants_of(person: Person, **filters: object) -> list[Any]:
    grants: list[Any] = (await person.ask("GET", "/v1/grants", 200, params=filters))["items"]
    return grants


async def test_a_link_says_all_that_its_owner_needs(alice: Person) -> None:
    story = await told(alice)
    grant = await share(alice, story, label="Pour la mission locale", ends_at=IN_AN_HOUR, rights=["view", "download"])
    assert grant["url"].startswith("http://test/s/dts_")
    assert grant["target"] == {"type": "story", "id": story["id"], "title": "Mon stage"}
    assert grant["audience"] == {"type": "link", "id": None, "name": None}
    assert grant["rights"] == ["view", "download"]
    assert grant["ends_at"] == "2026-03-03T14:10:00.000Z"
    assert (grant["state"], grant["has_passcode"], grant["views"], grant["edition"]) == ("active", False, 0, None)


async def test_the_address_of_a_link_can_be_read_again_by_its_owner(alice: Person) -> None:
    grant = await link_to(alice, passcode="atelier 12")
    answer = await alice.client.get(f"/v1/grants/{grant['id']}")
    assert answer.json()["url"] == grant["url"]
    assert answer.json()["has_passcode"] is True
    assert "atelier" not in answer.text
    assert [item["url"] for item in await grants_of(alice)] == [None]


@pytest.mark.slow
async def test_a_label_cannot_pass_for_an_address(alice: Person) -> None:
    link = await link_to(alice)
    label = f'"url" : "{link["id"]}"'
    assert (await link_to(alice, label=label))["label"] == label


async def test_a_repeated_post_gives_the_same_access_once(alice: Person) -> None:
    body, headers = asked(await told(alice), passcode="0000"), {"Idempotency-Key": "k-1"}
    first = await alice.ask("POST", "/v1/grants", 201, json=body, headers=headers)
    second = await alice.ask("POST", "/v1/grants", 201, json=body, headers=headers)
    assert second == first
    assert len(await grants_of(alice)) == 1
    await alice.ask("POST", "/v1/grants", 422, json=body | {"passcode": "0001"}, headers=headers)


@pytest.mark.slow
async def test_a_grant_to_a_person_has_no_address_and_names_them(alice: Person, bob: Person) -> None:
    await bob.ask("PATCH", "/v1/me", 200, json={"display_name": "Bob"})
    grant = await share(alice, await told(alice), audience={"type": "user", "id": str(bob.id)})
    assert grant["url"] is None
    assert grant["audience"] == {"type": "user", "id": str(bob.id), "name": "Bob"}
    assert await grants_of(bob) == []


@pytest.mark.slow
async def test_an_edition_is_kept_to_when_it_is_not_the_latest_that_is_followed(alice: Person) -> None:
    journal = await begin(alice, text())
    story = await publish(alice, journal)
    assert (await share(alice, story, follow="edition"))["edition"] == 1
    await rewrite(alice, journal, title="Mieux dit")
    await publish(alice, journal)
    assert (await share(alice, story, follow="edition"))["edition"] == 2
    assert (await share(alice, story, follow="edition", edition=1))["edition"] == 1


@pytest.mark.slow
async def test_the_list_can_be_narrowed(alice: Person, bob: Person, watch: Watch) -> None:
    stories = [await told(alice), await told(alice)]
    link = await share(alice, stories[0])
    watch.advance(seconds=1)
    over = await share(alice, stories[1], ends_at=(NOW + timedelta(minutes=1)).isoformat())
    watch.advance(seconds=1)
    personal = await share(alice, stories[1], audience={"type": "user", "id": str(bob.id)})
    watch.advance(minutes=2)
    names = {link["id"]: "link", over["id"]: "over", personal["id"]: "personal"}

    async def found(**filters: object) -> list[str]:
        return [names[item["id"]] for item in await grants_of(alice, **filters)]

    assert await found() == ["personal", "over", "link"]
    assert await found(state="active") == ["personal", "link"]
    assert await found(state="inactive") == ["over"]
    assert await found(audience_type="link") == ["over", "link"]
    assert await found(target_id=stories[1]["id"], target_type="story") == ["personal", "over"]
    assert await found(target_type="portrait") == []
    page = await alice.ask("GET", "/v1/grants?limit=2", 200)
    rest = await alice.ask("GET", "/v1/grants", 200, params={"limit": 2, "cursor": page["next_cursor"]})
    assert [names[item["id"]] for item in page["items"] + rest["items"]] == ["personal", "over", "link"]


@pytest.mark.slow
async def test_a_grant_is_its_owners_alone(alice: Person, bob: Person) -> None:
    grant = await link_to(alice)
    path, headers = f"/v1/grants/{grant['id']}", {"If-Match": '"1"'}
    for method, where, options in (
        ("GET", path, {}),
        ("PATCH", path, {"json": {"label": "x"}, "headers": headers}),
        ("DELETE", path, {"headers": headers}),
        ("GET", f"{path}/accesses", {}),
        ("GET", f"{path}/qr.svg", {}),
        ("POST", f"{path}/deliveries", {"json": {"emails": ["x@example.org"]}}),
    ):
        answer = await bob.ask(method, where, 404, **options)
        unknown = await bob.ask(method, where.replace(grant["id"], str(uuid7())), 404, **options)
        for problem in (answer, unknown):
            del problem["instance"], problem["request_id"]
        assert answer == unknown, where


async def test_what_was_taken_back_stays_in_the_list_and_stays_so(alice: Person) -> None:
    grant = await link_to(alice)
    await revoke(alice, grant)
    (found_grant,) = await grants_of(alice)
    assert (found_grant["state"], found_grant["revoked_at"], found_grant["version"]) == (
        "revoked",
        "2026-03-03T13:10:00.000Z",
        2,
    )
    assert (await amend(alice, found_grant, 409, label="x"))["type"] == "/problems/grant-revoked"
    await revoke(alice, found_grant)
    assert (await alice.ask("GET", f"/v1/grants/{grant['id']}", 200))["version"] == 2


async def test_who_was_granted_a_story_reads_it_until_it_is_taken_back(alice: Person, bob: Person) -> None:
    story = await told(alice)
    grant = await share(alice, story, audience={"type": "user", "id": str(bob.id)})
    await bob.ask("GET", f"/v1/stories/{story['id']}", 200)
    await revoke(alice, grant)
    await bob.ask("GET", f"/v1/stories/{story['id']}", 404)


@pytest.mark.slow
async def test_each_reading_by_a_person_is_shown_to_the_owner_once(alice: Person, bob: Person, watch: Watch) -> None:
    await bob.ask("PATCH", "/v1/me", 200, json={"display_name": "Bob"})
    story = await told(alice)
    grant = await share(alice, story, audience={"type": "user", "id": str(bob.id)})
    link = await share(alice, await told(alice), audience={"type": "user", "id": str(bob.id)})
    for _ in range(2):
        watch.advance(seconds=1)
        await bob.ask("GET", f"/v1/stories/{story['id']}", 200)
    used = await alice.ask("GET", f"/v1/grants/{grant['id']}/accesses", 200)
    assert (used["total"], used["last_opened_at"], used["days"]) == (2, "2026-03-03T13:10:02.000Z", [])
    assert [event["created_at"] for event in used["events"]] == ["2026-03-03T13:10:02.000Z", "2026-03-03T13:10:01.000Z"]
    assert used["events"][0]["reader"] == {"id": str(bob.id), "display_name": "Bob", "avatar": None}
    assert used["events"][0]["target"] == {"type": "story", "id": story["id"], "title": "Mon stage"}
    assert (await alice.ask("GET", "/v1/me/accesses", 200))["items"] == used["events"]
    assert (await alice.ask("GET", f"/v1/me/accesses?grant_id={link['id']}", 200))["items"] == []
    assert (await bob.ask("GET", "/v1/me/accesses", 200))["items"] == []


@pytest.mark.slow
async def test_a_qr_code_is_a_picture_of_the_address_and_nothing_else(alice: Person, bob: Person) -> None:
    story = await told(alice)
    grant = await share(alice, story, label="<script>alert(1)</script>")
    answer = await alice.client.get(f"/v1/grants/{grant['id']}/qr.svg")
    assert answer.headers["content-type"] == "image/svg+xml"
    assert answer.headers["content-security-policy"].startswith("sandbox")
    assert answer.headers["cache-control"] == "private, no-store"
    tags = {item.tag.rpartition("}")[2] for item in ET.fromstring(answer.text).iter()}  # noqa: S314  our own drawing
    assert tags == {"svg", "g", "path"}
    personal = await share(alice, story, audience={"type": "user", "id": str(bob.id)})
    await alice.ask("GET", f"/v1/grants/{personal['id']}/qr.svg", 404)


async def test_the_phones_of_the_owner_hear_of_their_grants(alice: Person) -> None:
    story = await told(alice)
    cursor = (await alice.ask("GET", "/v1/sync", 200))["next_cursor"]
    grant = await share(alice, story)
    await revoke(alice, grant)
    (change,) = (await alice.ask("GET", "/v1/sync", 200, params={"cursor": cursor}))["changes"]
    assert (change["type"], change["id"], change["version"], change["deleted"]) == ("grant", grant["id"], 2, False)
    assert (change["data"]["state"], change["data"]["url"]) == ("revoked", None)


async def test_a_token_is_stored_nowhere(alice: Person, runtime: Runtime, app: FastAPI) -> None:
    grant = await link_to(alice, passcode="atelier 12")
    row = await runtime.database.reads.fetchrow("select * from grants where id = $1", grant["id"])
    rows = await runtime.database.reads.fetch("select * from idempotency_keys where user_id = $1", alice.id)
    assert row is not None
    stored_text = " ".join(map(str, [*row.values(), *rows]))
    assert token_of(grant) not in stored_text
    assert "atelier" not in stored_text
    person = await sign_in(app)
    assert await grants_of(person) == []


async def test_a_person_is_named_by_the_code_that_they_show(
    app: FastAPI, alice: Person, bob: Person, watch: Watch
) -> None:
    """Nobody is looked up: a code is good once, and an unknown, used or expired one are told the same."""
    body = asked(await told(alice))

    async def shared(code: str, status: int) -> Any:
        audience = {"type": "user", "code": code}
        return await alice.ask("POST", "/v1/grants", status, json=body | {"audience": audience})

    code = (await bob.ask("POST", "/v1/me/codes", 201))["code"]
    grant = await shared(code, 201)
    assert grant["audience"]["id"] == str(bob.id)
    late = (await bob.ask("POST", "/v1/me/codes", 201))["code"]
    watch.advance(minutes=11)
    alice = await sign_in(app, email=alice.email)
    refusals = [(await shared(item, 422))["errors"] for item in (code, late, "aaaa-aaaa")]
    assert refusals[0] == refusals[1] == refusals[2]
    assert [(item["pointer"], item["code"]) for item in refusals[0]] == [("/audience/code", "unknown_code")]
    own = (await alice.ask("POST", "/v1/me/codes", 201))["code"]
    assert (await shared(own, 422))["errors"][0]["code"] == "own_account"
    for audience in ({"type": "user"}, {"type": "link", "code": own}, {"type": "user", "id": str(bob.id), "code": own}):
        await alice.ask("POST", "/v1/grants", 422, json=body | {"audience": audience})
    statuses = [
        (
            await alice.client.post("/v1/grants", json=body | {"audience": {"type": "user", "code": "bbbb-bbbb"}})
        ).status_code
        for _ in range(9)
    ]
    assert statuses == [422] * 7 + [429] * 2
