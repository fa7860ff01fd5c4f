"""Informations: what a team tells the members of a community, without asking for an answer."""

from datetime import timedelta
from typing import Any

import httpx
from fastapi import FastAPI
from sqlalchemy import text

from app.core.ids import uuid7
from app.core.uow import Runtime
from app.models.communities import Visibility
from app.models.memberships import Role
from tests.support.communities import gather, grown_up
from tests.support.media import jpeg
from tests.support.missions import leave
from tests.support.people import NOW, Person, Watch, erase, work_off
from tests.support.uploads import medium, renew

FORUM = {"title": "Le forum change de salle", "text": "On se retrouve au gymnase."}


async def feed(person: Person) -> list[Any]:
    return [item["information"] for item in (await person.ask("GET", "/v1/feed", 200))["items"]]


async def test_a_team_tells_its_members_and_nobody_answers(
    alice: Person, bob: Person, app: FastAPI, runtime: Runtime, watch: Watch
) -> None:
    fay = await grown_up(app, "fay")
    roles = {alice.id: Role.MANAGER, fay.id: Role.FACILITATOR}
    community_id = await gather(runtime, alice, bob, fay, roles=roles)
    path = f"/v1/communities/{community_id}/informations"
    await bob.ask("POST", path, 403, json=FORUM)
    stranger = await grown_up(app, "dora")
    await stranger.ask("POST", path, 404, json=FORUM)
    await stranger.ask("GET", path, 404)
    ends = (NOW + timedelta(hours=2)).isoformat()
    key = {"Idempotency-Key": "one"}
    body = FORUM | {"until": ends}
    information = await fay.ask("POST", path, 201, json=body, headers=key)
    assert await fay.ask("POST", path, 201, json=body, headers=key) == information
    await fay.ask("POST", path, 422, json=FORUM | {"until": NOW.isoformat()})
    for person in (alice, bob, fay):
        assert await feed(person) == [information]
        assert (await person.ask("GET", path, 200))["items"] == [information]
    [notification] = (await bob.ask("GET", "/v1/notifications", 200))["items"]
    assert (notification["type"], notification["target"]["type"]) == ("information", "community")
    assert (await fay.ask("GET", "/v1/notifications", 200))["items"] == []
    assert (await bob.ask("GET", "/v1/missions", 200))["items"] == []


async def test_what_is_for_everybody_stands_on_the_page_of_a_public_community(
    alice: Person, bob: Person, guest: httpx.AsyncClient, runtime: Runtime, watch: Watch
) -> None:
    community_id = await gather(runtime, alice, bob, visibility=Visibility.PUBLIC)
    path = f"/v1/communities/{community_id}"
    ends = (NOW + timedelta(hours=2)).isoformat()
    body = FORUM | {"for_everybody": True, "until": ends}
    information = await alice.ask("POST", f"{path}/informations", 201, json=body)
    assert information["for_everybody"] is True
    await alice.ask("POST", f"{path}/informations", 201, json=FORUM | {"title": "Entre nous"})
    page = (await bob.ask("GET", f"{path}/page", 200))["informations"]
    assert page == [{name: information[name] for name in ("title", "text", "created_at")}]
    html = (await guest.get(f"/c/{community_id}")).text
    assert (FORUM["text"].split(",")[0] in html, "Entre nous" in html, "Alice" in html) == (True, False, False)
    watch.advance(hours=3)
    assert FORUM["text"].split(",")[0] not in (await guest.get(f"/c/{community_id}")).text


async def test_it_ends_by_the_clock_and_not_with_its_author(
    alice: Person, bob: Person, app: FastAPI, runtime: Runtime, watch: Watch
) -> None:
    fay = await grown_up(app, "fay")
    community_id = await gather(runtime, alice, bob, fay, roles={alice.id: Role.MANAGER, fay.id: Role.FACILITATOR})
    path = f"/v1/communities/{community_id}/informations"
    await fay.ask("POST", path, 201, json=FORUM | {"until": (NOW + timedelta(hours=2)).isoformat()})
    await leave(community_id, fay)  # what was told is the community's
    assert [item["title"] for item in await feed(bob)] == [FORUM["title"]]
    watch.advance(hours=3)
    await renew(bob)
    assert await feed(bob) == (await bob.ask("GET", path, 200))["items"] == []
    await work_off(runtime)
    async with runtime.database.sessions() as session:
        mails = text("select count(*) from dispatches where outcome = 'sent' and user_id = :id")
        assert await session.scalar(mails, {"id": bob.id}) == 0
    await renew(alice)
    lasting = await alice.ask("POST", path, 201, json=FORUM)
    await alice.ask("DELETE", f"{path}/{lasting['id']}", 204)
    await alice.ask("DELETE", f"{path}/{lasting['id']}", 404)
    assert await feed(bob) == []


async def test_it_stays_in_the_feed_when_its_author_erases_the_account(
    alice: Person, bob: Person, app: FastAPI, runtime: Runtime, watch: Watch
) -> None:
    fay = await grown_up(app, "fay")
    community_id = await gather(runtime, alice, bob, fay, roles={alice.id: Role.MANAGER, fay.id: Role.MANAGER})
    path = f"/v1/communities/{community_id}/informations"
    information = await fay.ask("POST", path, 201, json=FORUM)
    await erase(runtime, watch, fay)
    without_author = information | {"author": None}
    assert (await bob.ask("GET", path, 200))["items"] == [without_author]
    assert await feed(bob) == [without_author]
    of_community = await bob.ask("GET", f"/v1/feed?community_id={community_id}", 200)
    assert [item["information"] for item in of_community["items"]] == [without_author]
    await alice.ask("DELETE", f"{path}/{information['id']}", 204)
    assert await feed(bob) == []


async def test_it_shows_pictures_that_say_what_they_show(
    alice: Person, bob: Person, app: FastAPI, runtime: Runtime
) -> None:
    fay = await grown_up(app, "fay")
    community_id = await gather(runtime, alice, bob, fay, roles={alice.id: Role.MANAGER, fay.id: Role.FACILITATOR})
    path = f"/v1/communities/{community_id}/informations"
    picture, mute = await medium(runtime, fay, alt="Le plan du gymnase"), await medium(runtime, fay, jpeg(60, 40))
    for media, pointer in (([mute["id"]], "/media/0"), ([picture["id"], str(uuid7())], "/media/1")):
        problem = await fay.ask("POST", path, 422, json=FORUM | {"media": media})
        assert problem["errors"][0]["pointer"] == pointer
    await alice.ask("POST", path, 422, json=FORUM | {"media": [picture["id"]]})  # of somebody else
    information = await fay.ask("POST", path, 201, json=FORUM | {"media": [picture["id"]]})
    assert [(item["id"], item["alt"]) for item in information["media"]] == [(picture["id"], "Le plan du gymnase")]
    assert await feed(bob) == (await bob.ask("GET", path, 200))["items"] == [information]
    await renew(bob)
    address = bob.media_url.format(id=picture["id"], name="small")
    assert (await bob.client.get(address)).status_code in {200, 302, 307}
    await fay.ask("DELETE", f"/v1/media/{picture['id']}", 409, headers={"If-Match": "*"})
    await leave(community_id, fay)  # the words are the community's, the picture is hers
    [information] = await feed(bob)
    assert (information["title"], information["media"]) == (FORUM["title"], [])
    assert (await bob.client.get(address)).status_code == 404
