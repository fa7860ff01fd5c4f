import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from app.adapters.renderer import Renderer
from app.core.actor import SYSTEM
from app.core.changes import Change
from app.core.ports import Box, Rendition, StorageUnavailable
from app.core.settings import UploadSettings
from app.core.uow import Runtime
from app.models.media import Media, Upload
from app.services.media import renditions, upload_streams
from app.services.media.renditions import RenderPhoto
from app.services.media.upload_streams import Incoming
from app.tasks.media import render_photo
from tests.support.media import jpeg, png, truncated
from tests.support.people import Person, Watch, work_off
from tests.support.recordings import m4a, mp4
from tests.support.storage import MemoryStore, is_there, keys_of, sweep
from tests.support.uploads import actor_of, append, declare, declared, in_chunks, medium

TOURS = (47.39, 0.68)


async def send_file(person: Person, content: bytes, **fields: Any) -> UUID:
    upload = await declare(person, declared(content) | fields)
    assert (await append(person, upload["id"], 0, content)).status_code == 204
    return UUID(upload["id"])


async def state_of(person: Person, media_id: UUID) -> tuple[str, str | None]:
    answer = await person.ask("GET", f"/v1/media/{media_id}", 200)
    return answer["state"], answer["reason"]


async def run(runtime: Runtime, media_id: UUID) -> None:
    async with runtime.work(SYSTEM) as uow:
        await renditions.render(uow, media_id, runtime.renderer)


async def test_a_photo_tells_its_owner_what_it_knows(runtime: Runtime, alice: Person) -> None:
    lived_at = datetime(2026, 3, 3, 14, 10, tzinfo=UTC)
    photo = await medium(runtime, alice, jpeg(lived_at=lived_at, gps=TOURS))
    assert (photo["width"], photo["height"], photo["duration"]) == (880, 660, None)
    assert photo["suggested"] == {
        "lived_at": "2026-03-03T14:10:00+00:00",
        "lat": pytest.approx(TOURS[0], abs=1e-4),
        "lng": pytest.approx(TOURS[1], abs=1e-4),
    }
    assert photo["thumbhash"]
    assert {"thumb", "small", "large"} <= {variant["name"] for variant in photo["variants"]}
    assert all(variant["url"].startswith("http://test/m/") for variant in photo["variants"])


async def test_a_film_and_a_voice_note_have_a_duration(runtime: Runtime, alice: Person) -> None:
    film = await medium(runtime, alice, mp4(), kind="video", content_type="video/mp4")
    voice = await medium(runtime, alice, m4a(), kind="audio", content_type="audio/mp4")
    assert film["duration"] > 0
    assert {"poster", "video"} <= {variant["name"] for variant in film["variants"]}
    assert voice["duration"] > 0
    assert "audio" in {variant["name"] for variant in voice["variants"]}


@pytest.mark.parametrize(
    ("content", "fields", "reason"),
    [
        (jpeg(), {"sha256": "0" * 64}, "wrong_checksum"),
        (png(), {}, "wrong_type"),
        (truncated(jpeg()), {}, "unreadable"),
    ],
)
async def test_a_file_that_is_not_what_it_says_is_rejected(
    runtime: Runtime, alice: Person, content: bytes, fields: dict[str, str], reason: str
) -> None:
    media_id = await send_file(alice, content, **fields)
    keys = await keys_of(runtime, media_id)
    await work_off(runtime)
    assert await state_of(alice, media_id) == ("rejected", reason)
    assert await is_there(runtime, keys) == {False}
    await alice.ask("GET", f"/v1/media/{media_id}/original", 404)


async def test_an_object_of_another_size_is_rejected(runtime: Runtime, alice: Person) -> None:
    media_id = await send_file(alice, jpeg())
    [key] = await keys_of(runtime, media_id)
    await runtime.objects.put(key, b"123", "image/jpeg")
    await run(runtime, media_id)
    assert await state_of(alice, media_id) == ("rejected", "wrong_size")


@pytest.mark.slow
async def test_rendering_twice_is_rendering_once(runtime: Runtime, alice: Person) -> None:
    media_id = await send_file(alice, jpeg())
    await asyncio.gather(run(runtime, media_id), run(runtime, media_id))
    first = await alice.ask("GET", f"/v1/media/{media_id}", 200)
    await work_off(runtime)
    assert await alice.ask("GET", f"/v1/media/{media_id}", 200) == first
    assert (first["state"], first["version"]) == ("ready", 3)
    assert await is_there(runtime, await keys_of(runtime, media_id)) == {True}


async def test_a_file_is_rendered_while_somebody_cites_it(runtime: Runtime, alice: Person) -> None:
    media_id = await send_file(alice, jpeg())
    async with runtime.database.sessions.begin() as session:
        statement = select(Media.id).where(Media.id == media_id)
        await session.execute(statement.with_for_update(read=True, key_share=True))
        await run(runtime, media_id)
    assert await state_of(alice, media_id) == ("ready", None)


