from datetime import datetime, timedelta
from typing import Any

import pytest
from fastapi import FastAPI

from app.core.ids import uuid7
from app.core.uow import Runtime
from app.models.grants import COLLECTIONS, PRIVATE
from tests.support.grants import amend, asked, codes, link_to, share, told
from tests.support.people import NOW, Person, Watch, capture, sign_in
from tests.support.stories import begin, publish, text

IN_AN_HOUR = (NOW + timedelta(hours=1)).isoformat()
AN_HOUR_AGO = (NOW - timedelta(hours=1)).isoformat()


@pytest.mark.slow
async def test_what_is_not_ones_own_cannot_be_shown(alice: Person, bob: Person) -> None:
    story = await told(alice)
    await bob.ask("PATCH", "/v1/me", 200, json={"birth_year": 1990})
    links = [await share(bob, item, 422) for item in (story, {"id": str(uuid7())})]
    assert codes(links[0]) == codes(links[1]) == [("/target/id", "unknown_target")]


@pytest.mark.parametrize(
    ("kind", "fault"),
    [
        ("portrait", ("/target/id", "unknown_target")),
        ("talents", ("/audience/type", "audience_not_for_target")),
        ("experiences", ("/audience/type", "people_only")),
    ],
)
async def test_a_link_shows_stories_and_portraits_of_ones_own(alice: Person, kind: str, fault: tuple[str, str]) -> None:
    body = asked(await told(alice)) | {"target": {"type": kind} | ({"id": str(uuid7())} if kind == "portrait" else {})}
    assert codes(await alice.ask("POST", "/v1/grants", 422, json=body)) == [fault]


@pytest.mark.parametrize("kind", ["story", "portrait", "experience"])
async def test_of_what_is_published_one_says_which(alice: Person, bob: Person, kind: str) -> None:
    body = {"target": {"type": kind}, "audience": {"type": "user", "id": str(bob.id)}, "purpose": "personal"}
    assert codes(await alice.ask("POST", "/v1/grants", 422, json=body)) == [("/target/id", "id_required")]


@pytest.mark.parametrize("kind", COLLECTIONS)
async def test_all_of_it_is_said(alice: Person, bob: Person, kind: str) -> None:
    body = {"target": {"type": kind}, "audience": {"type": "user", "id": str(bob.id)}, "purpose": "personal"}
    body_of_others = body | {"target": {"type": kind, "id": str(uuid7())}, "ends_at": IN_AN_HOUR}
    assert codes(await alice.ask("POST", "/v1/grants", 422, json=body_of_others)) == [
        ("/target/id", "whole_collection")
    ]


@pytest.mark.slow
@pytest.mark.parametrize("kind", PRIVATE)
async def test_what_is_not_published_is_open_for_twelve_months_at_most(
    app: FastAPI, alice: Person, bob: Person, watch: Watch, kind: str
) -> None:
    moment = await capture(alice)
    target = {"type": kind, "id": None if kind in COLLECTIONS else moment["id"]}
    body = {"target": target, "audience": {"type": "user", "id": str(bob.id)}, "purpose": "personal"}
    a_year = NOW.replace(year=NOW.year + 1)
    late = {"ends_at": "2027-03-04T00:00:01+01:00"}  # the day after that of the next year
    assert codes(await alice.ask("POST", "/v1/grants", 422, json=body | late)) == [("/ends_at", "too_long")]
    never = {"starts_at": a_year.isoformat()}
    assert codes(await alice.ask("POST", "/v1/grants", 422, json=body | never)) == [("/starts_at", "too_late")]
    grant = await alice.ask("POST", "/v1/grants", 201, json=body)
    assert datetime.fromisoformat(grant["ends_at"]) == a_year
    assert codes(await amend(alice, grant, 422, **late)) == [("/ends_at", "too_long")]
    grant = await amend(alice, grant, label="Pour Bob")
    watch.advance(days=300)
    assert datetime.fromisoformat(grant["ends_at"]) == a_year
    a_year = watch.now.replace(year=watch.now.year + 1)
    for ends_at in (None, a_year.isoformat()):  # to go on takes a new yes, each time
        later = await sign_in(app, email=alice.email)
        grant = await amend(later, grant, ends_at=ends_at)
        assert datetime.fromisoformat(grant["ends_at"]) == a_year
        await later.client.aclose()


