"""A story is withdrawn, or its journal deleted: it leaves wherever it was shown, and what was shown stays away."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import httpx
import pytest

from app.core.ids import uuid7
from app.core.ports import ObjectNotFound
from app.core.uow import Runtime
from tests.support.communities import gather
from tests.support.grants import read, share, told
from tests.support.people import Person, work_off
from tests.support.portraits import draw
from tests.support.portraits import publish as publish_portrait
from tests.support.portraits import share as share_portrait
from tests.support.stories import begin, medium, publish, rewrite, showing, text


async def delete(person: Person, path: str) -> None:
    version = (await person.ask("GET", path, 200))["version"]
    await person.ask("DELETE", path, 204, headers={"If-Match": f'"{version}"'})


async def withdraw(person: Person, path: str) -> None:
    await person.ask("DELETE", f"{path}/publication", 204)


@pytest.mark.slow
async def test_its_words_and_its_pictures_go_with_it(alice: Person, runtime: Runtime) -> None:
    key = f"copy-{uuid7()}"
    small = {"name": "small", "content_type": "image/webp", "width": 64, "height": 48, "size": 9, "object_key": key}
    photo = await medium(runtime, alice, object_key=f"original-{key}", variants=[small])
    await runtime.objects.put(key, b"bytes", "image/webp")
    path = await begin(alice, text(), showing(photo))
    story = await publish(alice, path)
    await rewrite(alice, path, blocks=[text("Sans photo")])
    await publish(alice, path)
    cursor = (await alice.ask("GET", "/v1/sync", 200))["next_cursor"]
    await alice.ask("DELETE", f"/v1/media/{photo}", 204, headers={"If-Match": '"1"'})
    await work_off(runtime)
    await runtime.objects.head(key)  # the first edition shows it
    await delete(alice, path)
    await work_off(runtime)
    with pytest.raises(ObjectNotFound):
        await runtime.objects.head(key)
    for gone in ("", "/editions/1", "/editions/2"):
        await alice.ask("GET", f"/v1/stories/{story['id']}{gone}", 404)
    assert (await alice.ask("GET", "/v1/stories", 200))["items"] == []
    changes = (await alice.ask("GET", f"/v1/sync?cursor={cursor}", 200))["changes"]
    assert {"type": "story", "id": story["id"], "version": 3, "deleted": True, "data": None} in changes


@pytest.mark.slow
async def test_every_access_to_it_ends(alice: Person, bob: Person, runtime: Runtime, guest: httpx.AsyncClient) -> None:
    community = await gather(runtime, alice, bob)
    path = await begin(alice, text())
    story = await publish(alice, path)
    audiences = ({"type": "link"}, {"type": "user", "id": str(bob.id)}, {"type": "community", "id": str(community)})
    link, *_ = [await share(alice, story, audience=audience) for audience in audiences]
    assert len((await bob.ask("GET", "/v1/feed", 200))["items"]) == 1
    await delete(alice, path)
    assert (await read(guest, link)).status_code == 404
    await bob.ask("GET", f"/v1/stories/{story['id']}", 404)
    assert (await bob.ask("GET", "/v1/feed", 200))["items"] == []
    grants = (await alice.ask("GET", "/v1/grants", 200))["items"]
    assert [(item["state"], item["target"]["title"]) for item in grants] == [("revoked", None)] * 3


@pytest.mark.slow
@pytest.mark.parametrize("end", [withdraw, delete])
async def test_it_leaves_the_portraits_to_which_it_was_pinned(
    alice: Person, guest: httpx.AsyncClient, end: Callable[[Person, str], Awaitable[None]]
) -> None:
    journal = await begin(alice, text(), title="Un an de chantier", summary="Du froid, et de la patience")
    story, other_story = await publish(alice, journal), await told(alice)
    both_portrait_path = await draw(alice, headline="Maçonne", pinned_stories=[story["id"], other_story["id"]])
    first_portrait_path = await draw(alice, about="Je monte des murs.", pinned_stories=[story["id"]])
    links = []
    for path in (both_portrait_path, first_portrait_path):
        await publish_portrait(alice, path)
        links.append(await share_portrait(alice, path))
    assert [await pinned(guest, link) for link in links] == [[story["id"], other_story["id"]], [story["id"]]]
    etag = (await alice.client.get(f"{both_portrait_path}/editions/1")).headers["etag"]
    await end(alice, journal)
    assert [await pinned(guest, link) for link in links] == [[other_story["id"]], []]
    for link in links:
        assert "chantier" not in (await guest.get(f"/s/{link['url'].rpartition('/')[2]}")).text
    answer = await alice.client.get(f"{both_portrait_path}/editions/1", headers={"If-None-Match": etag})
    assert (answer.status_code, "Du froid" in answer.text) == (200, False)
    await alice.ask("GET", f"{both_portrait_path}/draft", 200)


async def test_what_was_withdrawn_does_not_come_back_with_what_is_published_anew(
    alice: Person, bob: Person, guest: httpx.AsyncClient, runtime: Runtime
) -> None:
    photo = await medium(runtime, alice)
    journal = await begin(alice, text("Au 3, rue X"), showing(photo))
    story = await publish(alice, journal)
    path = await draw(alice, pinned_stories=[story["id"]])
    await publish_portrait(alice, path)
    link = await share_portrait(alice, path)
    await share_portrait(alice, path, audience={"type": "user", "id": str(bob.id)}, purpose="personal")
    page = (await read(guest, link)).json()["content"]["sections"][0]["stories"][0]["url"]
    blocks = (await bob.ask("GET", f"/v1/stories/{story['id']}", 200))["content"]["blocks"]
    old = [page, blocks[1]["media"]["variants"][0]["url"]]
    assert 404 not in {(await guest.head(item)).status_code for item in old}
    await withdraw(alice, journal)
    await rewrite(alice, journal, blocks=[text("Dans une rue")])
    await publish(alice, journal)
    await bob.ask("GET", f"/v1/stories/{story['id']}", 404)
    assert {(await guest.get(item)).status_code for item in old} == {404}
    assert await pinned(guest, link) == []
    await publish_portrait(alice, path)
    assert await pinned(guest, link) == [story["id"]]
    answer = await bob.ask("GET", f"/v1/stories/{story['id']}", 200)
    assert (answer["edition"], "rue X" in str(answer)) == (2, False)


async def pinned(visitor: httpx.AsyncClient, link: dict[str, Any]) -> list[str]:
    """What a reader of that link finds pinned, with pages that open."""
    sections = (await read(visitor, link)).json()["content"]["sections"]
    stories = [item for section in sections for item in section.get("stories", ())]
    assert all([(await visitor.get(story["url"])).status_code == 200 for story in stories])
    return [str(UUID(story["id"])) for story in stories]