@pytest.mark.slow
async def test_a_worker_that_dies_half_way_leaves_nothing(runtime: Runtime, alice: Person, watch: Watch) -> None:
    class Died(BaseException):
        pass

    class Dying(MemoryStore):
        async def put_file(self, key: str, path: Path, content_type: str) -> None:
            await super().put_file(key, path, content_type)
            if len(self.objects) == 3:
                raise Died

    store, healthy = Dying(), MemoryStore()
    media_id = await send_file(alice, file := jpeg())
    [key] = await keys_of(runtime, media_id)
    await store.put(key, file, "image/jpeg")
    dying = replace(runtime, objects=store)
    with pytest.raises(Died):
        await run(dying, media_id)
    assert await state_of(alice, media_id) == ("processing", None)
    healthy.objects = store.objects
    await run(replace(runtime, objects=healthy), media_id)
    watch.advance(days=2)
    await sweep(replace(runtime, objects=healthy))
    assert healthy.objects.keys() == set(await keys_of(runtime, media_id))


async def test_what_was_deleted_while_it_was_rendered_stays_deleted(runtime: Runtime, alice: Person) -> None:
    media_id = await send_file(alice, jpeg())
    store = MemoryStore()
    [key] = await keys_of(runtime, media_id)
    await store.put(key, await runtime.objects.get(key), "image/jpeg")

    class Meanwhile(Renderer):
        async def render(
            self, kind: str, content_type: str, original: Path, folder: Path, boxes: Sequence[Box] = ()
        ) -> Rendition:
            await alice.ask("DELETE", f"/v1/media/{media_id}", 204, headers={"If-Match": '"2"'})
            return await runtime.renderer.render(kind, content_type, original, folder, boxes)

    await run(replace(runtime, renderer=Meanwhile(), objects=store), media_id)
    await sweep(replace(runtime, objects=store))
    assert store.objects == {}


async def test_who_shares_what_is_still_on_its_way_inherits_it(runtime: Runtime, alice: Person) -> None:
    file, store = jpeg(), MemoryStore()
    small = runtime.settings.model_copy(update={"uploads": UploadSettings(part=len(file) // 3)})
    in_parts = replace(runtime, settings=small, objects=store)
    first = UUID((await declare(alice, declared(file)))["id"])
    chunks = in_chunks([file[n : n + 10_000] for n in range(0, len(file), 10_000)])
    await upload_streams.append(in_parts, actor_of(alice, runtime), first, 0, Incoming(chunks))
    second = UUID((await declare(alice, declared(file)))["id"])
    assert await state_of(alice, second) == ("processing", None)
    await alice.ask("DELETE", f"/v1/media/{first}", 204, headers={"If-Match": '"2"'})
    await run(in_parts, second)
    assert await state_of(alice, second) == ("ready", None)
    async with runtime.database.sessions() as session:
        assert await session.get(Upload, second) is None
    await sweep(in_parts)
    assert store.objects.keys() == set(await keys_of(runtime, second))


async def test_a_photo_has_a_way_of_its_own_and_a_film_has_not(runtime: Runtime, alice: Person) -> None:
    query = "select entrypoint from jobs.pgqueuer where entrypoint like 'Render%'"
    asked: list[str] = []

    class Noted:
        def __init__(self, name: str) -> None:
            self._name = name

        def prepare(self) -> None:
            asked.append("prepare")

        async def render(
            self, kind: str, content_type: str, original: Path, folder: Path, boxes: Sequence[Box] = ()
        ) -> Rendition:
            asked.append(f"{kind} {self._name}")
            return await runtime.renderer.render(kind, content_type, original, folder, boxes)

    await work_off(runtime)
    noting = replace(runtime, renderer=Noted("awaited"), background_renderer=Noted("background"))
    for content, fields, job in (
        (jpeg(), {}, "RenderPhoto"),
        (m4a(), {"kind": "audio", "content_type": "audio/mp4"}, "RenderMedia"),
    ):
        await send_file(alice, content, **fields)
        assert [row["entrypoint"] for row in await runtime.database.reads.fetch(query)] == [job]
        await work_off(noting)
    photo = ["prepare", "preview awaited", "prepare", "prepare", "enlargement awaited", "prepare"]
    assert asked == [*photo, "audio background"]


async def test_storage_that_is_away_is_waited_for(runtime: Runtime, alice: Person) -> None:
    media_id = await send_file(alice, jpeg())
    away = replace(runtime, objects=MemoryStore(failures=2))
    with pytest.raises(StorageUnavailable):
        await run(away, media_id)
    async with away.work(SYSTEM) as uow:
        await render_photo(uow, RenderPhoto(media_id=media_id))
    assert await state_of(alice, media_id) == ("processing", None)
    await work_off(runtime)
    assert await state_of(alice, media_id) == ("ready", None)


async def test_devices_hear_of_each_step(runtime: Runtime, alice: Person) -> None:
    photo = await medium(runtime, alice)
    async with runtime.database.sessions() as session:
        change = await session.get_one(Change, (alice.id, "media", UUID(photo["id"])))
    assert (change.version, change.deleted) == (photo["version"], False)
