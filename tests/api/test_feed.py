import json
from collections import Counter
from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select, update

from app.core.ids import uuid7
from app.core.uow import Runtime
from app.models.feed import CommunityFeedItem, FeedKind
from app.models.grants import AudienceType, TargetType
from app.models.sessions import Session
from app.models.stories import Edition
from app.schemas.feed import FeedItemRead
from app.services.communities import feed
from tests.api.test_lists_at_any_size import nodes
from tests.support.communities import gather
from tests.support.missions import answer, leave, send
from tests.support.people import NOW, Person, Watch, sign_in
from tests.support.rows import add, granted, made, told
from tests.support.stories import begin, medium, publish, rewrite, text
from tests.support.uploads import renew


async def give(person: Person, story: Any, community_id: UUID, **fields: Any) -> Any:
    body = {
        "target": {"type": "story", "id": story["id"]},
        "audience": {"type": "community", "id": str(community_id)},
        "purpose": "publication",
    }
    return await person.ask("POST", "/v1/grants", 201, json=body | fields)


async def read(person: Person, base: str = "/v1") -> list[Any]:
    return list((await person.ask("GET", f"{base}/feed", 200))["items"])


async def titles(person: Person, base: str = "/v1") -> list[str]:
    return [(item["story"] or item["response"])["title"] for item in await read(person, base)]


@pytest.mark.slow
async def test_a_community_sees_what_it_was_given_newest_first(
    alice: Person, bob: Person, runtime: Runtime, watch: Watch
) -> None:
    community_id = await gather(runtime, bob, alice)
    stories = []
    for title in ("Un", "Deux"):
        stories.append(await publish(alice, await begin(alice, text(), title=title)))
        watch.advance(minutes=1)
        await give(alice, stories[-1], community_id)
    mission = await send(runtime, bob, community_id, responses_visible_to="community")
    watch.advance(minutes=1)
    await answer(alice, mission)
    items = await read(bob)
    assert [FeedItemRead.model_validate(item).model_dump(mode="json") for item in items] == items
    assert [item["kind"] for item in items] == ["response", "edition", "edition"]
    assert await titles(bob) == ["Mon mur", "Deux", "Un"] == await titles(bob, f"/v1/communities/{community_id}")
    assert items[1]["story"] | {"journal_id": None} == items[1]["story"]
    assert items[0]["response"]["author"]["display_name"] == "Alice"
    assert items[0]["community"] == {"id": str(community_id), "name": "Promo 2026"}


async def test_its_pages_follow_each_other_without_a_gap(alice: Person, bob: Person, runtime: Runtime) -> None:
    first, second = await gather(runtime, bob, alice), await gather(runtime, bob, alice)
    for n in range(5):
        story = await publish(alice, await begin(alice, text(), title=str(n)))
        await give(alice, story, (first, second)[n % 2])
    pages = [await bob.ask("GET", "/v1/feed?limit=2", 200)]
    while cursor := pages[-1]["next_cursor"]:
        pages.append(await bob.ask("GET", f"/v1/feed?limit=2&cursor={cursor}", 200))
    seen_titles = [item["story"]["title"] for page in pages for item in page["items"]]
    assert sorted(seen_titles) == ["0", "1", "2", "3", "4"]
    assert seen_titles == await titles(bob)


@pytest.fixture
def short_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "LOOKS", 1)


