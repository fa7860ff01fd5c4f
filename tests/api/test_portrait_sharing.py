"""A portrait is given as a story is: the same grants, the same endings, the same readings."""

from typing import Any

import httpx
import pytest

from app.core.uow import Runtime
from app.schemas.links import PortraitLinkRead
from app.schemas.portrait_editions import SharedPortraitDetailRead, SharedPortraitRead
from app.services.portraits.formats import FORMATS, Format, Frozen
from tests.support.grants import amend, codes, read, revoke, told, unlock
from tests.support.mails import received, text_of
from tests.support.people import FULL, Person, capture, work_off
from tests.support.portraits import draw, publish, share, talent
from tests.support.stories import begin, medium, rewrite, showing
from tests.support.stories import publish as publish_story


async def shown(alice: Person, runtime: Runtime, **fields: Any) -> str:
    """The path of a portrait that is published."""
    moment = await capture(alice, FULL | {"media": [await medium(runtime, alice, alt="Un mur")]})
    await talent(runtime, alice, "LEARN.1", moment)
    path = await draw(alice, name="Bâtiment", headline="Maçonne", **fields)
    await publish(alice, path)
    return path


def to(person: Person) -> dict[str, Any]:
    return {"audience": {"type": "user", "id": str(person.id)}, "purpose": "personal"}


async def test_a_link_shows_a_portrait(alice: Person, guest: httpx.AsyncClient, runtime: Runtime) -> None:
    path = await shown(alice, runtime)
    link = await share(alice, path)
    assert (link["target"]["type"], link["target"]["title"]) == ("portrait", "Bâtiment")
    answer = await read(guest, link)
    document = answer.json()
    assert PortraitLinkRead.model_validate(document).model_dump(mode="json") == document
    assert (document["target"]["type"], document["content"]["headline"]["fr"]) == ("portrait", "Maçonne")
    assert [section["kind"] for section in document["content"]["sections"]] == ["talents", "work"]
    url = document["content"]["sections"][1]["moments"][0]["media"][0]["variants"][0]["url"]
    assert (await guest.head(url)).status_code != 404
    content = await read(guest, link)
    assert content.json() == document
    assert (await alice.ask("GET", f"/v1/grants/{link['id']}", 200))["views"] == 2


async def test_a_link_follows_the_latest_edition_or_keeps_to_one(
    alice: Person, guest: httpx.AsyncClient, runtime: Runtime
) -> None:
    path = await shown(alice, runtime)
    latest, kept_link = await share(alice, path), await share(alice, path, follow="edition")
    await rewrite(alice, path, headline="Cheffe")
    await publish(alice, path)
    seen = [(await read(guest, link)).json()["content"] for link in (latest, kept_link)]
    assert [(item["edition"], item["headline"]["fr"]) for item in seen] == [(2, "Cheffe"), (1, "Maçonne")]
    problem = await share(alice, path, 422, follow="edition", edition=3)
    assert codes(problem) == [("/edition", "unknown_edition")]


async def test_a_link_that_asks_for_a_passcode_asks_for_portraits_too(
    alice: Person, guest: httpx.AsyncClient, runtime: Runtime
) -> None:
    link = await share(alice, await shown(alice, runtime), passcode="atelier 12")
    assert (await read(guest, link)).status_code == 403
    assert (await unlock(guest, link, "atelier 13")).status_code == 403
    assert (await unlock(guest, link, "atelier 12")).json()["kind"] == "portrait"


