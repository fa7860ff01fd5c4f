"""What is granted to a community is read by who is in it, as long as they are."""

from typing import Any

import pytest
from fastapi import FastAPI

from app.core.ids import uuid7
from app.core.uow import Runtime
from tests.support.communities import begin, decide, grown_up, join, leave
from tests.support.grants import codes, revoke, share, told
from tests.support.people import Person
from tests.support.stories import begin as begin_journal
from tests.support.stories import medium, publish, showing


def to(community: dict[str, Any]) -> dict[str, Any]:
    return {"audience": {"type": "community", "id": community["id"]}, "purpose": "publication"}


async def three(app: FastAPI, alice: Person) -> tuple[dict[str, Any], Person, Person]:
    """Alice's community, bob in it, and carla who is not."""
    community = await begin(alice, visibility="listed", join_policy="open", name="Maçons")
    bob, carla = await grown_up(app, "bob"), await grown_up(app, "carla")
    await join(bob, community)
    return community, bob, carla


async def granted(person: Person) -> list[str]:
    return [item["id"] for item in (await person.ask("GET", "/v1/stories?scope=granted", 200))["items"]]


@pytest.mark.slow
async def test_members_read_it_and_each_reading_is_shown_to_its_author(alice: Person, app: FastAPI) -> None:
    community, bob, carla = await three(app, alice)
    story = await told(bob)
    grant = await share(bob, story, **to(community))
    assert grant["audience"] == {"type": "community", "id": community["id"], "name": "Maçons"}
    assert (await granted(alice), await granted(bob), await granted(carla)) == ([story["id"]], [], [])
    await alice.ask("GET", f"/v1/stories/{story['id']}", 200)
    await carla.ask("GET", f"/v1/stories/{story['id']}", 404)
    (reading,) = (await bob.ask("GET", "/v1/me/accesses", 200))["items"]
    assert (reading["reader"]["display_name"], reading["grant_id"]) == ("Alice", grant["id"])
    used = await bob.ask("GET", f"/v1/grants/{grant['id']}/accesses", 200)
    assert (used["total"], [event["reader"]["display_name"] for event in used["events"]]) == (1, ["Alice"])


async def test_ones_own_reading_is_not_logged(alice: Person, app: FastAPI) -> None:
    community, bob, _ = await three(app, alice)
    story = await told(bob)
    await share(bob, story, **to(community))
    await bob.ask("GET", f"/v1/stories/{story['id']}", 200)
    assert (await bob.ask("GET", "/v1/me/accesses", 200))["items"] == []


@pytest.mark.slow
async def test_whoever_leaves_or_is_sent_away_reads_no_more_at_once_media_included(
    alice: Person, app: FastAPI, runtime: Runtime
) -> None:
    community, bob, carla = await three(app, alice)
    await join(carla, community)
    journal = await begin_journal(alice, showing(await medium(runtime, alice)))
    story = await publish(alice, journal)
    await share(alice, story, **to(community))
    path = f"/v1/stories/{story['id']}"
    photos = []
    for person in (bob, carla):
        answer = await person.ask("GET", path, 200)
        photos.append(answer["content"]["blocks"][0]["media"]["variants"][0]["url"].removeprefix("http://test"))
    for person, photo in zip((bob, carla), photos, strict=True):
        assert (await person.client.head(photo)).status_code == 200
    await leave(bob, community)
    await decide(alice, community, carla, state="removed")
    for person, photo in zip((bob, carla), photos, strict=True):
        await person.ask("GET", path, 404)
        assert await granted(person) == []
        assert (await person.client.get(photo)).status_code == 404


@pytest.mark.slow
async def test_who_leaves_takes_back_what_they_gave_and_loses_nothing(alice: Person, app: FastAPI) -> None:
    community, bob, _ = await three(app, alice)
    story, other_community = await told(bob), await begin(alice, visibility="listed", join_policy="open")
    await join(bob, other_community)
    given_link, kept_link = await share(bob, story, **to(community)), await share(bob, story, **to(other_community))
    link = await share(bob, story)
    cursor = (await bob.ask("GET", "/v1/sync?types=grant", 200))["next_cursor"]
    await leave(bob, community)
    states = {item["id"]: item["state"] for item in (await bob.ask("GET", "/v1/grants", 200))["items"]}
    assert states == {given_link["id"]: "revoked", kept_link["id"]: "active", link["id"]: "active"}
    assert [
        change["id"] for change in (await bob.ask("GET", f"/v1/sync?types=grant&cursor={cursor}", 200))["changes"]
    ] == [given_link["id"]]
    assert [item["id"] for item in (await bob.ask("GET", "/v1/stories", 200))["items"]] == [story["id"]]
    await join(bob, community)
    assert await granted(alice) == [story["id"]]  # through the other one
    await leave(bob, other_community)
    assert await granted(alice) == []


async def test_who_is_sent_away_gives_no_more_either(alice: Person, app: FastAPI) -> None:
    community, bob, _ = await three(app, alice)
    await share(bob, await told(bob), **to(community))
    await decide(alice, community, bob, state="removed")
    assert await granted(alice) == []


@pytest.mark.slow
async def test_one_gives_to_communities_that_one_is_in(alice: Person, app: FastAPI) -> None:
    community, bob, carla = await three(app, alice)
    waiting = await begin(alice, visibility="listed", join_policy="request")
    await join(bob, waiting)
    for person, target in ((carla, community["id"]), (bob, waiting["id"]), (bob, str(uuid7()))):
        problem = await share(person, await told(person), 422, **to({"id": target}))
        assert codes(problem) == [("/audience/id", "unknown_audience")]


async def test_taken_back_it_is_gone_for_all(alice: Person, app: FastAPI) -> None:
    community, bob, _ = await three(app, alice)
    story = await told(alice)
    grant = await share(alice, story, **to(community))
    await bob.ask("GET", f"/v1/stories/{story['id']}", 200)
    await revoke(alice, grant)
    await bob.ask("GET", f"/v1/stories/{story['id']}", 404)


async def test_experiences_are_for_people_one_names(alice: Person) -> None:
    community = await begin(alice)
    body = {"target": {"type": "experiences"}, "purpose": "publication", "audience": to(community)["audience"]}
    assert codes(await alice.ask("POST", "/v1/grants", 422, json=body)) == [("/audience/type", "people_only")]
