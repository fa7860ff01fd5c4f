"""A face that is blurred is blurred at once in all that shows the photo, also in what was published before."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI
from PIL import Image
from sqlalchemy import select

from app.adapters.renderer import Renderer
from app.core.db import Base
from app.core.ports import Box, Draft, Rejected, Rendition
from app.core.uow import Runtime
from app.models.media import Media
from app.models.stories import EditionMedia
from app.services.media.awaited import COPIES
from app.services.stories import editions
from tests.adapters.test_blurring import contrast, squares
from tests.api.test_exports import rows, take_along
from tests.api.test_imports import packed
from tests.support import portraits
from tests.support.grants import share, token_of
from tests.support.imports import import_file
from tests.support.media import saved
from tests.support.people import ADULT, Person, capture, work_off
from tests.support.recordings import m4a
from tests.support.storage import is_there, keys_of
from tests.support.stories import begin, of, publish, showing
from tests.support.uploads import declare, declared, medium, original_of

FACE = {"left": 0.0, "top": 0.0, "right": 0.5, "bottom": 0.5}
BOX: Box = (0, 0, 0.5, 0.5)
ELSEWHERE: Box = (0.5, 0.5, 1, 1)


async def blur(person: Person, media_id: str, *rectangles: Mapping[str, float], status: int = 200) -> Any:
    version = (await person.ask("GET", f"/v1/media/{media_id}", 200))["version"]
    body, headers = {"rectangles": list(rectangles)}, {"If-Match": f'"{version}"'}
    return await person.ask("PUT", f"/v1/media/{media_id}/blur", status, json=body, headers=headers)


PICTURE = saved(squares(400, 300), "PNG")


async def taken(runtime: Runtime, person: Person) -> Any:
    return await medium(runtime, person, PICTURE, content_type="image/png", alt="Un mur")


def is_blurred(content: bytes) -> bool:
    picture = Image.open(BytesIO(content))
    assert contrast(picture, ELSEWHERE) > 80
    return contrast(picture, BOX) < 6


def addresses(shown: Any) -> list[str]:
    return [str(variant["url"]) for variant in shown["variants"]]


async def fetched(client: httpx.AsyncClient, urls: list[str]) -> list[httpx.Response]:
    return [await client.get(url) for url in urls]


class Paper:
    """Keeps the pictures that a document is set with."""

    def __init__(self) -> None:
        self.faces: list[bytes] = []

    async def typeset(
        self, layout: str, drafts: Sequence[Draft], files: Mapping[str, bytes], form: str = "pdf"
    ) -> bytes:
        self.faces += files.values()
        return b"%PDF-"

    def missing(self, text: str) -> str:
        return ""


class Shown(NamedTuple):
    """A photo that is shown in each of the ways."""

    photo: Any
    story: Any
    portrait: str
    urls: list[str]


async def show(person: Person, runtime: Runtime, guest: httpx.AsyncClient) -> Shown:
    await person.ask("PATCH", "/v1/me", 200, json={"birth_year": ADULT})
    photo = await taken(runtime, person)
    await person.ask("PATCH", "/v1/me", 200, json={"avatar_media_id": photo["id"]})
    moment = await capture(person, {"title": "Un mur", "context": "work", "media": [photo["id"]]})
    story = await publish(person, await begin(person, of(moment), cover_media_id=photo["id"]))
    link = token_of(await share(person, story))
    page = (await guest.get(f"/v1/links/{link}")).json()
    portrait = await portraits.draw(person, show_photo=True)
    edition = await portraits.publish(person, portrait)
    places = [photo, page["content"]["cover"], story["content"]["cover"], edition["content"]["person"]["photo"]]
    urls = [url for place in places for url in addresses(place)]
    assert len(urls) == 12
    return Shown(photo, story, portrait, urls)


@pytest.mark.slow
async def test_what_was_given_before_serves_nothing_of_it_any_more(
    alice: Person, guest: httpx.AsyncClient, runtime: Runtime
) -> None:
    scene = await show(alice, runtime, guest)
    before = await fetched(guest, scene.urls)
    assert {item.status_code for item in before} == {200}
    assert not any(is_blurred(item.content) for item in before)
    old = (await keys_of(runtime, UUID(scene.photo["id"])))[1:]  # without the original
    blurred_photo = await blur(alice, scene.photo["id"], FACE)
    assert (blurred_photo["state"], blurred_photo["variants"], blurred_photo["blurred"]) == ("processing", [], [FACE])
    assert {item.status_code for item in await fetched(guest, scene.urls)} == {404}
    await work_off(runtime)
    assert await is_there(runtime, old) == {False}
    after = await fetched(guest, scene.urls)
    assert {item.status_code for item in after} == {200}
    assert all(is_blurred(item.content) for item in after)
    for url, was in zip(scene.urls, before, strict=True):
        answer = await guest.get(url, headers={"If-None-Match": was.headers["etag"]})
        assert (answer.status_code, answer.content != was.content) == (200, True)
        whole = await guest.get(url, headers={"Range": "bytes=0-9", "If-Range": was.headers["etag"]})
        assert whole.status_code == 200


def test_whatever_shows_a_photo_is_made_anew() -> None:
    keeping = {mapper.class_ for mapper in Base.registry.mappers if "variants" in mapper.columns}
    assert keeping == {Media, *COPIES}


@pytest.mark.slow
async def test_what_was_published_stays_but_for_the_face(
    app: FastAPI, alice: Person, guest: httpx.AsyncClient, runtime: Runtime
) -> None:
    scene = await show(alice, runtime, guest)
    edition = f"/v1/stories/{scene.story['id']}/editions/1"
    content = await alice.ask("GET", edition, 200)
    await blur(alice, scene.photo["id"], FACE)
    await work_off(runtime)
    thumbhash = scene.photo["thumbhash"]
    assert content["content"]["cover"]["thumbhash"] == thumbhash
    assert json.dumps(await alice.ask("GET", edition, 200)) == json.dumps(content).replace(
        json.dumps(thumbhash), "null"
    )
    assert thumbhash not in str(await alice.ask("GET", f"{scene.portrait}/editions/1", 200))
    assert thumbhash not in str(await alice.ask("GET", "/v1/stories", 200))
    now = await alice.ask("GET", f"/v1/media/{scene.photo['id']}", 200)
    assert (now["state"], now["alt"]) == ("ready", "Un mur")
    assert now["thumbhash"] != scene.photo["thumbhash"]
    paper = Paper()
    app.state.runtime = replace(runtime, typesetter=paper)
    answer = await alice.client.get(f"{scene.portrait}/editions/1", headers={"Accept": "application/pdf"})
    assert answer.status_code == 200
    assert [is_blurred(face) for face in paper.faces] == [True]


WRONG: Mapping[str, dict[str, Any]] = {
    "nothing in it": {"rectangles": [FACE | {"right": 0.0}]},
    "beyond the right": {"rectangles": [FACE | {"right": 1.01}]},
    "above": {"rectangles": [FACE | {"top": -0.1}]},
    "another field": {"rectangles": [FACE | {"strength": 3}]},
    "too many": {"rectangles": [FACE] * 41},
    "no list": {},
}


@pytest.mark.slow
async def test_it_is_for_its_owner_to_blur(
    alice: Person, bob: Person, guest: httpx.AsyncClient, runtime: Runtime
) -> None:
    photo = await taken(runtime, alice)
    path, body = f"/v1/media/{photo['id']}/blur", {"rectangles": [FACE]}
    first = {"If-Match": f'"{photo["version"]}"'}
    await bob.ask("PUT", path, 404, json=body, headers=first)
    assert (await guest.put(path, json=body)).status_code == 401
    await alice.ask("PUT", path, 428, json=body)
    await alice.ask("PUT", path, 412, json=body, headers={"If-Match": '"1"'})
    for wrong in WRONG.values():
        await alice.ask("PUT", path, 422, json=wrong, headers=first)
    answer = await alice.ask("PUT", path, 200, json=body, headers=first)
    assert await alice.ask("PUT", path, 200, json=body, headers=first) == answer  # its answer was lost
    await work_off(runtime)
    new_medium = await alice.ask("GET", f"/v1/media/{photo['id']}", 200)
    assert await alice.ask("PUT", path, 200, json=body, headers=first) == new_medium
    voice = await medium(runtime, alice, m4a(), kind="audio", content_type="audio/mp4")
    empty = await declare(alice, declared(b"x" * 9))
    for item in (voice["id"], empty["id"]):
        assert (await blur(alice, item, FACE, status=409))["type"] == "/problems/nothing-to-blur"


@pytest.mark.slow
async def test_the_original_stays_with_its_owner_who_may_take_the_blur_back(
    alice: Person, bob: Person, guest: httpx.AsyncClient, runtime: Runtime
) -> None:
    photo, content = await taken(runtime, alice), PICTURE
    sharp = [item.content for item in await fetched(guest, addresses(photo))]
    await blur(alice, photo["id"], FACE)
    await work_off(runtime)
    answer = await alice.ask("GET", f"/v1/media/{photo['id']}", 200)
    assert await original_of(alice, photo["id"]) == content
    await bob.ask("GET", f"/v1/media/{photo['id']}/original", 404)
    assert (await guest.get(f"{addresses(answer)[0].rpartition('/')[0]}/original")).status_code == 404
    duplicate = await declare(alice, declared(content, content_type="image/png"))  # the same file again
    assert (duplicate["state"], duplicate["blurred"]) == ("ready", [FACE])
    assert all(is_blurred(item.content) for item in await fetched(guest, addresses(duplicate)))
    await blur(alice, duplicate["id"])
    await work_off(runtime)
    back = await alice.ask("GET", f"/v1/media/{photo['id']}", 200)
    assert back["blurred"] == []
    assert [item.content for item in await fetched(guest, addresses(back))] == sharp


@pytest.mark.slow
async def test_a_photo_that_cannot_be_made_anew_is_not_lost_and_not_shown(
    alice: Person, guest: httpx.AsyncClient, runtime: Runtime
) -> None:
    photo = await taken(runtime, alice)
    story = await publish(alice, await begin(alice, showing(photo["id"])))
    urls = addresses(story["content"]["blocks"][0]["media"])

    class Broken(Renderer):
        async def render(
            self, kind: str, content_type: str, original: Path, folder: Path, boxes: Sequence[Box] = ()
        ) -> Rendition:
            raise Rejected("too_costly")

    await blur(alice, photo["id"], FACE)
    with closing(Broken()) as broken, pytest.raises(Rejected):
        await work_off(replace(runtime, renderer=broken))
    assert (await alice.ask("GET", f"/v1/media/{photo['id']}", 200))["state"] == "processing"
    assert {item.status_code for item in await fetched(guest, urls)} == {404}
    await blur(alice, photo["id"], FACE)
    await work_off(runtime)
    assert all(is_blurred(item.content) for item in await fetched(guest, urls))


@pytest.mark.slow
async def test_who_publishes_while_it_is_blurred_shows_it_blurred(
    alice: Person, runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is blurred as soon as the edition, which was begun before, is there."""
    photo = await taken(runtime, alice)
    journal, blurring = await begin(alice, showing(photo["id"])), []
    freeze = editions.freeze

    async def blur_and_render() -> None:
        path, headers = f"/v1/media/{photo['id']}/blur", {"If-Match": f'"{photo["version"]}"'}
        await alice.client.put(path, json={"rectangles": [FACE]}, headers=headers)  # 503 when it has waited too long
        await work_off(runtime)

    async def freeze_slowly(*arguments: Any) -> str:
        blurring.append(asyncio.create_task(blur_and_render()))
        await asyncio.wait(blurring, timeout=2)
        return await freeze(*arguments)

    monkeypatch.setattr(editions, "freeze", freeze_slowly)
    await publish(alice, journal)
    await asyncio.gather(*blurring)
    await blur(alice, photo["id"], FACE)
    await work_off(runtime)
    async with runtime.database.sessions() as session:
        now = (await session.get_one(Media, UUID(photo["id"]))).variants
        copies = await session.scalars(select(EditionMedia.variants).filter_by(media_id=UUID(photo["id"])))
        assert copies.all() == [now]


