from datetime import timedelta
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from fastapi import FastAPI

from app.core.ids import uuid7
from app.core.uow import Runtime
from tests.factories import NOW, Person, Watch, sign_in
from tests.granting import amend, asked, link_to, revoke, share, token_of, told
from tests.publishing import begin, publish, rewrite, text

IN_AN_HOUR = (NOW + timedelta(hours=1)).isoformat()
AN_HOUR_AGO = (NOW - timedelta(hours=1)).isoformat()


def codes(problem: dict[str, Any]) -> list[tuple[str, str]]:
    return [(one["pointer"], one["code"]) for one in problem["errors"]]


async def grants_of(person: Person, **filters: object) -> list[Any]:
    found: list[Any] = (await person.ask("GET", "/v1/grants", 200, params=filters))["items"]
    return found


async def test_a_link_says_all_that_its_owner_needs(alice: Person) -> None:
    story = await told(alice)
    grant = await share(alice, story, label="Pour la mission locale", ends_at=IN_AN_HOUR, rights=["view", "download"])
    assert grant["url"].startswith("http://test/s/dts_")
    assert grant["target"] == {"type": "story", "id": story["id"], "title": "Mon stage"}
    assert grant["audience"] == {"type": "link", "id": None, "name": None}
    assert grant["rights"] == ["view", "download"]
    assert grant["ends_at"] == "2026-03-03T14:10:00Z"
    assert (grant["state"], grant["has_passcode"], grant["views"], grant["edition"]) == ("active", False, 0, None)


async def test_the_address_of_a_link_can_be_read_again_by_its_owner(alice: Person) -> None:
    grant = await link_to(alice, passcode="atelier 12")
    answer = await alice.client.get(f"/v1/grants/{grant['id']}")
    assert answer.json()["url"] == grant["url"]
    assert answer.json()["has_passcode"] is True
    assert "atelier" not in answer.text
    assert [one["url"] for one in await grants_of(alice)] == [grant["url"]]


async def test_a_label_cannot_pass_for_an_address(alice: Person) -> None:
    other = await link_to(alice)
    label = f'"url" : "{other["id"]}"'
    assert (await link_to(alice, label=label))["label"] == label


async def test_a_repeated_post_gives_the_same_access_once(alice: Person) -> None:
    body, headers = asked(await told(alice), passcode="0000"), {"Idempotency-Key": "k-1"}
    first = await alice.ask("POST", "/v1/grants", 201, json=body, headers=headers)
    second = await alice.ask("POST", "/v1/grants", 201, json=body, headers=headers)
    assert second == first
    assert len(await grants_of(alice)) == 1
    await alice.ask("POST", "/v1/grants", 422, json=body | {"passcode": "0001"}, headers=headers)


async def test_what_is_not_ones_own_cannot_be_shown(alice: Person, bob: Person) -> None:
    theirs = await told(alice)
    await bob.ask("PATCH", "/v1/me", 200, json={"birth_year": 1990})
    refused = [await share(bob, one, 422) for one in (theirs, {"id": str(uuid7())})]
    assert codes(refused[0]) == codes(refused[1]) == [("/target/id", "unknown_target")]


@pytest.mark.parametrize("kind", ["portrait", "talents", "experiences"])
async def test_what_cannot_be_shown_yet_is_refused_like_what_never_was(alice: Person, kind: str) -> None:
    body = asked(await told(alice)) | {"target": {"type": kind, "id": str(uuid7())}}
    problem = await alice.ask("POST", "/v1/grants", 422, json=body)
    assert codes(problem) == [("/target/id", "unknown_target")]


async def test_a_withdrawn_story_cannot_be_shown(alice: Person) -> None:
    journal = await begin(alice, text())
    story = await publish(alice, journal)
    await alice.ask("DELETE", f"{journal}/publication", 204, headers={"If-Match": f'"{story["version"]}"'})
    assert codes(await share(alice, story, 422)) == [("/target/id", "withdrawn")]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"audience": {"type": "user", "id": str(uuid7())}}, ("/audience/id", "unknown_audience")),
        ({"audience": {"type": "community", "id": str(uuid7())}}, ("/audience/id", "unknown_audience")),
        ({"audience": {"type": "user"}}, ("/audience", "audience_id")),
        ({"audience": {"type": "link", "id": str(uuid7())}}, ("/audience", "audience_id")),
        ({"rights": ["comment"]}, ("/rights", "view_required")),
        ({"rights": ["view", "view"]}, ("/rights", "repeated")),
        ({"ends_at": AN_HOUR_AGO}, ("/ends_at", "in_the_past")),
        ({"ends_at": NOW.isoformat()}, ("/ends_at", "in_the_past")),
        ({"starts_at": IN_AN_HOUR, "ends_at": IN_AN_HOUR}, ("", "ends_before_it_starts")),
        ({"passcode": "123"}, ("/passcode", "string_too_short")),
        ({"max_views": 0}, ("/max_views", "greater_than_equal")),
        ({"edition": 1}, ("/edition", "not_followed")),
        ({"follow": "edition", "edition": 7}, ("/edition", "unknown_edition")),
        ({"purpose": "curiosity"}, ("/purpose", "enum")),
    ],
)
async def test_terms_that_cannot_be_kept_are_refused(
    alice: Person, given: dict[str, Any], expected: tuple[str, str]
) -> None:
    assert codes(await share(alice, await told(alice), 422, **given)) == [expected]


