"""The page of a public community: what members gave, together or alone, and what ends with it."""

import asyncio
import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
from fastapi import FastAPI

from app.core.uow import Runtime
from app.models.communities import JoinPolicy, Visibility
from app.schemas.community_pages import CommunityPageRead
from tests.support import programme_reports, programmes
from tests.support.atom import read_feed
from tests.support.communities import gather, grown_up
from tests.support.grants import amend, revoke, share, told
from tests.support.missions import send
from tests.support.people import ADULT, Person, Watch, erase


async def shown(guest: httpx.AsyncClient, community_id: UUID) -> str:
    answer = await guest.get(f"/c/{community_id}", headers={"accept-language": "fr"})
    assert answer.status_code == 200
    assert len(answer.content) <= 60_000
    return answer.text


async def give(person: Person, community_id: UUID, title: str, status: int = 204, **fields: Any) -> Any:
    """Publish a story, open a link to it, and show it on the page. Return the link."""
    story = await told(person, title=title)
    link = await share(person, story)
    path = f"/v1/communities/{community_id}/page/stories/{link['id']}"
    await person.ask("PUT", path, status, json=fields)
    return link


async def page_of(person: Person, community_id: UUID) -> Any:
    return await person.ask("GET", f"/v1/communities/{community_id}/page", 200)


async def test_a_page_shows_what_authors_give_and_loses_it_when_they_take_it_back(
    app: FastAPI, alice: Person, bob: Person, guest: httpx.AsyncClient, runtime: Runtime
) -> None:
    community_id = await gather(runtime, alice, bob, visibility=Visibility.PUBLIC, name="Comité d’Issoudun")
    for person in (alice, bob):
        await person.ask("PATCH", "/v1/me", 200, json={"birth_year": ADULT})
    link = await give(bob, community_id, "Ma semaine en cuisine")
    page = await page_of(alice, community_id)
    assert CommunityPageRead.model_validate(page).model_dump(mode="json") == page
    assert [(item["title"], item["url"]) for item in page["stories"]] == [("Ma semaine en cuisine", link["url"])]
    html = await shown(guest, community_id)
    assert "Ma semaine en cuisine" in html
    assert str(bob.id) not in html + str(page)
    carol = await grown_up(app, "carol")
    await give(carol, community_id, "D’ailleurs", 404)  # not one of its members
    path = f"/v1/communities/{community_id}/page/stories/{link['id']}"
    await alice.ask("PUT", path, 404, json={})  # another's link
    await alice.ask("DELETE", path, 204)
    assert "Ma semaine en cuisine" in await shown(guest, community_id)
    await bob.ask("DELETE", path, 204)
    assert "Ma semaine en cuisine" not in await shown(guest, community_id)
    await bob.ask("PUT", path, 204, json={})
    assert "Ma semaine en cuisine" in await shown(guest, community_id)
    await revoke(bob, link)
    assert (await page_of(alice, community_id))["stories"] == []
    await bob.ask("PUT", path, 404, json={})
    link = await give(bob, community_id, "Encore une")
    await bob.ask("DELETE", f"/v1/communities/{community_id}/membership", 204)
    assert "Encore une" not in await shown(guest, community_id)


async def test_a_story_of_several_loses_the_part_that_is_taken_back(
    app: FastAPI, runtime: Runtime, guest: httpx.AsyncClient
) -> None:
    manager, *authors = [await grown_up(app, name) for name in ("manager", "one", "two", "three")]
    community_id = await gather(runtime, manager, *authors, visibility=Visibility.PUBLIC)
    mission = await send(runtime, manager, community_id, title="Une journée de chantier")
    links = [
        await give(author, community_id, f"Partie {n}", mission_id=mission["id"]) for n, author in enumerate(authors)
    ]
    (story,) = (await page_of(manager, community_id))["together"]
    assert (story["title"], [part["title"] for part in story["parts"]]) == (
        "Une journée de chantier", ["Partie 0", "Partie 1", "Partie 2"]
    )  # fmt: skip
    html = await shown(guest, community_id)
    assert html.index("Partie 0") < html.index("Partie 1") < html.index("Partie 2")
    await revoke(authors[1], links[1])
    html = await shown(guest, community_id)
    assert "Partie 1" not in html
    assert "Partie 2" in html
    path = f"/v1/communities/{community_id}/page/stories/{links[0]['id']}"
    await authors[0].ask("DELETE", path, 204)
    page = await page_of(manager, community_id)
    assert (page["together"], [item["title"] for item in page["stories"]]) == ([], ["Partie 2"])  # one author is left
    other = await gather(runtime, authors[2], visibility=Visibility.PUBLIC)
    await give(authors[2], other, "Pas d’ici", 422, mission_id=mission["id"])