@pytest.mark.slow
async def test_what_is_taken_along_is_blurred_where_it_comes(
    alice: Person, bob: Person, guest: httpx.AsyncClient, runtime: Runtime
) -> None:
    for person in (alice, bob):
        await person.ask("PATCH", "/v1/me", 200, json={"birth_year": ADULT})
    photo = await taken(runtime, alice)
    await publish(alice, await begin(alice, showing(photo["id"])))
    await blur(alice, photo["id"], FACE)
    await work_off(runtime)
    archive = await take_along(alice, guest, runtime)
    [row] = rows(archive, "media")
    assert row["blurred"] == [FACE]
    pictures = [name for name in archive.namelist() if name.endswith(".webp")]
    assert pictures
    assert all(is_blurred(archive.read(name)) for name in pictures)
    assert (await import_file(bob, runtime, packed(archive)))["result"]["left_out"] == {}
    [come] = (await bob.ask("GET", "/v1/media", 200))["items"]
    assert come["blurred"] == [FACE]
    [story] = (await bob.ask("GET", "/v1/stories", 200))["items"]
    answer = await bob.ask("GET", f"/v1/stories/{story['id']}", 200)
    urls = addresses(come) + addresses(answer["content"]["blocks"][0]["media"])
    assert [is_blurred(item.content) for item in await fetched(guest, urls)] == [True] * 6