async def test_passcodes_and_numbers_of_openings_are_for_links(alice: Person, bob: Person) -> None:
    to_bob = {"type": "user", "id": str(bob.id)}
    problem = await share(alice, await told(alice), 422, audience=to_bob, passcode="0000", max_views=1)
    assert codes(problem) == [("/passcode", "links_only"), ("/max_views", "links_only")]


async def test_nobody_needs_access_to_what_is_theirs(alice: Person) -> None:
    problem = await share(alice, await told(alice), 422, audience={"type": "user", "id": str(alice.id)})
    assert codes(problem) == [("/audience/id", "own_account")]


async def test_a_grant_to_a_person_has_no_address_and_names_them(alice: Person, bob: Person) -> None:
    await bob.ask("PATCH", "/v1/me", 200, json={"display_name": "Bob"})
    grant = await share(alice, await told(alice), audience={"type": "user", "id": str(bob.id)})
    assert grant["url"] is None
    assert grant["audience"] == {"type": "user", "id": str(bob.id), "name": "Bob"}
    assert await grants_of(bob) == []


async def test_an_edition_is_kept_to_when_it_is_not_the_latest_that_is_followed(alice: Person) -> None:
    journal = await begin(alice, text())
    story = await publish(alice, journal)
    assert (await share(alice, story, follow="edition"))["edition"] == 1
    await rewrite(alice, journal, title="Mieux dit")
    await publish(alice, journal)
    assert (await share(alice, story, follow="edition"))["edition"] == 2
    assert (await share(alice, story, follow="edition", edition=1))["edition"] == 1


@pytest.mark.parametrize(("born", "slug"), [(None, "age-required"), (2013, "guardian-required")])
async def test_who_is_too_young_or_of_no_known_age_shares_nothing(alice: Person, born: int | None, slug: str) -> None:
    story = await told(alice)
    await alice.ask("PATCH", "/v1/me", 200, json={"birth_year": born})
    assert (await share(alice, story, 403))["type"] == f"/problems/{slug}"


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
        return [names[one["id"]] for one in await grants_of(alice, **filters)]

    assert await found() == ["personal", "over", "link"]
    assert await found(active=True) == ["personal", "link"]
    assert await found(active=False) == ["over"]
    assert await found(audience_type="link") == ["over", "link"]
    assert await found(target_id=stories[1]["id"], target_type="story") == ["personal", "over"]
    assert await found(target_type="portrait") == []
    page = await alice.ask("GET", "/v1/grants?limit=2", 200)
    rest = await alice.ask("GET", "/v1/grants", 200, params={"limit": 2, "cursor": page["next_cursor"]})
    assert [names[one["id"]] for one in page["items"] + rest["items"]] == ["personal", "over", "link"]


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
        seen = await bob.ask(method, where, 404, **options)
        unknown = await bob.ask(method, where.replace(grant["id"], str(uuid7())), 404, **options)
        for problem in (seen, unknown):
            del problem["instance"], problem["request_id"]
        assert seen == unknown, where


async def test_terms_change_by_merge_patch(alice: Person) -> None:
    grant = await link_to(alice, label="Avant", ends_at=IN_AN_HOUR, max_views=3, passcode="0000")
    changed = await amend(alice, grant, label="", ends_at=None, purpose="recruitment", max_views=5)
    assert (changed["label"], changed["ends_at"], changed["purpose"], changed["max_views"]) == (
        "",
        None,
        "recruitment",
        5,
    )
    assert (changed["has_passcode"], changed["version"], changed["url"]) == (True, 2, grant["url"])
    assert (await amend(alice, changed, passcode=None))["has_passcode"] is False


async def test_a_change_made_in_ignorance_is_refused_with_what_is_there(alice: Person) -> None:
    grant = await link_to(alice)
    changed = await amend(alice, grant, label="Après")
    assert (await amend(alice, grant, 412, label="Autre"))["current"] == changed
    await alice.ask("PATCH", f"/v1/grants/{grant['id']}", 428, json={"label": "x"})
    await alice.ask("DELETE", f"/v1/grants/{grant['id']}", 428)


