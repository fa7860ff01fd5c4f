"""An edition is completed when the media come that were on their way when it was published."""

import asyncio
import json
from typing import Any, NamedTuple
from uuid import UUID

import httpx
import pytest

from app.core.actor import SYSTEM
from app.core.uow import Runtime
from app.models.grants import Follow
from app.services.media.awaited import CompleteEditions, CompleteOverdueEditions
from app.services.notifications import notifications
from app.services.stories import publication
from app.tasks import HANDLERS
from tests.api.test_exports import take_along
from tests.api.test_imports import packed
from tests.support import portraits
from tests.support.grants import share, token_of
from tests.support.imports import import_file
from tests.support.media import jpeg
from tests.support.people import FULL, Person, Watch, capture, work_off
from tests.support.recordings import m4a
from tests.support.stories import begin, give, of, publish, rewrite, showing, text
from tests.support.uploads import actor_of, append, declare, declared, renew
from tests.support.waiting import somebody_waits

PHOTO, SOUND = jpeg(200, 150), m4a()
FRENCH = {"Accept-Language": "fr"}
COMPLETE = "« {} » est au complet : tout est arrivé"
LOST = "« {} » se lit sans un média : {}"


class Coming(NamedTuple):
    """A story whose cover and sound are on their way, with a link to it."""

    photo: str
    sound: str
    journal: str
    story: Any
    link: str

    @property
    def path(self) -> str:
        return f"/v1/stories/{self.story['id']}"

    @property
    def edition(self) -> str:
        return f"{self.path}/editions/1"


async def photo_to_come(person: Person, content: bytes = PHOTO) -> str:
    return str((await declare(person, declared(content, alt="Un mur")))["id"])


async def publish_early(person: Person) -> Coming:
    photo = await photo_to_come(person)
    sound = (await declare(person, declared(SOUND, "audio", "audio/mp4", transcript="On y va")))["id"]
    moment = await capture(person, FULL | {"media": [photo, sound]})
    journal = await begin(person, text(), of(moment), showing(photo, "De loin"), cover_media_id=photo)
    story = await publish(person, journal)
    return Coming(photo, sound, journal, story, token_of(await share(person, story)))


async def tell_of_one(person: Person, content: bytes = PHOTO) -> tuple[str, str, Any]:
    photo = await photo_to_come(person, content)
    journal = await begin(person, text(), showing(photo), cover_media_id=photo)
    return photo, journal, await publish(person, journal)


async def come(runtime: Runtime, person: Person, media_id: str, content: bytes = PHOTO) -> None:
    assert (await append(person, media_id, 0, content)).status_code == 204
    await work_off(runtime)


async def pass_days(runtime: Runtime, watch: Watch, **span: float) -> None:
    watch.advance(**span)
    async with runtime.work(SYSTEM) as uow:
        await HANDLERS[CompleteOverdueEditions](uow, CompleteOverdueEditions())
    await work_off(runtime)


async def completion_notifications(person: Person) -> list[tuple[str, Any]]:
    items = (await person.ask("GET", "/v1/notifications", 200, headers=FRENCH))["items"]
    told = [(item["text"], item["target"]["id"]) for item in items if item["type"] == "completion"]
    return [(words.replace("\N{NO-BREAK SPACE}", " "), target) for words, target in told]


def shown(content: Any) -> list[int]:
    """Count the variants: of the cover, of the media of moments, and of blocks."""
    media = [content["cover"]] if content["cover"] else []
    for block in content["blocks"]:
        media += {"experience": block.get("media"), "media": [block.get("media")]}.get(block["kind"], [])
    return [len(medium["variants"]) for medium in media]


async def test_a_publication_says_what_is_still_coming(alice: Person, guest: httpx.AsyncClient) -> None:
    coming = await publish_early(alice)
    story = coming.story
    assert shown(story["content"]) == [0, 0, 0, 0]
    awaited = {(item["kind"], item["media_id"], item["expires_at"]) for item in story["awaited"]}
    until = "2026-03-10T13:10:00.000Z"
    assert awaited == {("photo", coming.photo, until), ("audio", coming.sound, until)}
    assert (await alice.ask("GET", coming.edition, 200))["awaited"] == story["awaited"]
    assert await publish(alice, coming.journal, 200) == story
    for locale, words in (("fr", ("Une photo arrive", "Un son arrive")), ("en", ("A photo is on", "A sound is on"))):
        html = (await guest.get(f"/s/{coming.link}", headers={"Accept-Language": locale})).text
        assert [html.count(item) for item in words] == [3, 1]
    answer = await guest.get(f"/v1/links/{coming.link}")
    assert shown(answer.json()["content"]) == [0, 0, 0, 0]
    assert coming.photo not in answer.text