async def test_a_granted_reader_sees_the_edition_and_is_logged_once(
    alice: Person, bob: Person, runtime: Runtime
) -> None:
    path = await shown(alice, runtime)
    await bob.ask("GET", path, 404)
    grant = await share(alice, path, **to(bob))
    answer = await bob.ask("GET", path, 200)
    assert SharedPortraitDetailRead.model_validate(answer).model_dump(mode="json") == answer
    assert answer["content"]["sections"][1]["moments"][0]["title"] == "Mon premier mur droit"
    assert (answer["owner"]["id"], answer["rights"], answer["ends_at"]) == (str(alice.id), ["view"], None)
    assert "Bâtiment" not in str(answer)
    edition = await bob.ask("GET", f"{path}/editions/1", 200)
    assert edition["content"] == answer["content"]
    readings = (await alice.ask("GET", "/v1/me/accesses", 200))["items"]
    assert [(reading["target"]["type"], reading["target"]["title"], reading["grant_id"]) for reading in readings] == [
        ("portrait", "Bâtiment", grant["id"])
    ] * 2
    page = await bob.ask("GET", "/v1/portraits?scope=granted", 200)
    [item] = page["items"]
    assert (answer["kind"], (await alice.ask("GET", path, 200))["kind"]) == ("shared", "own")
    assert list(item) == list(SharedPortraitRead.model_fields)
    assert item == {name: answer.get(name, answer["content"].get(name)) for name in item}
    of_alice = await bob.ask("GET", f"/v1/portraits?scope=granted&user_id={alice.id}", 200)
    of_bob = await bob.ask("GET", f"/v1/portraits?scope=granted&user_id={bob.id}", 200)
    assert (of_alice["items"], of_bob["items"]) == ([item], [])
    assert (await alice.ask("GET", "/v1/portraits?scope=granted", 200))["items"] == []


async def end_by_revoking(alice: Person, _: str, grant: dict[str, Any]) -> None:
    await revoke(alice, grant)


async def end_by_withdrawal(alice: Person, path: str, _: dict[str, Any]) -> None:
    await alice.ask("DELETE", f"{path}/publication", 204)


async def end_by_deletion(alice: Person, path: str, _: dict[str, Any]) -> None:
    version = (await alice.ask("GET", path, 200))["version"]
    await alice.ask("DELETE", path, 204, headers={"If-Match": f'"{version}"'})


@pytest.mark.slow
@pytest.mark.parametrize("end", [end_by_revoking, end_by_withdrawal, end_by_deletion])
async def test_what_has_ended_is_ended_on_every_path(
    alice: Person, bob: Person, guest: httpx.AsyncClient, runtime: Runtime, end: Any
) -> None:
    story = await told(alice)
    path = await shown(alice, runtime, pinned_stories=[story["id"]])
    link, grant = await share(alice, path), await share(alice, path, **to(bob), rights=["view", "download"])
    media = [
        (await read(guest, link)).json()["content"]["sections"][1]["moments"][0]["media"][0]["variants"][0]["url"],
        (await bob.ask("GET", path, 200))["content"]["sections"][1]["moments"][0]["media"][0]["variants"][0]["url"],
    ]
    paths = [path, f"{path}/editions/1", f"{path}/editions/1.json", f"/v1/stories/{story['id']}"]
    assert {(await bob.client.get(path)).status_code for path in paths} == {200}
    assert 404 not in {(await guest.head(item)).status_code for item in media}
    for item in (link, grant):
        if end is end_by_revoking or item is link:
            await end(alice, path, item)
    assert {(await bob.client.get(path)).status_code for path in paths} == {404}
    assert {(await guest.get(item)).status_code for item in media} == {404}
    assert (await read(guest, link)).status_code == 404
    assert (await bob.ask("GET", "/v1/portraits?scope=granted", 200))["items"] == []