async def test_the_target_and_the_audience_do_not_change(alice: Person) -> None:
    grant = await link_to(alice)
    for field in ("target", "audience", "follow", "state", "views"):
        problem = await amend(alice, grant, 422, **{field: {"type": "link"}})
        assert codes(problem) == [(f"/{field}", "extra_forbidden")]


async def test_the_label_of_an_access_that_is_over_may_still_change(alice: Person, watch: Watch) -> None:
    grant = await link_to(alice, ends_at=(NOW + timedelta(minutes=1)).isoformat())
    watch.advance(minutes=2)
    assert (await amend(alice, grant, label="Fini"))["state"] == "expired"
    again = await alice.ask("GET", f"/v1/grants/{grant['id']}", 200)
    assert codes(await amend(alice, again, 422, ends_at=AN_HOUR_AGO)) == [("/ends_at", "in_the_past")]


async def test_what_was_taken_back_stays_in_the_list_and_stays_so(alice: Person) -> None:
    grant = await link_to(alice)
    await revoke(alice, grant)
    (found,) = await grants_of(alice)
    assert (found["state"], found["revoked_at"], found["version"]) == ("revoked", "2026-03-03T13:10:00Z", 2)
    assert (await amend(alice, found, 409, label="x"))["type"] == "/problems/grant-revoked"
    await revoke(alice, found)
    assert (await alice.ask("GET", f"/v1/grants/{grant['id']}", 200))["version"] == 2


async def test_who_was_granted_a_story_reads_it_until_it_is_taken_back(alice: Person, bob: Person) -> None:
    story = await told(alice)
    grant = await share(alice, story, audience={"type": "user", "id": str(bob.id)})
    await bob.ask("GET", f"/v1/stories/{story['id']}", 200)
    await revoke(alice, grant)
    await bob.ask("GET", f"/v1/stories/{story['id']}", 404)


async def test_each_reading_by_a_person_is_shown_to_the_owner_once(alice: Person, bob: Person, watch: Watch) -> None:
    await bob.ask("PATCH", "/v1/me", 200, json={"display_name": "Bob"})
    story = await told(alice)
    grant = await share(alice, story, audience={"type": "user", "id": str(bob.id)})
    other = await share(alice, await told(alice), audience={"type": "user", "id": str(bob.id)})
    for _ in range(2):
        watch.advance(seconds=1)
        await bob.ask("GET", f"/v1/stories/{story['id']}", 200)
    used = await alice.ask("GET", f"/v1/grants/{grant['id']}/accesses", 200)
    assert (used["total"], used["last_opened_at"], used["days"]) == (2, "2026-03-03T13:10:02Z", [])
    assert [one["at"] for one in used["events"]] == ["2026-03-03T13:10:02Z", "2026-03-03T13:10:01Z"]
    assert used["events"][0]["reader"] == {"id": str(bob.id), "display_name": "Bob"}
    assert used["events"][0]["target"] == {"type": "story", "id": story["id"], "title": "Mon stage"}
    assert (await alice.ask("GET", "/v1/me/accesses", 200))["items"] == used["events"]
    assert (await alice.ask("GET", f"/v1/me/accesses?grant_id={other['id']}", 200))["items"] == []
    assert (await bob.ask("GET", "/v1/me/accesses", 200))["items"] == []


async def test_a_qr_code_is_a_picture_of_the_address_and_nothing_else(alice: Person, bob: Person) -> None:
    story = await told(alice)
    grant = await share(alice, story, label="<script>alert(1)</script>")
    answer = await alice.client.get(f"/v1/grants/{grant['id']}/qr.svg")
    assert answer.headers["content-type"] == "image/svg+xml"
    assert answer.headers["content-security-policy"].startswith("sandbox")
    assert answer.headers["cache-control"] == "private, no-store"
    tags = {one.tag.rpartition("}")[2] for one in ET.fromstring(answer.text).iter()}  # noqa: S314  our own drawing
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
    assert (change["data"]["state"], change["data"]["url"]) == ("revoked", grant["url"])


async def test_a_token_is_stored_nowhere(alice: Person, runtime: Runtime, app: FastAPI) -> None:
    grant = await link_to(alice, passcode="atelier 12")
    row = await runtime.database.reads.fetchrow("select * from grants where id = $1", grant["id"])
    kept = await runtime.database.reads.fetch("select * from idempotency_keys where user_id = $1", alice.id)
    assert row is not None
    said = " ".join(map(str, [*row.values(), *kept]))
    assert token_of(grant) not in said
    assert "atelier" not in said
    other = await sign_in(app)
    assert await grants_of(other) == []
