from datetime import timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from app.core.ids import uuid7
from app.core.uow import Runtime
from app.models.grants import AccessEvent, AudienceType, Follow
from app.models.sessions import Session
from tests.support.people import NOW, Person, Watch, sign_in
from tests.support.stories import begin, give, medium, publish, rewrite, showing, text


async def readings(runtime: Runtime, owner: Person) -> list[AccessEvent]:
    async with runtime.database.sessions() as session:
        query = select(AccessEvent).where(AccessEvent.owner_id == owner.id).order_by(AccessEvent.id)
        return list(await session.scalars(query))


async def two_editions(alice: Person, watch: Watch) -> tuple[str, Any]:
    """A journal, and its story: « Un », then « Deux » a minute later."""
    path = await begin(alice, text("Un"), title="Un")
    await publish(alice, path)
    watch.advance(minutes=1)
    await rewrite(alice, path, title="Deux", blocks=[text("Deux")])
    return path, await publish(alice, path)


@pytest.mark.slow
async def test_ones_own_stories_are_listed_latest_published_first(alice: Person, bob: Person, watch: Watch) -> None:
    _, old = await two_editions(alice, watch)
    watch.advance(minutes=1)
    new = await publish(alice, await begin(alice, text(), title="Trois"))
    page = await alice.ask("GET", "/v1/stories?limit=1", 200)
    rest = await alice.ask("GET", f"/v1/stories?limit=1&cursor={page['next_cursor']}", 200)
    assert [item["id"] for item in page["items"] + rest["items"]] == [new["id"], old["id"]]
    assert (rest["items"][0]["edition"], rest["items"][0]["title"], rest["next_cursor"]) == (2, "Deux", None)
    assert (await bob.ask("GET", "/v1/stories", 200))["items"] == []


async def test_a_cursor_of_ones_own_is_not_one_of_the_granted(alice: Person) -> None:
    for _ in range(2):
        await publish(alice, await begin(alice, text()))
    cursor = (await alice.ask("GET", "/v1/stories?limit=1", 200))["next_cursor"]
    await alice.ask("GET", f"/v1/stories?scope=granted&cursor={cursor}", 400)


@pytest.mark.slow
async def test_who_was_not_granted_it_sees_nothing(alice: Person, bob: Person, watch: Watch) -> None:
    _, story = await two_editions(alice, watch)
    seen = []
    for story_id in (story["id"], str(uuid7())):
        calls = [await bob.client.get(f"/v1/stories/{story_id}{end}") for end in ("", "/editions/1", "/editions/2")]
        seen.append([(call.status_code, call.json()["type"]) for call in calls])
    assert seen[0] == seen[1] == [(404, "/problems/story-not-found")] * 3
    assert (await bob.ask("GET", "/v1/stories?scope=granted", 200))["items"] == []


async def test_who_follows_sees_the_latest_edition_and_no_other(
    alice: Person, bob: Person, runtime: Runtime, watch: Watch
) -> None:
    path, story = await two_editions(alice, watch)
    await give(runtime, story, alice, bob)
    answer = await bob.ask("GET", f"/v1/stories/{story['id']}", 200)
    assert (answer["edition"], answer["content"]["title"], answer["journal_id"]) == (2, "Deux", None)
    assert answer["content"] == (await bob.ask("GET", f"/v1/stories/{story['id']}/editions/2", 200))["content"]
    await bob.ask("GET", f"/v1/stories/{story['id']}/editions/1", 404)
    await rewrite(alice, path, title="Trois")
    await publish(alice, path)
    await bob.ask("GET", f"/v1/stories/{story['id']}/editions/2", 404)
    assert (await bob.ask("GET", f"/v1/stories/{story['id']}", 200))["content"]["title"] == "Trois"


