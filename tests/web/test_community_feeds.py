"""The feed of a public community says what anybody may see, and nothing else."""

import httpx

from app.core.ids import uuid7
from app.core.uow import Runtime
from app.models.communities import Visibility
from tests.support.atom import read_feed
from tests.support.communities import begin, change, join
from tests.support.missions import send
from tests.support.people import Person


async def test_a_public_community_is_followed_from_its_page(
    alice: Person, bob: Person, runtime: Runtime, guest: httpx.AsyncClient
) -> None:
    community = await begin(
        alice, visibility="public", join_policy="open", name="Maçons & Cie", charter="**On** montre"
    )
    path, below = f"/c/{community['id']}", {"parent_id": community["id"]}
    page = (await guest.get(path)).text
    assert (
        f'<link rel="alternate" type="application/atom+xml" title="Maçons &amp; Cie" href="{path}/feed.atom">' in page
    )
    await join(bob, community)
    await send(runtime, alice, community["id"], title="Une mission")
    groups = [await begin(alice, **below, name=f"{word} group", visibility=word) for word in Visibility]
    answer = await guest.get(f"{path}/feed.atom")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/atom+xml; charset=utf-8")
    feed = read_feed(answer.content)
    pages = {entry.link: entry for entry in feed.entries}
    assert [pages.pop(f"http://test{path}").title, feed.feed.title] == ["Maçons & Cie"] * 2
    assert [(link, entry.title) for link, entry in pages.items()] == [
        (f"http://test/c/{groups[-1]['id']}", "public group")
    ]
    assert "<strong>On</strong> montre" in answer.text.replace("&lt;", "<").replace("&gt;", ">")
    for secret in ("mission", alice.id, bob.id, "secret group", "listed group"):
        assert str(secret) not in answer.text


async def test_what_is_known_is_not_sent_again_and_what_is_secret_is_not_there(
    alice: Person, guest: httpx.AsyncClient
) -> None:
    community = await begin(alice, visibility="public")
    address = f"/c/{community['id']}/feed.atom"
    answer = await guest.get(address)
    headers = {"If-None-Match": answer.headers["etag"]}
    assert (answer.headers["cache-control"], (await guest.get(address, headers=headers)).status_code) == (
        "no-cache",
        304,
    )
    community = await change(alice, community, name="Renamed")
    answer_after = await guest.get(address, headers=headers)
    [before], [after] = read_feed(answer.content).entries, read_feed(answer_after.content).entries
    assert (before.id, after.title) == (after.id, "Renamed")
    for visibility in (Visibility.LISTED, Visibility.SECRET):
        community = await change(alice, community, visibility=visibility)
        response, unknown = await guest.get(address, headers=headers), await guest.get(f"/c/{uuid7()}/feed.atom")
        assert (response.status_code, response.json()["type"]) == (404, "/problems/community-not-found")
        assert unknown.json()["type"] == response.json()["type"]
    assert (await guest.get("/c/x/feed.atom")).status_code == 404
