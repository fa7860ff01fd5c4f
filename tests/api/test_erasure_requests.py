"""Whoever asked to be erased gives nothing new, and is seen by nobody, until they take the request back."""

import httpx

from app.core.ids import uuid7
from app.core.uow import Runtime
from app.models.memberships import Role
from tests.support import missions
from tests.support.communities import begin, gather, members
from tests.support.grants import asked, read, share, told
from tests.support.people import Person, work_off
from tests.support.stories import begin as begin_journal
from tests.support.stories import medium


async def ask_erasure(person: Person) -> None:
    await person.ask("POST", "/v1/me/erasure", 202)


async def take_back(person: Person) -> None:
    await person.ask("DELETE", "/v1/me/erasure", 204)


async def test_nothing_new_is_given(alice: Person, bob: Person, runtime: Runtime) -> None:
    story, journal = await told(alice), await begin_journal(alice)
    here = await gather(runtime, bob, alice)
    mission = await missions.send(runtime, bob, here)
    listed = await begin(bob, visibility="listed", join_policy="open")
    moment = await alice.ask("PUT", f"/v1/experiences/{uuid7()}", 201, json={"lived_at": "2026-03-03T14:10:00+01:00"})
    await ask_erasure(alice)
    refused = [
        ("POST", "/v1/grants", asked(story)),
        ("PUT", f"{journal}/publication", None),
        ("PUT", f"/v1/missions/{mission['id']}/response", {"experience_id": moment["id"]}),
        ("PUT", f"/v1/communities/{listed['id']}/membership", {}),
        ("PUT", f"/v1/communities/{uuid7()}", {"kind": "cohort", "name": "Promo"}),
        ("POST", "/v1/comments", {"target": {"type": "story", "id": story["id"]}, "text": "Bravo !"}),
    ]
    for method, path, body in refused:
        problem = await alice.ask(method, path, 403, json=body)
        assert problem["type"] == "/problems/erasure-asked", path
    await take_back(alice)
    await share(alice, story)


async def test_a_page_that_was_opened_before_is_not_served_again(
    alice: Person, runtime: Runtime, nobody: httpx.AsyncClient
) -> None:
    link = await share(alice, await told(alice))
    revoked = await share(alice, await told(alice))
    assert (await read(nobody, link)).status_code == 200
    page = str(link["url"]).removeprefix("http://test")
    assert (await nobody.get(page)).status_code == 200
    await ask_erasure(alice)
    assert (await read(nobody, link)).status_code == 404
    assert (await nobody.get(page)).status_code == 404
    await alice.ask("DELETE", f"/v1/grants/{revoked['id']}", 204, headers={"If-Match": '"1"'})
    await take_back(alice)
    assert (await nobody.get(page)).status_code == 200
    assert (await read(nobody, revoked)).status_code == 404


async def test_their_media_leave_missions_and_they_leave_lists_of_members(
    alice: Person, bob: Person, runtime: Runtime
) -> None:
    here = await gather(runtime, alice, bob, roles={alice.id: Role.MANAGER, bob.id: Role.MANAGER})
    mission = await missions.send(runtime, alice, here, media=[await medium(runtime, alice)])
    path = f"/v1/missions/{mission['id']}"
    known = await bob.client.get(path)
    url = known.json()["media"][0]["variants"][0]["url"]
    cursor = (await bob.ask("GET", "/v1/sync", 200))["next_cursor"]
    await ask_erasure(alice)
    await work_off(runtime)
    changes = (await bob.ask("GET", f"/v1/sync?cursor={cursor}", 200))["changes"]
    assert [(one["id"], one["data"]["media"]) for one in changes if one["type"] == "mission"] == [(mission["id"], [])]
    assert (await bob.client.get(path, headers={"If-None-Match": known.headers["etag"]})).json()["media"] == []
    assert (await bob.client.head(url)).status_code == 404
    assert len((await alice.ask("GET", path, 200))["media"]) == 1
    community = {"id": str(here)}
    assert [one["user"]["id"] for one in await members(bob, community)] == [str(bob.id)]
    await take_back(alice)
    assert len((await bob.ask("GET", path, 200))["media"]) == 1
    assert len(await members(bob, community)) == 2