async def test_a_story_of_several_is_read_whole_and_without_what_is_taken_back(
    app: FastAPI, runtime: Runtime, guest: httpx.AsyncClient
) -> None:
    manager, *authors = [await grown_up(app, name) for name in ("manager", "one", "two", "three")]
    community_id = await gather(runtime, manager, *authors, visibility=Visibility.PUBLIC)
    mission = await send(runtime, manager, community_id, title="Une journée de chantier")
    links = [
        await give(author, community_id, f"Partie {n}", mission_id=mission["id"]) for n, author in enumerate(authors)
    ]
    (story,) = (await page_of(manager, community_id))["together"]
    assert story["url"] in await shown(guest, community_id)

    async def titles() -> list[str]:
        page = (await guest.get(story["url"])).text
        assert page.count("<h1") == 1
        return re.findall(r'<h2 id="part-\d-title"[^>]*>(.*?)</h2>', page.replace("\N{NO-BREAK SPACE}", " "))

    assert await titles() == ["Partie 0", "Partie 1", "Partie 2"]
    async with asyncio.timeout(30):  # openings are counted together, a moment later
        while (await authors[0].ask("GET", f"/v1/grants/{links[0]['id']}", 200))["views"] != 1:
            await asyncio.sleep(0.05)
    await revoke(authors[1], links[1])
    assert await titles() == ["Partie 0", "Partie 2"]  # from the next reader on
    await authors[0].ask("DELETE", f"/v1/communities/{community_id}/page/stories/{links[0]['id']}", 204)
    assert await titles() == ["Partie 2"]
    await revoke(authors[2], links[2])
    for end in ("", "x"):
        assert (await guest.get(f"{story['url']}{end}")).status_code == 404


async def test_a_page_has_a_live_consent_to_each_story_until_its_author_leaves(
    alice: Person, bob: Person, runtime: Runtime
) -> None:
    community_id = await gather(runtime, alice, bob, visibility=Visibility.PUBLIC, join_policy=JoinPolicy.OPEN)
    await bob.ask("PATCH", "/v1/me", 200, json={"birth_year": ADULT})
    link = await give(bob, community_id, "Ma semaine en cuisine")

    async def live() -> list[str]:
        consents = (await bob.ask("GET", "/v1/me/consents", 200))["items"]
        on_link = [item for item in consents if item["subject_id"] == link["id"] and item["withdrawn_at"] is None]
        return sorted(item["kind"] for item in on_link)

    assert await live() == ["page", "share"]
    await amend(bob, link, label="Le comité", passcode="sesame-4711")  # another sentence of the link
    assert await live() == ["page", "share"]
    link = await bob.ask("GET", f"/v1/grants/{link['id']}", 200)
    await amend(bob, link, passcode=None)
    assert len((await page_of(alice, community_id))["stories"]) == 1
    membership = f"/v1/communities/{community_id}/membership"
    await bob.ask("DELETE", membership, 204)
    assert await live() == ["share"]
    await bob.ask("PUT", membership, 201, json={})
    assert (await page_of(alice, community_id))["stories"] == []


