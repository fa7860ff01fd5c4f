import asyncio
import hashlib
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import cast
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from app.core.actor import SYSTEM, Actor
from app.core.errors import Conflict
from app.core.ports import StorageUnavailable
from app.core.uow import Runtime
from app.models.media import Media
from app.services.media import objects, upload_streams
from app.services.media.upload_streams import Check, Incoming, UploadInterrupted
from tests.support.people import NOW, Person, Watch
from tests.support.storage import MemoryStore, forget_media_of, in_small_parts, stored
from tests.support.uploads import actor_of, bytes_of, film, offset_of

pytestmark = pytest.mark.slow

KB = 1024
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
    runtime: Runtime, alice: Person, watch: Watch, journey: Journey
) -> None:
    size, steps, seed = journey
    file, store = bytes_of(size, seed), MemoryStore(failures=0.1, seed=seed)
    media_id, slow = await film(alice, file), in_small_parts(runtime, store)
    sender = Sender(slow, actor_of(alice, runtime), media_id, file)
    for step in steps:
        await sender.send(await sender.resumed(alice), *step)
    store.failures = 0
    await sender.send(await sender.resumed(alice), "sent", size, 60 * KB)
    assert (await alice.ask("GET", f"/v1/media/{media_id}", 200))["state"] == "processing"
    assert await stored(slow, media_id) == file
    await nothing_else_is_left(slow, watch, media_id)
    await forget_media_of(runtime, alice)


async def nothing_else_is_left(runtime: Runtime, watch: Watch, media_id: UUID) -> None:
    store = cast(MemoryStore, runtime.objects)
    watch.advance(days=2)
    async with runtime.work(SYSTEM) as uow:
        await objects.sweep(uow)
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

    async def send(self, at: int, way: str, size: int, step: int) -> None:
        end = min(at + size, len(self.file))
        if way == "taken over":
            await asyncio.gather(*(self._append(at, self._chunks(at, end, step, pause=True)) for _ in range(3)))
        elif way == "broken":
            await self._append(at, self._chunks(at, end, step, breaks=True))
        elif way in {"checked", "wrong"}:
            digest = hashlib.sha256(self.file[at:end] + b"x" * (way == "wrong")).digest()
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
