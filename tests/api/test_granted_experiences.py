from typing import Any

import pytest

from app.core.ids import uuid7
from app.core.uow import Runtime
from app.schemas.experiences import ExperienceWrite
from tests.support.bodies import fullest
from tests.support.grants import codes, open_to, revoke
from tests.support.people import FULL, Person, Watch, capture
from tests.support.stories import medium

ALL = {"type": "experiences"}
# Whoever adds a field decides: it is here, or `granted_experiences.ITEM` keeps it from readers.
SHOWN = """
id title text context lived_at lived_until lived_on lived_precision utc_offset captured_at received_at reflection tags
skills media language completeness version updated_at trashed_at
"""


async def read_of(bob: Person, alice: Person, status: int = 200, **filters: object) -> Any:
    return await bob.ask("GET", "/v1/experiences", status, params={"user_id": str(alice.id), **filters})


async def seen_by(alice: Person) -> list[Any]:
    readings: list[Any] = (await alice.ask("GET", "/v1/me/accesses", 200))["items"]
    return readings


async def test_what_somebody_lived_is_shown_as_they_would_publish_it(alice: Person, bob: Person) -> None:
    whole: dict[str, Any] = FULL | {"kept_aside": True, "utc_offset": 60, "skills": [], "media": []}
    whole["phone_time"] = "2026-03-01T17:00:00Z"
    whole["refused_skills"] = [str(uuid7())]
    moment = await capture(alice, fullest(ExperienceWrite, **whole))
    await open_to(alice, bob, {"type": "experience", "id": moment["id"]})
    fields: dict[str, Any] = {
        "people": [],
        "refused_skills": [],
        "feeling": None,
        "phone_time": None,
        "kept_aside": False,
        "organisation": None,
        "place": {"label": "Tours", "lat": None, "lng": None},
    }
    read = await bob.ask("GET", f"/v1/experiences/{moment['id']}", 200)
    assert read == moment | fields
    assert {name for name in read if read[name] == moment[name]} == set(SHOWN.split())
    assert (await read_of(bob, alice))["items"] == [moment | fields]


async def test_each_reading_is_logged_once(alice: Person, bob: Person, watch: Watch) -> None:
    moment = await capture(alice)
    grant = await open_to(alice, bob, ALL)
    await read_of(bob, alice)
    watch.advance(seconds=1)
    answer = await bob.client.get(f"/v1/experiences/{moment['id']}")
    watch.advance(seconds=1)
    response = await bob.client.get(
        f"/v1/experiences/{moment['id']}", headers={"If-None-Match": answer.headers["etag"]}
    )
    assert response.status_code == 304
    readings = await seen_by(alice)
    assert [reading["target"]["id"] for reading in readings] == [moment["id"], moment["id"], None]
    assert {reading["grant_id"] for reading in readings} == {grant["id"]}
    assert {reading["right"] for reading in readings} == {"view"}
    await alice.ask("GET", f"/v1/experiences/{moment['id']}", 200)
    assert len(await seen_by(alice)) == 3


@pytest.mark.slow
async def test_pages_and_filters_are_those_of_ones_own_list(alice: Person, bob: Person) -> None:
    for day in ("01", "02", "03"):
        await capture(alice, FULL | {"lived_at": f"2026-02-{day}T10:00:00Z", "lived_until": None, "tags": [day]})
    await open_to(alice, bob, ALL)
    page = await read_of(bob, alice, limit=2)
    rest = await read_of(bob, alice, limit=2, cursor=page["next_cursor"])
    assert [item["tags"] for item in page["items"] + rest["items"]] == [["03"], ["02"], ["01"]]
    await bob.ask("GET", "/v1/experiences", 400, params={"limit": 2, "cursor": page["next_cursor"]})
    assert len((await read_of(bob, alice, tag="02"))["items"]) == 1
    # What is not shown cannot be searched for either.
    for filters in ({"q": "Karim"}, {"state": "trashed"}, {"journal": str(uuid7())}, {"incomplete": "true"}):
        assert codes(await read_of(bob, alice, 422, **filters)) == [("", "own_only")]