@pytest.mark.slow
@pytest.mark.usefixtures("short_steps")
@pytest.mark.parametrize("minutes", [1, 0], ids=["one after the other", "all at one instant"])
async def test_what_may_not_be_seen_any_more_makes_no_page_shorter(
    alice: Person, bob: Person, runtime: Runtime, watch: Watch, minutes: int
) -> None:
    first, second = await gather(runtime, bob, alice), await gather(runtime, bob, alice)
    for n, community_id in enumerate((first, second, first, second, first, first, first)):
        watch.advance(minutes=minutes)
        grant = await give(alice, await publish(alice, await begin(alice, text(), title=str(n))), community_id)
        if n in {2, 4, 5}:
            await alice.ask("DELETE", f"/v1/grants/{grant['id']}", 204, headers={"If-Match": '"1"'})
    for base, left in (("/v1", ["6", "3", "1", "0"]), (f"/v1/communities/{first}", ["6", "0"])):
        for limit in (1, 2, 3, 20):
            pages = [await bob.ask("GET", f"{base}/feed?limit={limit}", 200)]
            while cursor := pages[-1]["next_cursor"]:
                pages.append(await bob.ask("GET", f"{base}/feed?limit={limit}&cursor={cursor}", 200))
            seen_titles = [[item["story"]["title"] for item in page["items"]] for page in pages]
            assert seen_titles == [left[at : at + limit] for at in range(0, len(left), limit)]


async def test_what_two_communities_were_given_is_there_once(alice: Person, bob: Person, runtime: Runtime) -> None:
    first, second = await gather(runtime, bob, alice), await gather(runtime, bob, alice)
    story = await publish(alice, await begin(alice, text()))
    for community_id in (first, second):
        grant = await give(alice, story, community_id)
    assert [item["community"]["id"] for item in await read(bob)] == [str(second)]
    for community_id in (first, second):
        assert len(await read(bob, f"/v1/communities/{community_id}")) == 1
    await alice.ask("DELETE", f"/v1/grants/{grant['id']}", 204, headers={"If-Match": '"1"'})
    assert [item["community"]["id"] for item in await read(bob)] == [str(first)]


async def test_a_new_edition_comes_to_the_top(alice: Person, bob: Person, runtime: Runtime, watch: Watch) -> None:
    community_id = await gather(runtime, bob, alice)
    paths = [await begin(alice, text(), title=title) for title in ("Un", "Deux")]
    for path in paths:
        await give(alice, await publish(alice, path), community_id)
        watch.advance(minutes=1)
    await rewrite(alice, paths[0], title="Un, revu")
    await publish(alice, paths[0])
    assert await titles(bob) == ["Un, revu", "Deux"]


async def test_a_grant_of_one_edition_shows_that_one(alice: Person, bob: Person, runtime: Runtime) -> None:
    community_id = await gather(runtime, bob, alice)
    path = await begin(alice, text(), title="Un")
    await give(alice, await publish(alice, path), community_id, follow="edition")
    await rewrite(alice, path, title="Deux")
    await publish(alice, path)
    assert await titles(bob) == ["Un"]


async def test_what_is_taken_back_is_gone_on_the_next_request(
    alice: Person, bob: Person, runtime: Runtime, watch: Watch
) -> None:
    community_id = await gather(runtime, bob, alice)
    path = await begin(alice, text())
    story = await publish(alice, path)
    grant = await give(alice, story, community_id)
    mission = await send(runtime, bob, community_id, responses_visible_to="community")
    await answer(alice, mission)
    assert len(await read(bob)) == 2
    await alice.ask("DELETE", f"/v1/missions/{mission['id']}/response", 204)
    assert [item["kind"] for item in await read(bob)] == ["edition"]
    await alice.ask("DELETE", f"/v1/grants/{grant['id']}", 204, headers={"If-Match": '"1"'})
    assert await read(bob) == []
    await give(alice, story, community_id, starts_at="2026-03-03T15:00:00.000Z")
    assert await read(bob) == []
    watch.now = NOW.replace(hour=15, minute=0)
    await renew(bob)
    assert len(await read(bob)) == 1


async def test_withdrawing_and_leaving_show_at_once(alice: Person, bob: Person, runtime: Runtime) -> None:
    community_id = await gather(runtime, bob, alice)
    path = await begin(alice, text())
    await give(alice, await publish(alice, path), community_id)
    mission = await send(runtime, bob, community_id, responses_visible_to="community")
    await answer(alice, mission)
    await alice.ask("DELETE", f"{path}/publication", 204)
    assert [item["kind"] for item in await read(bob)] == ["response"]
    await leave(community_id, alice)
    assert await read(bob) == []
    assert await read(alice) == []
    await alice.ask("GET", f"/v1/communities/{community_id}/feed", 404)