@pytest.mark.slow
async def test_a_story_completes_itself(alice: Person, guest: httpx.AsyncClient, runtime: Runtime) -> None:
    coming = await publish_early(alice)
    await come(runtime, alice, coming.photo)
    assert await completion_notifications(alice) == []
    half = await alice.ask("GET", coming.edition, 200)
    assert [bool(count) for count in shown(half["content"])] == [True, True, False, True]
    assert [item["kind"] for item in half["awaited"]] == ["audio"]
    await come(runtime, alice, coming.sound, SOUND)
    whole = await alice.ask("GET", coming.path, 200)
    assert all(shown(whole["content"]))
    assert (whole["awaited"], whole["edition"]) == ([], 1)
    assert whole["published_at"] == coming.story["published_at"]
    cover, place = whole["content"]["cover"], coming.story["content"]["cover"]
    assert cover == place | {name: cover[name] for name in ("width", "height", "thumbhash", "variants")}
    assert await completion_notifications(alice) == [(COMPLETE.format("Mon stage"), coming.story["id"])]
    for variant in cover["variants"]:
        assert (await guest.get(variant["url"])).status_code == 200
    assert await publish(alice, coming.journal, 200) == whole  # as if all had been there from the beginning


@pytest.mark.slow
async def test_whoever_has_read_it_sees_the_completion(
    alice: Person, bob: Person, guest: httpx.AsyncClient, runtime: Runtime
) -> None:
    coming = await publish_early(alice)
    await give(runtime, coming.story, alice, bob)
    page, link = f"/s/{coming.link}", f"/v1/links/{coming.link}"
    places = [(alice, coming.path), (alice, coming.edition), (bob, coming.path), (bob, coming.edition)]
    etags = [(await person.client.get(path)).headers["etag"] for person, path in places]
    for path in (page, link):
        await guest.get(path)
    [awaited, _] = (await bob.ask("GET", coming.edition, 200))["awaited"]
    assert (awaited["media_id"], awaited["expires_at"]) == (None, None)
    cursor = (await alice.ask("GET", "/v1/sync?limit=100", 200))["next_cursor"]
    await come(runtime, alice, coming.photo)
    await come(runtime, alice, coming.sound, SOUND)
    for (person, path), etag in zip(places, etags, strict=True):
        answer = await person.client.get(path, headers={"If-None-Match": etag})
        assert (answer.status_code, all(shown(answer.json()["content"]))) == (200, True)
    document = (await guest.get(link)).json()
    assert all(shown(document["content"]))
    html = (await guest.get(page, headers=FRENCH)).text
    assert "arrive" not in html
    assert document["content"]["cover"]["variants"][-1]["url"] in html
    changes = (await alice.ask("GET", f"/v1/sync?cursor={cursor}&limit=100", 200))["changes"]
    version = (await alice.ask("GET", coming.path, 200))["version"]
    assert [item["data"]["version"] for item in changes if item["type"] == "story"] == [version]


@pytest.mark.slow
async def test_a_refused_file_loses_its_place_and_its_owner_hears_why(alice: Person, runtime: Runtime) -> None:
    broken = b"\xff\xd8\xff\xe0 not a photo"
    photo, journal, story = await tell_of_one(alice, broken)
    await come(runtime, alice, photo, broken)
    now = await alice.ask("GET", f"/v1/stories/{story['id']}", 200)
    assert (now["content"]["cover"], len(now["content"]["blocks"]), now["awaited"]) == (None, 1, [])
    assert now["edition"] == 1
    assert await completion_notifications(alice) == [
        (LOST.format("Mon stage", "le fichier ne s’ouvre pas"), story["id"])
    ]
    assert await publish(alice, journal, 200) == now