@pytest.mark.slow
async def test_who_was_given_one_edition_learns_of_no_other(
    alice: Person, bob: Person, runtime: Runtime, watch: Watch
) -> None:
    path, story = await two_editions(alice, watch)
    await give(runtime, story, alice, bob, follow=Follow.EDITION, edition=1)
    before = [await bob.client.get(f"/v1/stories/{story['id']}"), await bob.client.get("/v1/stories?scope=granted")]
    read = before[0].json()
    assert (read["content"]["title"], read["edition"], read["version"]) == ("Un", 1, 1)
    await bob.ask("GET", f"/v1/stories/{story['id']}/editions/2", 404)
    watch.advance(minutes=1)
    await rewrite(alice, path, title="Trois")
    await publish(alice, path)
    after = [await bob.client.get(f"/v1/stories/{story['id']}"), await bob.client.get("/v1/stories?scope=granted")]
    assert [item.content for item in after] == [item.content for item in before]
    assert after[0].headers["etag"] == before[0].headers["etag"]


async def test_of_two_grants_the_later_edition_is_shown(
    alice: Person, bob: Person, runtime: Runtime, watch: Watch
) -> None:
    _, story = await two_editions(alice, watch)
    await give(runtime, story, alice, bob, follow=Follow.EDITION, edition=1)
    await give(runtime, story, alice, bob)
    [listed_story] = (await bob.ask("GET", "/v1/stories?scope=granted", 200))["items"]
    answer = await bob.ask("GET", f"/v1/stories/{story['id']}", 200)
    assert listed_story == {name: (answer | answer["content"])[name] for name in listed_story}
    assert answer["edition"] == 2
    await bob.ask("GET", f"/v1/stories/{story['id']}/editions/1", 200)


@pytest.mark.slow
async def test_granted_stories_are_listed_page_by_page(
    alice: Person, bob: Person, runtime: Runtime, watch: Watch
) -> None:
    given = []
    for number in range(3):
        watch.advance(minutes=1)
        given.append(await publish(alice, await begin(alice, text(), title=f"Récit {number}")))
        await give(runtime, given[-1], alice, bob)
    page = await bob.ask("GET", "/v1/stories?scope=granted&limit=2", 200)
    rest = await bob.ask("GET", f"/v1/stories?scope=granted&limit=2&cursor={page['next_cursor']}", 200)
    assert [item["id"] for item in page["items"] + rest["items"]] == [item["id"] for item in reversed(given)]
    assert {item["journal_id"] for item in page["items"]} == {None}
    assert page["items"][0]["owner"]["display_name"] == "Alice"


async def test_two_people_of_one_name_are_told_apart(
    app: FastAPI, alice: Person, bob: Person, runtime: Runtime
) -> None:
    namesake = await sign_in(app, "alice")
    await namesake.ask("PATCH", "/v1/me", 200, json={"display_name": "Alice", "birth_year": 2000})
    for person in (alice, namesake):
        story = await publish(person, await begin(person, text()))
        await give(runtime, story, person, bob)
        assert story["owner"] == {"id": str(person.id), "display_name": "Alice", "avatar": None}
    [their_story] = (await bob.ask("GET", f"/v1/stories?scope=granted&user_id={namesake.id}", 200))["items"]
    assert (their_story["id"], their_story["owner"]["id"]) == (story["id"], str(namesake.id))
    answer = await bob.ask("GET", f"/v1/stories?user_id={namesake.id}", 422)
    assert answer["errors"][0]["code"] == "granted_only"


async def test_who_reads_it_knows_what_they_may_do_and_until_when(
    alice: Person, bob: Person, runtime: Runtime, watch: Watch
) -> None:
    story = await publish(alice, await begin(alice, text()))
    assert (story["rights"], story["ends_at"]) == (None, None)
    path, soon = f"/v1/stories/{story['id']}", NOW + timedelta(minutes=1)
    await give(runtime, story, alice, bob, rights=["view"], ends_at=soon + timedelta(hours=1))
    await give(runtime, story, alice, bob, rights=["view", "comment"], ends_at=soon)
    before = await bob.client.get(path)
    assert [before.json()[name] for name in ("rights", "ends_at")] == [["comment", "view"], "2026-03-03T14:11:00.000Z"]
    watch.advance(minutes=1)
    after = await bob.client.get(path, headers={"If-None-Match": before.headers["etag"]})
    assert (after.status_code, after.json()["rights"]) == (200, ["view"])


