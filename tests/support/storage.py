"""What lies in storage; and a storage in memory, by the rules of S3, which may be made slow and unsure."""

import asyncio
import random
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from pathlib import Path
from uuid import UUID

from sqlalchemy import delete

from app.core.actor import SYSTEM
from app.core.ids import uuid7
from app.core.ports import ObjectNotFound, Part, StorageUnavailable, StoredObject
from app.core.settings import UploadSettings
from app.core.uow import Runtime
from app.models.media import Media, Upload
from app.services.media import objects
from tests.support.people import Person


class MemoryStore:
    def __init__(self, *, failures: float = 0, seed: int = 0) -> None:
        """`failures`: the share of calls without an answer; half as many are done all the same."""
        self.objects: dict[str, tuple[bytes, str]] = {}
        self.multiparts: dict[tuple[str, str], dict[int, bytes]] = {}
        self.failures = failures
        self._random = random.Random(seed)  # noqa: S311  chance that can be repeated

    async def put(self, key: str, body: bytes, content_type: str) -> None:
        await self._may_fail(before=True)
        self.objects[key] = (bytes(body), content_type)
        await self._may_fail()

    async def put_file(self, key: str, path: Path, content_type: str) -> None:
        await self.put(key, await asyncio.to_thread(path.read_bytes), content_type)

    async def get(self, key: str) -> bytes:
        await self._may_fail()
        if key not in self.objects:
            raise ObjectNotFound(key)
        return self.objects[key][0]

    async def get_file(self, key: str, path: Path) -> None:
        await asyncio.to_thread(path.write_bytes, await self.get(key))

    async def head(self, key: str) -> StoredObject:
        return StoredObject(len(await self.get(key)), "", self.objects[key][1])

    async def stream(self, key: str, start: int = 0, length: int | None = None) -> AsyncIterator[bytes]:
        whole = await self.get(key)
        yield whole[start : None if length is None else start + length]

    async def keys(self, prefix: str = "") -> AsyncIterator[str]:
        for key in sorted(self.objects):
            if key.startswith(prefix):
                yield key

    async def delete(self, keys: Sequence[str]) -> None:
        await self._may_fail(before=True)
        for key in keys:
            self.objects.pop(key, None)

    async def presign(self, key: str, seconds: int, filename: str | None = None) -> str:
        return f"https://storage.example/{key}?{seconds}&{filename}&{uuid7()}"

    async def start_multipart(self, key: str, content_type: str) -> str:
        await self._may_fail(before=True)
        upload_id = uuid7().hex
        self.multiparts[key, upload_id] = {}
        return upload_id

    async def put_part(self, key: str, upload_id: str, number: int, body: bytes) -> Part:
        await self._may_fail(before=True)
        if (key, upload_id) not in self.multiparts:
            raise ObjectNotFound(key)
        self.multiparts[key, upload_id][number] = bytes(body)
        await self._may_fail()
        return Part(number, str(hash(body)), len(body))

    async def complete_multipart(self, key: str, upload_id: str, parts: Sequence[Part]) -> None:
        await self._may_fail(before=True)
        upload = self.multiparts.pop((key, upload_id), None)
        if upload is None:
            await self.head(key)
            return
        assert [part.number for part in parts] == sorted({part.number for part in parts})
        assert all(part.etag == str(hash(upload[part.number])) for part in parts)
        self.objects[key] = (b"".join(upload[part.number] for part in parts), "")
        await self._may_fail()

    async def abort_multipart(self, key: str, upload_id: str) -> None:
        await self._may_fail(before=True)
        self.multiparts.pop((key, upload_id), None)

    async def check(self) -> None:
        await self._may_fail()

    async def _may_fail(self, *, before: bool = False) -> None:
        await asyncio.sleep(self._random.choice((0, 0, 0.001, 0.005)))
        if self._random.random() < self.failures / (1 if before else 2):
            raise StorageUnavailable("as it does")


async def sweep(runtime: Runtime) -> None:
    async with runtime.work(SYSTEM) as uow:
        await objects.sweep(uow)


async def is_there(runtime: Runtime, keys: Sequence[str]) -> set[bool]:
    """Tell which keys are in storage."""

    async def one(key: str) -> bool:
        try:
            await runtime.objects.head(key)
        except ObjectNotFound:
            return False
        return True

    return {await one(key) for key in keys}


async def keys_of(runtime: Runtime, media_id: UUID) -> list[str]:
    async with runtime.database.sessions() as session:
        return (await session.get_one(Media, media_id)).object_keys()


async def stored(runtime: Runtime, media_id: UUID) -> bytes:
    """Return the object as it was put together, before it is rendered."""
    async with runtime.database.sessions() as session:
        media = await session.get_one(Media, media_id)
        upload = await session.get(Upload, media_id)
    assert media.object_key is not None
    if upload is not None and upload.multipart_id is not None:
        await runtime.objects.complete_multipart(media.object_key, upload.multipart_id, upload.stored_parts)
    return await runtime.objects.get(media.object_key)


def in_small_parts(runtime: Runtime, store: MemoryStore | None = None) -> Runtime:
    """Return the runtime with a store of small parts: S3 has none so small."""
    settings = runtime.settings.model_copy(update={"uploads": UploadSettings(part=65_536)})
    return replace(runtime, settings=settings, objects=store or MemoryStore())


async def forget_media_of(runtime: Runtime, person: Person) -> None:
    """Delete the person's media, so that jobs find nothing to do in the real storage."""
    async with runtime.database.sessions.begin() as session:
        await session.execute(delete(Media).where(Media.owner_id == person.id))