@pytest.mark.slow
async def test_what_never_comes_loses_its_place_after_seven_days(alice: Person, runtime: Runtime, watch: Watch) -> None:
    photo, _, story = await tell_of_one(alice)
    await pass_days(runtime, watch, days=7, seconds=-1)
    await renew(alice)
    assert await completion_notifications(alice) == []
    etag = (await alice.client.get(f"/v1/stories/{story['id']}/editions/1")).headers["etag"]
    await pass_days(runtime, watch, seconds=1)
    answer = await alice.client.get(f"/v1/stories/{story['id']}/editions/1", headers={"If-None-Match": etag})
    assert (answer.status_code, answer.json()["awaited"]) == (200, [])
    now = await alice.ask("GET", f"/v1/stories/{story['id']}", 200)
    assert (shown(now["content"]), now["edition"]) == ([], 1)
    assert await completion_notifications(alice) == [
        (LOST.format("Mon stage", "il n’est pas arrivé en 7 jours"), story["id"])
    ]
    await come(runtime, alice, photo)
    assert (await alice.ask("GET", f"/v1/stories/{story['id']}", 200)) == now


async def test_a_deleted_medium_loses_its_place(alice: Person, runtime: Runtime) -> None:
    photo, journal, story = await tell_of_one(alice)
    await rewrite(alice, journal, blocks=[text()], cover_media_id=None)
    etag = (await alice.client.get(f"/v1/media/{photo}")).headers["etag"]
    await alice.ask("DELETE", f"/v1/media/{photo}", 204, headers={"If-Match": etag})
    await work_off(runtime)
    now = await alice.ask("GET", f"/v1/stories/{story['id']}", 200)
    assert (shown(now["content"]), now["awaited"], await completion_notifications(alice)) == ([], [], [])


async def test_a_withdrawn_story_is_not_completed(alice: Person, runtime: Runtime) -> None:
    photo, journal, story = await tell_of_one(alice)
    await alice.ask("DELETE", f"{journal}/publication", 204)
    await come(runtime, alice, photo)
    now = await alice.ask("GET", f"/v1/stories/{story['id']}", 200)
    assert (shown(now["content"]), now["awaited"], await completion_notifications(alice)) == ([], [], [])


@pytest.mark.slow
@pytest.mark.parametrize("granted", [True, False])
async def test_an_older_edition_is_completed_where_somebody_reads_it(
    alice: Person, bob: Person, runtime: Runtime, *, granted: bool
) -> None:
    photo, journal, story = await tell_of_one(alice)
    if granted:
        await give(runtime, story, alice, bob, follow=Follow.EDITION, edition=1)
    await rewrite(alice, journal, title="Mon atelier")
    await publish(alice, journal)
    await come(runtime, alice, photo)
    first = await alice.ask("GET", f"/v1/stories/{story['id']}/editions/1", 200)
    second = await alice.ask("GET", f"/v1/stories/{story['id']}/editions/2", 200)
    assert (len(shown(first["content"])), len(shown(second["content"]))) == (2 * granted, 2)
    assert all(shown(first["content"]) + shown(second["content"]))
    [told] = await completion_notifications(alice)
    assert told == (COMPLETE.format("Mon atelier"), story["id"])


@pytest.mark.slow
async def test_a_photo_that_is_blurred_on_its_way_comes_blurred(alice: Person, runtime: Runtime) -> None:
    photo, _, story = await tell_of_one(alice)
    assert (await append(alice, photo, 0, PHOTO)).status_code == 204
    etag = (await alice.client.get(f"/v1/media/{photo}")).headers["etag"]
    body = {"rectangles": [{"left": 0.0, "top": 0.0, "right": 0.5, "bottom": 0.5}]}
    await alice.ask("PUT", f"/v1/media/{photo}/blur", 200, json=body, headers={"If-Match": etag})
    await work_off(runtime)
    medium = await alice.ask("GET", f"/v1/media/{photo}", 200)
    now = await alice.ask("GET", f"/v1/stories/{story['id']}", 200)
    assert now["content"]["cover"]["thumbhash"] == medium["thumbhash"]
    assert all(shown(now["content"]))
    assert len(await completion_notifications(alice)) == 1


