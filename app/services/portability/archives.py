"""Archives that stream to and from storage. Their size costs no memory and no disk."""

import hashlib
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from io import RawIOBase
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from app.core.ports import ObjectStore, Part

PART = 8 * 1024**2  # bytes; S3 wants 5 MiB or more
ZIP = "application/zip"
MANIFEST = "manifest.json"


class _Drain(RawIOBase):
    """A buffer that `zipfile` writes to. It cannot seek back, so that its bytes can be sent at once."""

    def __init__(self) -> None:
        self.waiting = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        piece = bytes(data)  # type: ignore[call-overload]
        self.waiting += piece
        return len(piece)


@dataclass(slots=True)
class Archive:
    _objects: ObjectStore
    _key: str
    _upload_id: str
    _made_at: datetime
    size: int = 0
    files: dict[str, dict[str, object]] = field(default_factory=dict)
    _parts: list[Part] = field(default_factory=list)
    _drain: _Drain = field(default_factory=_Drain)
    _zip: ZipFile = field(init=False)

    def __post_init__(self) -> None:
        self._zip = ZipFile(self._drain, "w")

    async def add(self, name: str, chunks: AsyncIterator[bytes], *, compress: bool) -> None:
        """Add a file of any length. `compress`: False for files that do not shrink, such as pictures."""
        entry = ZipInfo(name, self._made_at.timetuple()[:6])
        entry.compress_type = ZIP_DEFLATED if compress else ZIP_STORED
        digest, size = hashlib.sha256(), 0
        with self._zip.open(entry, "w", force_zip64=True) as file:
            async for chunk in chunks:
                file.write(chunk)
                digest.update(chunk)
                size += len(chunk)
                await self._send(PART)
        self.files[name] = {"size": size, "sha256": digest.hexdigest()}

    async def add_all(self, files: AsyncIterator[tuple[str, AsyncIterator[bytes]]]) -> None:
        """Add files that shrink, each before the next is asked for."""
        async for name, chunks in files:
            await self.add(name, chunks, compress=True)

    async def close(self, manifest: dict[str, object]) -> None:
        """Write the manifest and the list of files last, so that the list is complete."""
        content = json.dumps({**manifest, "files": self.files}, ensure_ascii=False, indent=1).encode()
        await self.add(MANIFEST, once(content), compress=True)
        self._zip.close()
        await self._send(1)
        await self._objects.complete_multipart(self._key, self._upload_id, self._parts)

    async def _send(self, least: int) -> None:
        waiting = self._drain.waiting
        while len(waiting) >= least:
            piece = bytes(waiting[:PART])
            del waiting[:PART]
            self._parts.append(await self._objects.put_part(self._key, self._upload_id, len(self._parts) + 1, piece))
            self.size += len(piece)


@asynccontextmanager
async def writing(objects: ObjectStore, key: str, made_at: datetime) -> AsyncIterator[Archive]:
    """Write an archive under that key. If the block fails, nothing is stored."""
    async with _sending(objects, key, ZIP) as upload_id:
        yield Archive(objects, key, upload_id, made_at)


async def store_stream(objects: ObjectStore, key: str, content_type: str, chunks: AsyncIterator[bytes]) -> int:
    """Store all chunks, or nothing. Returns the number of bytes."""
    parts, waiting = list[Part](), bytearray()
    async with _sending(objects, key, content_type) as upload_id:
        async for chunk in chunks:
            waiting += chunk
            while len(waiting) >= PART:
                parts.append(await objects.put_part(key, upload_id, len(parts) + 1, bytes(waiting[:PART])))
                del waiting[:PART]
        if waiting or not parts:
            parts.append(await objects.put_part(key, upload_id, len(parts) + 1, bytes(waiting)))
        await objects.complete_multipart(key, upload_id, parts)
    return sum(part.size for part in parts)


@asynccontextmanager
async def _sending(objects: ObjectStore, key: str, content_type: str) -> AsyncIterator[str]:
    """Start a multipart upload, and abort it if the block fails."""
    upload_id = await objects.start_multipart(key, content_type)
    try:
        yield upload_id
    except BaseException:
        await objects.abort_multipart(key, upload_id)
        raise


async def once(data: bytes) -> AsyncIterator[bytes]:
    yield data


async def prepend(first: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield first
    async for chunk in rest:
        yield chunk
