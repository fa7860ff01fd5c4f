"""The files that come along: what a phone could not send stays behind, and nothing lies about in storage."""

import io
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from zipfile import ZipFile

import httpx
import pytest
from fastapi import FastAPI

from app.core.settings import UploadSettings
from app.core.uow import Runtime
from app.services.portability.archives import PART, store_stream
from tests.api.test_exports import life, rows, take_along
from tests.api.test_import_sources import day_one
from tests.api.test_imports import rewritten
from tests.support.imports import import_file, preview
from tests.support.people import Person, work_off
from tests.support.storage import MemoryStore


@pytest.mark.slow
async def test_a_file_of_no_size_or_type_of_ours_stays_behind(
    alice: Person, bob: Person, guest: httpx.AsyncClient, runtime: Runtime
) -> None:
    await life(alice, runtime)
    archive = await take_along(alice, guest, runtime)
    [medium] = rows(archive, "media")
    forged = rewritten(archive, media=json.dumps(medium | {"kind": "audio"}))
    assert (await import_file(bob, runtime, forged))["result"]["left_out"] == {"unfit_media": 1}
    few = runtime.settings.model_copy(update={"uploads": UploadSettings(photo=10)})
    report = await import_file(bob, replace(runtime, settings=few), day_one())
    assert (report["result"]["left_out"]["unfit_media"], report["result"]["media"]) == (1, 0)
    assert (await bob.ask("GET", "/v1/media", 200))["items"] == []


def roomy(runtime: Runtime, size: int) -> Runtime:
    """With room for so many bytes of each person."""
    uploads = runtime.settings.uploads.model_copy(update={"person": size})
    return replace(runtime, settings=runtime.settings.model_copy(update={"uploads": uploads}))


@pytest.mark.slow
async def test_what_comes_along_takes_its_place_unpacked(
    alice: Person, bob: Person, guest: httpx.AsyncClient, app: FastAPI, runtime: Runtime
) -> None:
    await life(alice, runtime)
    archive = await take_along(alice, guest, runtime)
    size = int(rows(archive, "media")[0]["size"])
    import_preview = await preview(bob, runtime, rewritten(archive))
    assert import_preview["preview"]["media_size"] == size
    app.state.runtime = roomy(runtime, size - 1)
    confirmation = f"/v1/imports/{import_preview['id']}/confirmation"
    answer = await bob.ask("PUT", confirmation, 413)
    assert (answer["type"], answer["used"], answer["limit"]) == ("/problems/storage-full", 0, size - 1)
    app.state.runtime = roomy(runtime, size)
    await bob.ask("PUT", confirmation, 202)
    await work_off(roomy(runtime, size - 1))  # something else has come in between
    done_import = await bob.ask("GET", f"/v1/imports/{import_preview['id']}", 200)
    assert (done_import["state"], done_import["result"]["left_out"]) == ("done", {"no_room_for_media": 1})
    assert (await bob.ask("GET", "/v1/media", 200))["items"] == []


@pytest.mark.slow
async def test_what_is_here_takes_no_place_again(bob: Person, runtime: Runtime) -> None:
    await import_file(bob, runtime, day_one())
    seen_preview = (await preview(bob, runtime, day_one()))["preview"]
    assert (seen_preview["media_size"], seen_preview["already_here"]) == (0, 2)


def spoiled(packed: bytes, name: str) -> bytes:
    """With other bytes in the one file that is called so."""
    with ZipFile(io.BytesIO(packed)) as archive:
        [entry] = [entry for entry in archive.infolist() if name in entry.filename]
    at = entry.header_offset + 300
    return packed[:at] + b"?" * 50 + packed[at + 50 :]


@pytest.mark.slow
async def test_a_damaged_file_stays_behind_and_the_moments_come(
    alice: Person, bob: Person, guest: httpx.AsyncClient, runtime: Runtime
) -> None:
    result = (await import_file(bob, runtime, spoiled(day_one(), "photos/")))["result"]
    assert (result["left_out"]["damaged_media"], result["media"], result["experiences"]) == (1, 0, 1)
    await life(alice, runtime)
    ours = rewritten(await take_along(alice, guest, runtime))
    result = (await import_file(bob, runtime, spoiled(ours, "/original")))["result"]
    assert (result["left_out"], result["media"], result["experiences"]) == ({"damaged_media": 1}, 0, 2)
    [journal] = (await bob.ask("GET", "/v1/journals", 200))["items"]
    assert (journal["cover"], [block["kind"] for block in journal["blocks"]]) == (None, ["text", "experience"])


async def chunks(*, breaks: bool) -> AsyncIterator[bytes]:
    yield b"a" * PART
    yield b"b" * 3
    if breaks:
        raise ConnectionError


async def test_what_breaks_off_leaves_nothing_in_storage() -> None:
    objects = MemoryStore()
    with pytest.raises(ConnectionError):
        await store_stream(objects, "key", "video/mp4", chunks(breaks=True))
    assert (objects.objects, objects.multiparts) == ({}, {})
    assert await store_stream(objects, "key", "video/mp4", chunks(breaks=False)) == PART + 3
    assert len(await objects.get("key")) == PART + 3