@pytest.mark.slow
async def test_a_pinned_story_opens_through_the_portrait(
    alice: Person, bob: Person, guest: httpx.AsyncClient, runtime: Runtime
) -> None:
    journal = await begin(alice, showing(await medium(runtime, alice)), title="Murs")
    story = await publish_story(alice, journal)
    other_story = await told(alice)
    path = await shown(alice, runtime, pinned_stories=[story["id"]])
    grant, link = await share(alice, path, **to(bob)), await share(alice, path)
    await rewrite(alice, journal, title="Toits")
    await publish_story(alice, journal)
    answer = await bob.ask("GET", f"/v1/stories/{story['id']}", 200)
    assert (answer["content"]["title"], answer["edition"], answer["rights"]) == ("Murs", 1, ["view"])
    await bob.ask("GET", f"/v1/stories/{story['id']}/editions/2", 404)
    await bob.ask("GET", f"/v1/stories/{other_story['id']}", 404)
    [reading] = (await alice.ask("GET", "/v1/me/accesses", 200))["items"]
    assert (reading["grant_id"], reading["target"]["id"]) == (grant["id"], story["id"])
    media = answer["content"]["blocks"][0]["media"]["variants"][0]["url"]
    key = (
        (await read(guest, link))
        .json()["content"]["sections"][1]["moments"][0]["media"][0]["variants"][0]["url"]
        .split("/")[4]
    )
    through = [media, media.replace(media.split("/")[4], key)]
    assert 404 not in {(await guest.head(item)).status_code for item in through}
    await alice.ask("DELETE", f"{journal}/publication", 204)
    await bob.ask("GET", f"/v1/stories/{story['id']}", 404)
    assert {(await guest.get(item)).status_code for item in through} == {404}


@pytest.mark.slow
async def test_only_ones_own_portrait_can_be_given(alice: Person, bob: Person, runtime: Runtime) -> None:
    path = await shown(alice, runtime)
    for item in (path, await draw(alice), "/v1/portraits/01a211fb-1add-7051-b6c0-79dbb4db122f"):
        await bob.ask("PATCH", "/v1/me", 200, json={"birth_year": 1990})
        assert codes(await share(bob, item, 422)) == [("/target/id", "unknown_target")]
    await alice.ask("DELETE", f"{path}/publication", 204)
    assert codes(await share(alice, path, 422)) == [("/target/id", "withdrawn")]
    await publish(alice, path)
    await end_by_deletion(alice, path, {})
    assert codes(await share(alice, path, 422)) == [("/target/id", "unknown_target")]


@pytest.mark.slow
async def test_taking_a_portrait_along_takes_the_right_to(
    alice: Person, bob: Person, runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def headline(_: Runtime, frozen: Frozen) -> bytes:
        return str(frozen.content["headline"]["fr"]).encode()

    monkeypatch.setitem(FORMATS, "test", Format("text/x-test", "test", headline))
    path = await shown(alice, runtime)
    grant = await share(alice, path, **to(bob))
    answer = await bob.client.get(f"{path}/editions/1.test")
    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/download-not-granted")
    await amend(alice, grant, rights=["view", "download"])
    for taken in (
        await bob.client.get(f"{path}/editions/1.test"),
        await bob.client.get(f"{path}/editions/1", headers={"Accept": "text/x-test"}),
    ):
        assert (taken.status_code, taken.content.decode()) == (200, "Maçonne")
        assert taken.headers["content-disposition"] == 'attachment; filename="Portrait of Alice.test"'


@pytest.mark.slow
async def test_a_portrait_goes_by_mail(alice: Person, runtime: Runtime) -> None:
    link = await share(alice, await shown(alice, runtime))
    address = f"p-{link['id']}@example.org"
    sent_body = {"emails": [address], "message": "Voici."}
    assert await alice.ask("POST", f"/v1/grants/{link['id']}/deliveries", 202, json=sent_body) == {
        "accepted": 1,
        "skipped": 0,
    }
    await work_off(runtime)
    [mail] = received(runtime, address)
    text = text_of(mail)
    assert mail["Subject"] == "Alice partage son portrait"
    assert "Maçonne" in text
    assert link["url"] in text


async def test_a_site_that_mentions_a_portrait_hears_its_headline(
    alice: Person, guest: httpx.AsyncClient, runtime: Runtime
) -> None:
    photo = await medium(runtime, alice)
    await alice.ask("PATCH", "/v1/me", 200, json={"avatar_media_id": photo})
    link = await share(alice, await shown(alice, runtime, show_photo=True))
    card = (await guest.get("/oembed", params={"url": link["url"]})).json()
    assert (card["title"], card["author_name"], card["thumbnail_width"]) == ("Maçonne", "Alice", 1600)