@pytest.mark.slow
async def test_one_moment_may_be_granted_alone(alice: Person, bob: Person) -> None:
    shown_experience, kept_experience = await capture(alice), await capture(alice)
    await open_to(alice, bob, {"type": "experience", "id": shown_experience["id"]})
    await bob.ask("GET", f"/v1/experiences/{shown_experience['id']}", 200)
    await bob.ask("GET", f"/v1/experiences/{kept_experience['id']}", 404)
    assert [item["id"] for item in (await read_of(bob, alice))["items"]] == [shown_experience["id"]]
    headers = {"If-Match": f'"{shown_experience["version"]}"'}
    await alice.ask("DELETE", f"/v1/experiences/{shown_experience['id']}", 204, headers=headers)
    await bob.ask("GET", f"/v1/experiences/{shown_experience['id']}", 404)
    assert (await read_of(bob, alice))["items"] == []


async def test_its_media_are_open_as_long_as_it_is(alice: Person, bob: Person, guest: Any, runtime: Runtime) -> None:
    async def status_of(url: str) -> int:
        return int((await guest.get(url, headers={"If-None-Match": "*"})).status_code)

    photo, media_id = await medium(runtime, alice), await medium(runtime, alice)
    moment = await capture(alice, FULL | {"media": [photo]})
    grant = await open_to(alice, bob, ALL)
    [shown_medium] = (await bob.ask("GET", f"/v1/experiences/{moment['id']}", 200))["media"]
    url = bob.address_of(shown_medium)
    assert await status_of(url) == 304
    assert await status_of(url.replace(photo, media_id)) == 404
    assert (await bob.client.get(f"/v1/media/{photo}")).status_code == 404
    await revoke(alice, grant)
    assert await status_of(url) == 404


async def test_who_was_granted_nothing_hears_what_is_said_of_nobody(alice: Person, bob: Person) -> None:
    moment = await capture(alice)
    said = [await read_of(bob, alice, 404), await bob.ask("GET", f"/v1/experiences?user_id={uuid7()}", 404)]
    assert said[0]["type"] == said[1]["type"] == "/problems/beneficiary-not-found"
    for experience_id in (moment["id"], uuid7()):
        answer = await bob.ask("GET", f"/v1/experiences/{experience_id}", 404)
        assert answer["type"] == "/problems/experience-not-found"
    assert await seen_by(alice) == []


async def test_reading_is_all_that_is_granted(alice: Person, bob: Person) -> None:
    moment = await capture(alice)
    await open_to(alice, bob, ALL, rights=["view", "comment", "download"])
    path, headers = f"/v1/experiences/{moment['id']}", {"If-Match": f'"{moment["version"]}"'}
    await bob.ask("PATCH", path, 404, json={"title": "x"}, headers=headers)
    await bob.ask("DELETE", path, 404, headers=headers)
    await bob.ask("PUT", f"{path}/restoration", 404)
    assert (await bob.ask("GET", "/v1/experiences", 200))["items"] == []
    assert (await bob.ask("GET", "/v1/sync?types=experience", 200))["changes"] == []
    own = await bob.ask("GET", "/v1/experiences", 200, params={"user_id": str(bob.id)})
    assert own["items"] == []


async def test_talents_and_experiences_are_for_people_by_name(alice: Person, bob: Person) -> None:
    experience = await capture(bob)
    person = {"type": "user", "id": str(bob.id)}
    for target, audience, more, words in (
        (ALL, {"type": "link"}, {}, ("/audience/type", "people_only")),
        ({"type": "experience", "id": experience["id"]}, person, {}, ("/target/id", "unknown_target")),
        ({"type": "experience", "id": str(uuid7())}, person, {}, ("/target/id", "unknown_target")),
        ({"type": "talents", "id": str(uuid7())}, person, {}, ("/target/id", "whole_collection")),
        (ALL, person, {"follow": "edition"}, ("/edition", "unknown_edition")),
    ):
        body = {"target": target, "audience": audience, "purpose": "guidance"} | more
        assert codes(await alice.ask("POST", "/v1/grants", 422, json=body)) == [words]