async def test_an_answer_for_managers_is_in_no_feed(alice: Person, bob: Person, runtime: Runtime) -> None:
    community_id = await gather(runtime, bob, alice)
    await answer(alice, await send(runtime, bob, community_id))
    assert await read(bob) == await read(alice) == []


async def test_a_returned_answer_leaves_the_feed_until_it_is_sent_again(
    alice: Person, bob: Person, runtime: Runtime
) -> None:
    community_id = await gather(runtime, bob, alice)
    mission = await send(runtime, bob, community_id, responses_visible_to="community")
    response = await answer(alice, mission)
    body = {"decision": "return", "comment": "Encore"}
    await bob.ask("PUT", f"/v1/responses/{response['id']}/review", 200, json=body)
    assert await read(bob) == []
    await answer(alice, mission)
    assert len(await read(bob)) == 1


async def test_outsiders_have_no_part_in_it(
    alice: Person, bob: Person, runtime: Runtime, app: FastAPI, guest: httpx.AsyncClient
) -> None:
    dora = await sign_in(app, "dora")
    community_id = await gather(runtime, bob, alice)
    photo = await medium(runtime, alice)
    await give(alice, await publish(alice, await begin(alice, text(), cover_media_id=photo)), community_id)
    mission = await send(runtime, bob, community_id, responses_visible_to="community")
    await answer(alice, mission, moment={"lived_at": "2026-03-03T14:10:00+01:00", "media": [photo]})
    items = await read(bob)
    of_story = items[1]["story"]["cover"]["variants"][0]["url"]
    for url in (bob.address_of(items[0]["response"]["cover"]), of_story):
        assert (await guest.head(url)).status_code == 200
    assert await read(dora) == []
    await dora.ask("GET", f"/v1/communities/{community_id}/feed", 404)
    await dora.ask("GET", f"/v1/communities/{uuid7()}/feed", 404)
    await dora.client.aclose()


async def test_a_page_of_one_community_reads_no_more_than_that(alice: Person, bob: Person, runtime: Runtime) -> None:
    community_id = await gather(runtime, alice, bob)
    of_community = {"audience_type": AudienceType.COMMUNITY, "starts_at": None, "ends_at": None, "revoked_at": None}
    async with runtime.database.sessions.begin() as session:
        for n in range(25):
            story = await told(session, alice.id, published_at=NOW)
            await add(session, granted(alice.id, community_id, TargetType.STORY, story.id, **of_community))
            place = {"community_id": community_id, "owner_id": alice.id, "ref": story.id}
            await add(session, made(CommunityFeedItem, **place, kind=FeedKind.EDITION, at=NOW + timedelta(seconds=n)))
            await session.execute(update(Edition).where(Edition.story_id == story.id).values(card="{}"))
        session_id = await session.scalar(select(Session.id).filter_by(user_id=bob.id))
    asker = {"me": bob.id, "session": session_id, "base": "", "now": runtime.clock()}
    query = feed.FEED.explain()
    connection = await asyncpg.connect(str(runtime.settings.database_url))
    plan = await connection.fetchval(f"explain (analyze, format json) {query.query}", *query.values(asker))
    await connection.close()
    plan_nodes = list(nodes(json.loads(plan)[0]["Plan"]))
    walks = [node for node in plan_nodes if node.get("Index Name") == "ix_feed_items_newest"]
    assert sum(node["Actual Rows"] > 0 for node in walks) == 1
    loops = Counter[str]()
    for node in plan_nodes:
        loops[node.get("Relation Name", "")] += node["Actual Loops"]
    assert loops["grants"] == loops["editions"] == 21  # who may see an item is asked once, and gives its card
    # What a statement holds costs time also where it does not run: 204 parts took a third of its time to prepare.
    assert len(plan_nodes) <= 100