@pytest.mark.parametrize(
    "terms",
    [
        {"revoked_at": NOW},
        {"starts_at": NOW + timedelta(hours=1)},
        {"ends_at": NOW},
        {"audience_type": AudienceType.COMMUNITY},
        {"audience_type": AudienceType.LINK, "audience_id": None},
    ],
)
async def test_what_is_not_granted_to_me_now_is_not_there(
    alice: Person, bob: Person, runtime: Runtime, terms: dict[str, Any]
) -> None:
    story = await publish(alice, await begin(alice, text()))
    await give(runtime, story, alice, bob, **terms)
    await bob.ask("GET", f"/v1/stories/{story['id']}", 404)
    await bob.ask("GET", f"/v1/stories/{story['id']}/editions/1", 404)
    assert (await bob.ask("GET", "/v1/stories?scope=granted", 200))["items"] == []
    assert await readings(runtime, alice) == []


async def test_a_grant_ends_when_it_was_to_end(alice: Person, bob: Person, runtime: Runtime, watch: Watch) -> None:
    story = await publish(alice, await begin(alice, text()))
    await give(runtime, story, alice, bob, ends_at=NOW + timedelta(minutes=1))
    await bob.ask("GET", f"/v1/stories/{story['id']}", 200)
    watch.advance(minutes=1)
    await bob.ask("GET", f"/v1/stories/{story['id']}", 404)


async def test_each_read_by_somebody_else_is_logged_once(alice: Person, bob: Person, runtime: Runtime) -> None:
    story = await publish(alice, await begin(alice, text()))
    grant = await give(runtime, story, alice, bob)
    await give(runtime, story, alice, bob)  # a second way in is no second read
    path = f"/v1/stories/{story['id']}"
    etag = (await bob.client.get(path)).headers["etag"]
    await bob.ask("GET", path, 304, headers={"If-None-Match": etag})
    await bob.ask("GET", f"{path}/editions/1", 200)
    await bob.ask("GET", f"{path}/editions/2", 404)
    events = await readings(runtime, alice)
    assert [(item.reader_id, item.grant_id, str(item.target_id), item.at) for item in events] == [
        (bob.id, grant, story["id"], NOW)
    ] * 3


async def test_ones_own_reading_is_not_logged(alice: Person, runtime: Runtime) -> None:
    story = await publish(alice, await begin(alice, text()))
    await alice.ask("GET", f"/v1/stories/{story['id']}", 200)
    assert await readings(runtime, alice) == []


async def test_media_addresses_carry_the_readers_own_key(alice: Person, bob: Person, runtime: Runtime) -> None:
    story = await publish(alice, await begin(alice, showing(await medium(runtime, alice))))
    await give(runtime, story, alice, bob)

    def key_of(shown: Any) -> str:
        url: str = shown["content"]["blocks"][0]["media"]["variants"][0]["url"]
        return url.split("/")[4]

    seen_by_bob = await bob.ask("GET", f"/v1/stories/{story['id']}", 200)
    assert key_of(story) != key_of(seen_by_bob)
    holders = select(Session.user_id, Session.media_key).where(Session.user_id.in_([alice.id, bob.id]))
    async with runtime.database.sessions() as session:
        keys = {row.user_id: row.media_key for row in await session.execute(holders)}
    assert keys == {alice.id: key_of(story), bob.id: key_of(seen_by_bob)}


async def test_all_editions_are_there_for_their_author(alice: Person, watch: Watch) -> None:
    path, story = await two_editions(alice, watch)
    await alice.ask("DELETE", f"{path}/publication", 204)
    titles = [await alice.ask("GET", f"/v1/stories/{story['id']}/editions/{n}", 200) for n in (1, 2)]
    assert [(title["edition"], title["content"]["title"]) for title in titles] == [(1, "Un"), (2, "Deux")]
    await alice.ask("GET", f"/v1/stories/{story['id']}/editions/3", 404)
    await alice.ask("GET", f"/v1/stories/{story['id']}/editions/0", 422)
    await alice.ask("GET", f"/v1/stories/{story['id']}/editions/99999999999999999999", 422)
    [listed_story] = (await alice.ask("GET", "/v1/stories", 200))["items"]
    assert listed_story["withdrawn_at"] is not None
