"""A photo that somebody waits to see is shown small first, while its large picture is made."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest

from app.core.ports import Box, MediaRenderer, Rejected, Rendition
from app.core.uow import Runtime
from tests.support.media import jpeg
from tests.support.people import Person, Watch, capture, work_off
from tests.support.storage import is_there, keys_of, sweep
from tests.support.stories import begin, publish, showing
from tests.support.uploads import append, declare, declared

pytestmark = pytest.mark.slow
SMALL, ALL = ["small", "thumb"], ["large", "small", "thumb"]


class Enlarging:
    """A renderer whose large pictures wait until they may be made."""

    def __init__(self, renderer: MediaRenderer) -> None:
        self._renderer = renderer
        self.begun, self.allowed = asyncio.Event(), asyncio.Event()
        self.fault: Rejected | None = None

    def prepare(self) -> None:
        self._renderer.prepare()

    async def render(
        self, kind: str, content_type: str, original: Path, folder: Path, boxes: Sequence[Box] = ()
    ) -> Rendition:
        if kind == "enlargement":
            self.begun.set()
            await self.allowed.wait()
            if self.fault:
                raise self.fault
        return await self._renderer.render(kind, content_type, original, folder, boxes)


@asynccontextmanager
async def enlarging(runtime: Runtime) -> AsyncIterator[Enlarging]:
    """Work until a large picture is to be made, and to the end afterwards."""
    renderer = Enlarging(runtime.renderer)
    working = asyncio.create_task(work_off(replace(runtime, renderer=renderer)))
    async with asyncio.timeout(60):
        await renderer.begun.wait()
    yield renderer
    renderer.allowed.set()
    await working


async def send(person: Person, content: bytes | None = None) -> UUID:
    file = content or jpeg(1700, 1200)
    photo_id = (await declare(person, declared(file)))["id"]
    assert (await append(person, photo_id, 0, file)).status_code == 204
    return UUID(photo_id)


async def read(person: Person, photo_id: UUID) -> Any:
    return await person.ask("GET", f"/v1/media/{photo_id}", 200)


def names_of(medium: Any) -> list[str]:
    return sorted(variant["name"] for variant in medium["variants"])


async def pictures_of(guest: httpx.AsyncClient, medium: Any) -> dict[str, bytes]:
    answers = {variant["name"]: await guest.get(variant["url"]) for variant in medium["variants"]}
    assert {answer.status_code for answer in answers.values()} <= {200}
    return {name: answer.content for name, answer in answers.items()}


async def test_the_small_pictures_are_there_before_the_large_one(
    runtime: Runtime, alice: Person, guest: httpx.AsyncClient
) -> None:
    photo_id = await send(alice)
    moment = await capture(alice, {"title": "Le mur", "media": [str(photo_id)]})
    async with enlarging(runtime):
        early = await read(alice, photo_id)
        first = await pictures_of(guest, early)
        cited = (await alice.ask("GET", f"/v1/experiences/{moment['id']}", 200))["media"]
    late = await read(alice, photo_id)
    last = await pictures_of(guest, late)
    assert (early["state"], names_of(early), bool(early["thumbhash"])) == ("processing", SMALL, True)
    assert [(medium["state"], sorted(medium["variants"])) for medium in cited] == [("processing", SMALL)]
    assert (late["state"], names_of(late), late["thumbhash"]) == ("ready", ALL, early["thumbhash"])
    assert last | first == last
    assert [(variant["width"], variant["height"]) for variant in late["variants"]] == [
        (1600, 1129),
        (800, 565),
        (320, 226),
    ]


async def test_an_edition_keeps_a_place_until_the_large_picture_is_there(runtime: Runtime, alice: Person) -> None:
    photo_id = await send(alice)
    journal = await begin(alice, showing(str(photo_id)), cover_media_id=str(photo_id))
    async with enlarging(runtime):
        early = await publish(alice, journal)
    late = await alice.ask("GET", f"/v1/stories/{early['id']}", 200)
    assert (early["content"]["cover"]["variants"], len(early["awaited"])) == ([], 1)
    assert (names_of(late["content"]["cover"]), late["awaited"]) == (ALL, [])


async def test_bytes_that_were_sent_before_share_the_small_pictures(runtime: Runtime, alice: Person) -> None:
    file = jpeg(1700, 1200)
    photo_id = await send(alice, file)
    async with enlarging(runtime):
        second = await declare(alice, declared(file))
    same = [await read(alice, UUID(second["id"])), await read(alice, photo_id)]
    assert (second["state"], names_of(second)) == ("processing", SMALL)
    assert [(medium["state"], names_of(medium)) for medium in same] == [("ready", ALL)] * 2


@pytest.mark.parametrize("end", ["deleted", "refused", "blurred"])
async def test_what_becomes_of_a_photo_meanwhile_takes_its_small_pictures_along(
    runtime: Runtime, alice: Person, guest: httpx.AsyncClient, watch: Watch, end: str
) -> None:
    photo_id = await send(alice)
    async with enlarging(runtime) as renderer:
        early = await read(alice, photo_id)
        keys = await keys_of(runtime, photo_id)
        headers = {"If-Match": f'"{early["version"]}"'}
        if end == "deleted":
            await alice.ask("DELETE", f"/v1/media/{photo_id}", 204, headers=headers)
        elif end == "blurred":
            rectangles = [{"left": 0.1, "top": 0.1, "right": 0.5, "bottom": 0.5}]
            await alice.ask("PUT", f"/v1/media/{photo_id}/blur", 200, headers=headers, json={"rectangles": rectangles})
        else:
            renderer.fault = Rejected("too_costly")
        if end != "refused":
            assert {(await guest.get(variant["url"])).status_code for variant in early["variants"]} == {404}
    if end == "blurred":
        assert names_of(await read(alice, photo_id)) == ALL
    watch.advance(days=2)
    await sweep(runtime)
    gone = [key for key in keys if end != "blurred" or key != (await keys_of(runtime, photo_id))[0]]
    assert await is_there(runtime, gone) == {False}
