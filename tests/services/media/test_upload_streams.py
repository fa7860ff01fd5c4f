import asyncio
import base64
import hashlib
from collections.abc import AsyncIterator
from typing import cast
from uuid import UUID

import pytest
from fastapi import FastAPI

from app.core.errors import Unavailable
from app.core.ids import uuid7
from app.core.uow import Runtime
from app.services.media import upload_streams
from app.services.media.upload_streams import EACH_PERSON, Incoming, Room, UploadInterrupted
from app.services.media.uploads import UploadTakenOver
from tests.support.people import Person
from tests.support.storage import MemoryStore, forget_media_of, in_small_parts, stored, sweep
from tests.support.uploads import TUS, actor_of, append, bytes_of, declare, declared, film, offset_of

KB = 1024


@pytest.fixture
async def small_parts(app: FastAPI, runtime: Runtime, alice: Person) -> AsyncIterator[Runtime]:
    small = app.state.runtime = in_small_parts(runtime)
    yield small
    await forget_media_of(runtime, alice)


async def test_a_file_of_several_parts_arrives_in_s3(runtime: Runtime, alice: Person) -> None:
    file = bytes_of(20_000_000)
    media_id = await film(alice, file)
    at = 0
    for end in (9_000_000, 9_000_500, 13_000_000, len(file)):
        chunks = [file[n : min(n + 64 * KB, end)] for n in range(at, end, 64 * KB)]
        assert (await append(alice, media_id, at, chunks)).status_code == 204
        at = await offset_of(alice, media_id)
        assert at == end
    assert await stored(runtime, media_id) == file


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
async def test_a_chunk_is_kept_when_its_checksum_holds(small_parts: Runtime, alice: Person, algorithm: str) -> None:
    file = bytes_of(200 * KB)
    media_id = await film(alice, file)
    half = file[: 150 * KB]
    good, bad = (
        f"{algorithm} {base64.b64encode(hashlib.new(algorithm, chunk).digest()).decode()}" for chunk in (half, file)
    )
    chunks = [half[n : n + 10 * KB] for n in range(0, len(half), 10 * KB)]
    assert (await append(alice, media_id, 0, chunks, Upload_Checksum=bad)).status_code == 460
    assert await offset_of(alice, media_id) == 0
    assert (await append(alice, media_id, 0, chunks, Upload_Checksum=good)).status_code == 204
    assert await offset_of(alice, media_id) == len(half)
    assert (await append(alice, media_id, len(half), file[len(half) :])).status_code == 204
    assert await stored(small_parts, media_id) == file


async def broken(content: bytes, at: int, step: int) -> AsyncIterator[bytes]:
    for n in range(0, at, step):
        yield content[n : min(n + step, at)]
    raise UploadInterrupted


@pytest.mark.parametrize("size", [5, 64 * KB, 64 * KB + 1, 300 * KB])
async def test_a_connection_that_breaks_at_the_last_byte_has_sent_the_file(
    small_parts: Runtime, alice: Person, size: int
) -> None:
    file = bytes_of(size)
    media_id = await film(alice, file)
    with pytest.raises(UploadInterrupted):
        await upload_streams.append(
            small_parts, actor_of(alice, small_parts), media_id, 0, Incoming(broken(file, size, 10 * KB))
        )
    assert (await alice.ask("GET", f"/v1/media/{media_id}", 200))["state"] == "processing"
    assert await stored(small_parts, media_id) == file


async def test_the_newest_request_wins(small_parts: Runtime, alice: Person) -> None:
    file = bytes_of(300 * KB)
    media_id, me = await film(alice, file), actor_of(alice, small_parts)
    goes_on = asyncio.Event()

    async def slow() -> AsyncIterator[bytes]:
        yield file[: 100 * KB]
        await goes_on.wait()
        yield b"\0" * (200 * KB)

    older = asyncio.create_task(upload_streams.append(small_parts, me, media_id, 0, Incoming(slow())))
    while (at := await offset_of(alice, media_id)) == 0:
        await asyncio.sleep(0.01)
    assert (await append(alice, media_id, at, file[at : 250 * KB])).status_code == 204
    goes_on.set()
    with pytest.raises(UploadTakenOver):
        await older
    assert (await append(alice, media_id, 250 * KB, file[250 * KB :])).status_code == 204
    assert await stored(small_parts, media_id) == file


@pytest.mark.slow
async def test_an_upload_by_drops_is_joined_now_and_then(small_parts: Runtime, alice: Person) -> None:
    file = bytes_of(100 * KB)
    media_id = await film(alice, file)
    for n in range(0, len(file), 1500):
        assert (await append(alice, media_id, n, file[n : n + 1500])).status_code == 204
    assert await stored(small_parts, media_id) == file


@pytest.mark.slow
async def test_a_person_has_so_many_uploads_at_once_and_the_next_ones_wait(runtime: Runtime, alice: Person) -> None:
    me, gate, waiting = actor_of(alice, runtime), asyncio.Event(), asyncio.Semaphore(0)
    ids = [UUID((await declare(alice, declared(b"12345", alt=str(n))))["id"]) for n in range(EACH_PERSON + 1)]

    async def slow() -> AsyncIterator[bytes]:
        waiting.release()
        await gate.wait()
        yield b"12345"

    uploads = [asyncio.create_task(upload_streams.append(runtime, me, item, 0, Incoming(slow()))) for item in ids[:-1]]
    for _ in uploads:
        await waiting.acquire()
    next_upload = asyncio.create_task(append(alice, ids[-1], 0, b"12345"))
    await asyncio.sleep(0.2)
    assert not next_upload.done()
    gate.set()
    await asyncio.gather(*uploads)
    assert (await next_upload).status_code == 204


async def test_who_waits_in_vain_is_asked_to_come_back() -> None:
    room = Room(patience=0)
    async with room.seat(uuid7(), limit=1):
        with pytest.raises(Unavailable):
            async with room.seat(uuid7(), limit=1):
                pass
    async with room.seat(uuid7(), limit=1):
        pass


async def test_what_came_of_a_terminated_upload_is_gone(small_parts: Runtime, alice: Person) -> None:
    file = bytes_of(300 * KB)
    media_id = await film(alice, file)
    store = cast(MemoryStore, small_parts.objects)
    chunks = [file[n : n + 30 * KB] for n in range(0, 200 * KB, 30 * KB)]
    assert (await append(alice, media_id, 0, chunks)).status_code == 204
    assert any(store.multiparts.values())
    assert (await alice.client.delete(f"/v1/uploads/{media_id}", headers=TUS)).status_code == 204
    await sweep(small_parts)
    assert (store.objects, store.multiparts) == ({}, {})
