import asyncio
import base64
import hashlib
import random
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import replace
from typing import cast
from uuid import UUID

import pytest
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from app.core.actor import SYSTEM, Actor
from app.core.errors import Conflict
from app.core.ports import StorageUnavailable
from app.core.settings import UploadSettings
from app.core.uow import Runtime
from app.models.media import Media, Upload
from app.services import media_objects, upload_streams
from app.services.upload_holds import UploadTakenOver
from app.services.upload_streams import EACH_PERSON, Check, Incoming, UploadInterrupted
from tests.factories import NOW, Person, Watch
from tests.sending import actor_of, append, declare, declared, metadata, offset_of
from tests.storage import MemoryStore

KB = 1024


@pytest.fixture
def small_parts(app: FastAPI, runtime: Runtime) -> Runtime:
    """Files of a few parts without megabytes of them, for which S3 has none so small."""
    settings = runtime.settings.model_copy(update={"uploads": UploadSettings(part=64 * KB)})
    small = replace(runtime, settings=settings, objects=MemoryStore())
    app.state.runtime = small
    return small


def bytes_of(size: int, seed: int = 7) -> bytes:
    return random.Random(seed).randbytes(size)  # noqa: S311  to be the same again


async def film(person: Person, content: bytes) -> UUID:
    """Bytes on their way that nobody will be able to watch; awaited even when they are here."""
    said = metadata(filetype="video/mp4") | {"Upload-Length": str(len(content))}
    answer = await person.client.post("/v1/media", headers=said)
    return UUID(answer.headers["location"].rpartition("/")[2])


async def stored(runtime: Runtime, media_id: UUID) -> bytes:
    """The object as it was put together, and before it is looked at."""
    async with runtime.database.sessions() as session:
        media = await session.get_one(Media, media_id)
        upload = await session.get(Upload, media_id)
    assert media.object_key is not None
    if upload is not None and upload.multipart_id is not None:
        await runtime.objects.complete_multipart(media.object_key, upload.multipart_id, upload.stored_parts)
    return await runtime.objects.get(media.object_key)


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
    reached, goes_on = asyncio.Event(), asyncio.Event()

    async def slow() -> AsyncIterator[bytes]:
        yield file[: 100 * KB]
        reached.set()
        await goes_on.wait()
        yield b"\0" * (200 * KB)

    older = asyncio.create_task(upload_streams.append(small_parts, me, media_id, 0, Incoming(slow())))
    await reached.wait()
    await asyncio.sleep(0.2)  # its first part is safe by now
    at = await offset_of(alice, media_id)
    assert (await append(alice, media_id, at, file[at : 250 * KB])).status_code == 204
    goes_on.set()
    with pytest.raises(UploadTakenOver):
        await older
    assert (await append(alice, media_id, 250 * KB, file[250 * KB :])).status_code == 204
    assert await stored(small_parts, media_id) == file


async def test_an_upload_by_drops_is_joined_now_and_then(small_parts: Runtime, alice: Person) -> None:
    file = bytes_of(100 * KB)
    media_id = await film(alice, file)
    for n in range(0, len(file), 1500):
        assert (await append(alice, media_id, n, file[n : n + 1500])).status_code == 204
    assert await stored(small_parts, media_id) == file


async def test_a_person_has_so_many_uploads_at_once(runtime: Runtime, alice: Person) -> None:
    me, gate, waiting = actor_of(alice, runtime), asyncio.Event(), asyncio.Semaphore(0)
    ids = [UUID((await declare(alice, declared(b"12345", alt=str(n))))["id"]) for n in range(EACH_PERSON + 1)]

    async def slow() -> AsyncIterator[bytes]:
        waiting.release()
        await gate.wait()
        yield b"12345"

    held = [asyncio.create_task(upload_streams.append(runtime, me, one, 0, Incoming(slow()))) for one in ids[:-1]]
    for _ in held:
        await waiting.acquire()
    refused = await append(alice, ids[-1], 0, b"12345")
    assert (refused.status_code, refused.headers["retry-after"]) == (503, "5")
    gate.set()
    await asyncio.gather(*held)
    assert (await append(alice, ids[-1], 0, b"12345")).status_code == 204


Step = tuple[str, int, int]  # how it ends, how many bytes it sends, in chunks of which size
Journey = tuple[int, list[Step], int]
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["sent", "broken", "taken over", "checked", "wrong"]),
        st.integers(0, 200 * KB),
        st.integers(500, 90 * KB),
    ),
    max_size=8,
)


@settings(
    max_examples=25,
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(journey=st.tuples(st.integers(1, 400 * KB), STEPS, st.integers(0, 2**32)))
async def test_whatever_happens_on_the_way_the_file_arrives_byte_for_byte(
    small_parts: Runtime, alice: Person, watch: Watch, journey: Journey
) -> None:
    size, steps, seed = journey
    file, store = bytes_of(size, seed), MemoryStore(failures=0.1, seed=seed)
    media_id, runtime = await film(alice, file), replace(small_parts, objects=store)
    sender = Sender(runtime, actor_of(alice, runtime), media_id, file)
    for step in steps:
        await sender.send(await sender.resumed(alice), *step)
    store.failures = 0
    await sender.send(await sender.resumed(alice), "sent", size, 60 * KB)
    assert (await alice.ask("GET", f"/v1/media/{media_id}", 200))["state"] == "processing"
    assert await stored(runtime, media_id) == file
    await nothing_else_is_left(runtime, watch, media_id)


async def nothing_else_is_left(runtime: Runtime, watch: Watch, media_id: UUID) -> None:
    store = cast(MemoryStore, runtime.objects)
    watch.advance(days=2)
    async with runtime.work(SYSTEM) as uow:
        await media_objects.sweep(uow)
    watch.now = NOW
    async with runtime.database.sessions() as session:
        media = await session.get_one(Media, media_id)
    assert store.objects.keys() == {media.object_key}
    assert not any(store.multiparts.values())


class Sender:
    def __init__(self, runtime: Runtime, actor: Actor, media_id: UUID, file: bytes) -> None:
        self.runtime, self.actor, self.media_id, self.file = runtime, actor, media_id, file
        self.safe = 0  # bytes that we were told are, and may therefore have forgotten

    async def resumed(self, person: Person) -> int:
        at = await offset_of(person, self.media_id)
        assert at >= self.safe
        self.safe = at
        return at

    async def send(self, at: int, how: str, size: int, step: int) -> None:
        end = min(at + size, len(self.file))
        if how == "taken over":
            await asyncio.gather(*(self._append(at, self._chunks(at, end, step, pause=True)) for _ in range(3)))
        elif how == "broken":
            await self._append(at, self._chunks(at, end, step, breaks=True))
        elif how in {"checked", "wrong"}:
            digest = hashlib.sha256(self.file[at:end] + b"x" * (how == "wrong")).digest()
            await self._append(at, self._chunks(at, end, step), digest)
        else:
            await self._append(at, self._chunks(at, end, step))

    async def _append(self, at: int, chunks: AsyncIterator[bytes], digest: bytes | None = None) -> None:
        check = None if digest is None else Check("sha256", digest, UploadInterrupted())
        with suppress(UploadInterrupted, Conflict, StorageUnavailable):
            await upload_streams.append(self.runtime, self.actor, self.media_id, at, Incoming(chunks, check=check))

    async def _chunks(
        self, at: int, end: int, step: int, *, breaks: bool = False, pause: bool = False
    ) -> AsyncIterator[bytes]:
        for n in range(at, end, step):
            yield self.file[n : min(n + step, end)]
            if pause:
                await asyncio.sleep(0.01)
        if breaks:
            raise UploadInterrupted