async def test_only_open_links_to_stories_stand_on_a_page(
    alice: Person, bob: Person, guest: httpx.AsyncClient, runtime: Runtime, watch: Watch
) -> None:
    community_id = await gather(runtime, alice, visibility=Visibility.PUBLIC)
    await alice.ask("PATCH", "/v1/me", 200, json={"birth_year": ADULT})
    link = await give(alice, community_id, "Le mardi du chantier")
    path = f"/v1/communities/{community_id}/page/stories/{link['id']}"
    changes: dict[str, Any]
    for changes in ({"passcode": "sesame-4711"}, {"max_views": 3}):
        await amend(alice, link, **changes)
        link = await alice.ask("GET", f"/v1/grants/{link['id']}", 200)
        assert "Le mardi du chantier" not in await shown(guest, community_id)
        await alice.ask("PUT", path, 409, json={})
        undoing: dict[str, Any] = dict.fromkeys(changes)
        await amend(alice, link, **undoing)
        link = await alice.ask("GET", f"/v1/grants/{link['id']}", 200)
        assert "Le mardi du chantier" in await shown(guest, community_id)
    await alice.ask("PATCH", "/v1/me", 200, json={})
    secret = await gather(runtime, alice)
    await alice.ask("PUT", f"/v1/communities/{secret}/page/stories/{link['id']}", 404, json={})
    await alice.ask("GET", f"/v1/communities/{secret}/page", 404)
    await erase(runtime, watch, alice)
    assert (await guest.get(f"/c/{community_id}")).status_code == 404  # closed with its last member


async def test_a_page_tells_what_public_programmes_bring(
    alice: Person, guest: httpx.AsyncClient, runtime: Runtime, watch: Watch
) -> None:
    community_id = await gather(runtime, alice, visibility=Visibility.PUBLIC)
    steps = {"community": await programmes.write(alice, community_id, visibility="community")}
    steps["public"] = await programmes.write(alice, community_id, visibility="public")
    start = watch.now + timedelta(days=9)
    for visibility, programme in steps.items():
        await programmes.move(alice, programme, "start")
        event = {
            "starts_at": start.isoformat(),
            "ends_at": (start + timedelta(hours=4)).isoformat(),
            "place": {"label": f"Salle {visibility}"},
        }
        fields = {"kind": "event", "event": event, "programme_id": programme["id"], "expected": None}
        await send(runtime, alice, community_id, title=f"Journée {visibility}", **fields)
    page = await page_of(alice, community_id)
    assert [item["title"] for item in page["events"]] == ["Journée public"]
    html = await shown(guest, community_id)
    assert "Salle public" in html
    assert "Salle community" not in html
    watch.advance(days=10)
    assert "Salle public" not in await shown(guest, community_id)


async def test_a_page_shows_reports_that_are_for_everybody(
    alice: Person, guest: httpx.AsyncClient, runtime: Runtime
) -> None:
    community_id = await programme_reports.committee(runtime, alice, visibility=Visibility.PUBLIC)
    report = await programme_reports.draft(alice, community_id, title="Bilan de tous")
    await programme_reports.publish(alice, report)
    assert (await page_of(alice, community_id))["reports"] == []
    link = await programme_reports.give(alice, report, {"type": "link"}, purpose="personal")
    assert "Bilan de tous" not in await shown(guest, community_id)
    await revoke(alice, link)
    links = [await programme_reports.give(alice, report, {"type": "link"}) for _ in range(2)]
    by_url = {link["url"]: link for link in links}
    (item,) = (await page_of(alice, community_id))["reports"]  # one of them
    assert (item["title"], item["url"] in by_url) == ("Bilan de tous", True)
    assert f'href="{item["url"]}"' in await shown(guest, community_id)
    feed = read_feed((await guest.get(f"/c/{community_id}/feed.atom")).content)
    assert [entry.title for entry in feed.entries if entry.link == item["url"]] == ["Bilan de tous"]
    assert (await guest.get(item["url"])).status_code == 200
    await revoke(alice, by_url.pop(item["url"]))
    (other,) = (await page_of(alice, community_id))["reports"]
    assert other["url"] in by_url
    await alice.ask("DELETE", f"/v1/reports/{report['id']}/publication", 204)
    for page in (await shown(guest, community_id), (await guest.get(f"/c/{community_id}/feed.atom")).text):
        assert "Bilan de tous" not in page