@pytest.mark.slow
async def test_a_portrait_completes_itself_and_shows_the_cover_of_its_story(
    alice: Person, guest: httpx.AsyncClient, runtime: Runtime
) -> None:
    photo, _, story = await tell_of_one(alice)
    await alice.ask("PATCH", "/v1/me", 200, json={"avatar_media_id": photo})
    await capture(alice, FULL | {"media": [photo]})
    path = await portraits.draw(alice, name="Le mien", show_photo=True, pinned_stories=[story["id"]])
    edition = await portraits.publish(alice, path)
    assert [item["media_id"] for item in edition["awaited"]] == [photo]
    assert await portraits.publish(alice, path, 200) == edition
    target = {"type": "portrait", "id": edition["portrait_id"]}
    link = token_of(await share(alice, story, target=target))
    assert (await guest.get(f"/s/{link}", headers=FRENCH)).text.count("Une photo arrive") == 3
    etag = (await alice.client.get(f"{path}/editions/1")).headers["etag"]
    await come(runtime, alice, photo)
    answer = await alice.client.get(f"{path}/editions/1", headers={"If-None-Match": etag})
    content = answer.json()["content"]
    moments, stories = content["sections"]
    places = [content["person"]["photo"], moments["moments"][0]["media"][0], stories["stories"][0]["cover"]]
    for place in places:
        for variant in place["variants"]:
            assert (await guest.get(variant["url"])).status_code == 200
    assert all(place["variants"] for place in places)
    html = (await guest.get(f"/s/{link}", headers=FRENCH)).text
    assert "arrive" not in html
    assert set(await completion_notifications(alice)) == {
        (COMPLETE.format("Mon stage"), story["id"]),
        (COMPLETE.format("Le mien"), edition["portrait_id"]),
    }
    assert await portraits.publish(alice, path, 200) == answer.json() | {"warnings": []}


@pytest.mark.slow
async def test_a_completion_is_whole_or_not_at_all_and_happens_once(
    alice: Person, runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo, _, story = await tell_of_one(alice)
    assert (await append(alice, photo, 0, PHOTO)).status_code == 204
    notify = notifications.notify

    async def die(*_: object) -> int:
        raise ConnectionResetError

    monkeypatch.setattr(notifications, "notify", die)
    with pytest.raises(ConnectionResetError):
        await work_off(runtime)
    before = await alice.ask("GET", f"/v1/stories/{story['id']}", 200)
    assert before == story
    monkeypatch.setattr(notifications, "notify", notify)

    async def run() -> None:
        async with runtime.work(SYSTEM) as uow:
            await HANDLERS[CompleteEditions](uow, CompleteEditions(owner_id=alice.id))

    await asyncio.gather(*(run() for _ in range(4)))
    now = await alice.ask("GET", f"/v1/stories/{story['id']}", 200)
    assert (now["version"], all(shown(now["content"]))) == (before["version"] + 1, True)
    assert len(await completion_notifications(alice)) == 1


@pytest.mark.slow
async def test_a_photo_that_comes_during_the_publication_is_not_missed(alice: Person, runtime: Runtime) -> None:
    """It becomes ready after the publication, which awaits it, and completes it."""
    photo = await photo_to_come(alice)
    journal = await begin(alice, text(), showing(photo))
    assert (await append(alice, photo, 0, PHOTO)).status_code == 204
    async with runtime.work(actor_of(alice, runtime)) as uow:
        story, _ = await publication.publish(uow, UUID(journal.rpartition("/")[2]))
        rendering = asyncio.ensure_future(work_off(runtime))
        await somebody_waits(runtime)
    await rendering
    now = await alice.ask("GET", f"/v1/stories/{json.loads(story.json)['id']}", 200)
    assert (all(shown(now["content"])), now["awaited"], len(await completion_notifications(alice))) == (True, [], 1)


@pytest.mark.slow
async def test_an_archive_takes_along_no_place(
    alice: Person, bob: Person, guest: httpx.AsyncClient, runtime: Runtime
) -> None:
    """Another installation awaits nothing: the story comes without the places, and an export says what they are."""
    coming = await publish_early(alice)
    await alice.ask("PATCH", "/v1/me", 200, json={"locale": "fr"})
    archive = await take_along(alice, guest, runtime)
    page = archive.read("stories/1.html").decode()
    assert [page.count(words) for words in ("Une photo arrive", "Un son arrive")] == [3, 1]
    await import_file(bob, runtime, packed(archive))
    [card] = (await bob.ask("GET", "/v1/stories", 200))["items"]
    story = await bob.ask("GET", f"/v1/stories/{card['id']}", 200)
    assert (shown(story["content"]), story["awaited"], len(story["content"]["blocks"])) == ([], [], 2)
    await come(runtime, alice, coming.photo)
    assert await bob.ask("GET", f"/v1/stories/{card['id']}", 200) == story