async def test_a_withdrawn_story_cannot_be_shown(alice: Person) -> None:
    journal = await begin(alice, text())
    story = await publish(alice, journal)
    await alice.ask("DELETE", f"{journal}/publication", 204, headers={"If-Match": f'"{story["version"]}"'})
    assert codes(await share(alice, story, 422)) == [("/target/id", "withdrawn")]


@pytest.mark.parametrize(
    ("fields", "fault"),
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
        ({"passcode": "123"}, ("/passcode", "too_short")),
        ({"max_views": 0}, ("/max_views", "too_small")),
        ({"edition": 1}, ("/edition", "not_followed")),
        ({"follow": "edition", "edition": 7}, ("/edition", "unknown_edition")),
        ({"purpose": "curiosity"}, ("/purpose", "not_one_of")),
    ],
)
async def test_terms_that_cannot_be_kept_are_refused(
    alice: Person, fields: dict[str, Any], fault: tuple[str, str]
) -> None:
    assert codes(await share(alice, await told(alice), 422, **fields)) == [fault]


async def test_passcodes_and_numbers_of_openings_are_for_links(alice: Person, bob: Person) -> None:
    to_bob = {"type": "user", "id": str(bob.id)}
    problem = await share(alice, await told(alice), 422, audience=to_bob, passcode="0000", max_views=1)
    assert codes(problem) == [("/passcode", "links_only"), ("/max_views", "links_only")]


async def test_nobody_needs_access_to_what_is_theirs(alice: Person) -> None:
    problem = await share(alice, await told(alice), 422, audience={"type": "user", "id": str(alice.id)})
    assert codes(problem) == [("/audience/id", "own_account")]


@pytest.mark.parametrize(("born", "slug"), [(None, "age-required"), (2013, "guardian-required")])
async def test_who_is_too_young_or_of_no_known_age_shares_nothing(
    alice: Person, runtime: Runtime, born: int | None, slug: str
) -> None:
    story = await told(alice)
    await runtime.database.writes.fetch("update users set birth_year = $1 where id = $2", born, alice.id)
    assert (await share(alice, story, 403))["type"] == f"/problems/{slug}"


async def test_terms_change_by_merge_patch(alice: Person) -> None:
    grant = await link_to(alice, label="Avant", ends_at=IN_AN_HOUR, max_views=3, passcode="0000")
    new_grant = await amend(alice, grant, label="", ends_at=None, purpose="recruitment", max_views=5)
    assert (new_grant["label"], new_grant["ends_at"], new_grant["purpose"], new_grant["max_views"]) == (
        "",
        None,
        "recruitment",
        5,
    )
    assert (new_grant["has_passcode"], new_grant["version"], new_grant["url"]) == (True, 2, grant["url"])
    assert (await amend(alice, new_grant, passcode=None))["has_passcode"] is False


async def test_a_change_made_in_ignorance_is_refused_with_what_is_there(alice: Person) -> None:
    grant = await link_to(alice)
    new_grant = await amend(alice, grant, label="Après")
    assert (await amend(alice, grant, 412, label="Autre"))["current"] == new_grant
    await alice.ask("PATCH", f"/v1/grants/{grant['id']}", 428, json={"label": "x"})
    stale = {"headers": {"If-Match": '"1"'}}
    assert (await alice.ask("DELETE", f"/v1/grants/{grant['id']}", 412, **stale))["current"] == new_grant
    await alice.ask("DELETE", f"/v1/grants/{grant['id']}", 204)


async def test_the_target_and_the_audience_do_not_change(alice: Person) -> None:
    grant = await link_to(alice)
    for field in ("target", "audience", "follow", "state"):
        problem = await amend(alice, grant, 422, **{field: {"type": "link"}})
        assert codes(problem) == [(f"/{field}", "unknown_field")]


@pytest.mark.slow
async def test_the_label_of_an_access_that_is_over_may_still_change(alice: Person, watch: Watch) -> None:
    grant = await link_to(alice, ends_at=(NOW + timedelta(minutes=1)).isoformat())
    watch.advance(minutes=2)
    assert (await amend(alice, grant, label="Fini"))["state"] == "expired"
    answer = await alice.ask("GET", f"/v1/grants/{grant['id']}", 200)
    assert codes(await amend(alice, answer, 422, ends_at=AN_HOUR_AGO)) == [("/ends_at", "in_the_past")]
