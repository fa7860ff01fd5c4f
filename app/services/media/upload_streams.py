"""Passes an upload on to storage: one part goes out while the next comes in.

A file of any size takes the memory of two parts. When a request ends or its connection breaks, the rest that is smaller
than a part is stored as a piece, and merged into a part later.
"""

import asyncio
import hashlib
import hmac
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from io import BytesIO
from uuid import UUID

from app.core.actor import Actor
from app.core.errors import Invalid, Problem, TooLarge, Unavailable, Unprocessable
from app.core.i18n import Words
from app.core.metrics import UPLOADS
from app.core.uow import Reading, Runtime
from app.models.media import UploadComplete
from app.services.media import uploads
from app.services.media.objects import new_key
from app.services.media.uploads import UploadLease

MOST_PIECES = 32  # then they are joined, so that a slow upload need not fetch thousands
EACH_PERSON = 8
RETRY_AFTER = 5  # seconds


class NotThatFile(Unprocessable):
    title = Words("Ce n’est pas le fichier annoncé")
    advice = Words(
        "Sa taille ou son `sha256` n’est pas celui de la déclaration : envoie le fichier déclaré, "
        "ou déclare celui-ci sous un autre identifiant."
    )


SIZES = Words(
    "La déclaration annonce {declared} octets, et il en vient {sent} : envoie le fichier déclaré, ou déclare celui-ci "
    "sous un autre identifiant."
)


class UploadInterrupted(Invalid):
    title = Words("L’envoi s’est interrompu")
    advice = Words("Demande par `HEAD` où reprendre.")


@dataclass(frozen=True, slots=True)
class Check:
    """The expected hash of a body; another hash is refused with `refusal`."""

    algorithm: str
    digest: bytes
    refusal: Problem


@dataclass(frozen=True, slots=True)
class Incoming:
    """A body that is being received. `chunks` raise UploadInterrupted when the connection breaks."""

    chunks: AsyncIterator[bytes]
    length: int | None = None  # if announced
    check: Check | None = None


class Room:
    """Limits the uploads in memory, in all and for each person."""

    def __init__(self, patience: float) -> None:
        """`patience`: seconds to wait for a place, before the client is told to retry."""
        self._patience = patience
        self._taken: Counter[UUID] = Counter()

    @asynccontextmanager
    async def seat(self, user_id: UUID, limit: int) -> AsyncIterator[None]:
        """Hold one of `limit` places while the block runs. Waits before any of the body is read; then raises
        Unavailable.
        """
        await self._wait(user_id, limit)
        self._taken[user_id] += 1
        try:
            with UPLOADS.track_inprogress():
                yield
        finally:
            self._taken[user_id] -= 1
            self._taken = +self._taken

    async def _wait(self, user_id: UUID, limit: int) -> None:
        ends = time.monotonic() + self._patience
        while self._taken.total() >= limit or self._taken[user_id] >= EACH_PERSON:
            if time.monotonic() > ends:
                raise Unavailable(retry_after=RETRY_AFTER)
            await asyncio.sleep(0.1)


ROOM = Room(patience=30)


async def append(runtime: Runtime, actor: Actor, media_id: UUID, offset: int, incoming: Incoming) -> UploadLease:
    """Receive the bytes from `offset` on; return the upload after this request.

    Raises MediaNotFound, UploadComplete, UploadExpired, OffsetMismatch, UploadTakenOver, UploadInterrupted, TooLarge,
    Unavailable, and the check's refusal.
    """
    async with ROOM.seat(actor.id, runtime.settings.uploads.at_once):
        return await _receive(await uploads.take(runtime, actor, media_id, offset), incoming)


async def put_content(reading: Reading, media_id: UUID, content_type: str, incoming: Incoming) -> None:
    """Receive a whole file in one request, replacing earlier bytes. A complete file is not read again.

    Raises MediaNotFound, UploadExpired, UploadTakenOver, UploadInterrupted, UnsupportedMedia, TooLarge, NotThatFile,
    Unavailable.
    """
    runtime, actor = reading.runtime, reading.actor
    async with ROOM.seat(actor.id, runtime.settings.uploads.at_once):
        try:
            lease = await uploads.take(runtime, actor, media_id, None, content_type)
        except UploadComplete:
            return
        check = None if lease.sha256 is None else Check("sha256", lease.sha256, NotThatFile())
        if incoming.length is not None and incoming.length != lease.size:
            raise _differing(lease, incoming.length)
        counter = _Counted(incoming.chunks)
        try:
            await _receive(lease, replace(incoming, chunks=counter, check=check))
        except TooLarge as error:
            raise _differing(lease, counter.size) from error
    if lease.received < lease.size:
        raise _differing(lease, lease.received)


def _differing(lease: UploadLease, size: int) -> NotThatFile:
    """Say both sizes. `size`: of what came, or of what is announced; more may follow."""
    return NotThatFile(SIZES.fill(declared=lease.size, sent=size), declared_size=lease.size, sent_size=size)


class _Counted:
    """Chunks, and how many bytes they had."""

    def __init__(self, chunks: AsyncIterator[bytes]) -> None:
        self._chunks, self.size = chunks, 0

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self

    async def __anext__(self) -> bytes:
        chunk = await anext(self._chunks)
        self.size += len(chunk)
        return chunk


async def _receive(lease: UploadLease, incoming: Incoming) -> UploadLease:
    if lease.received + (incoming.length or 0) > lease.size:
        raise TooLarge
    stream = _Stream(lease, incoming.check)
    try:
        await stream.run(incoming.chunks)
    finally:
        await stream.leave()
    return lease


@dataclass(slots=True)
class _Stream:
    lease: UploadLease
    check: Check | None
    buffer: BytesIO = field(default_factory=BytesIO)
    arrived: int = 0  # bytes of the file so far
    flying: asyncio.Task[None] | None = None

    async def run(self, chunks: AsyncIterator[bytes]) -> None:
        self.arrived = self.lease.received
        digest = hashlib.new(self.check.algorithm) if self.check else None
        try:
            async for chunk in chunks:
                if digest:
                    digest.update(chunk)
                await self._take(chunk)
        except UploadInterrupted:
            if self.check is None:  # without a check the bytes may be kept; with one they are dropped
                await self._settle()
            raise
        if self.check and digest and not hmac.compare_digest(digest.digest(), self.check.digest):
            raise self.check.refusal
        await self._settle()

    async def leave(self) -> None:
        if self.flying is not None:
            self.flying.cancel()
            await asyncio.gather(self.flying, return_exceptions=True)

    async def _take(self, chunk: bytes) -> None:
        self.arrived += len(chunk)
        if self.arrived > self.lease.size:
            raise TooLarge
        self.buffer.write(chunk)
        part = self.lease.runtime.settings.uploads.part
        if self.lease.waiting + self.buffer.tell() >= part and self.arrived < self.lease.size:
            await self._land()
            self.flying = asyncio.create_task(self._store_part(*await self._gathered()))

    async def _land(self) -> None:
        if self.flying is not None:
            flying, self.flying = self.flying, None
            await flying

    async def _gathered(self) -> tuple[bytes, int]:
        """Return the pieces and the buffer as one, and the number of new bytes in it."""
        lease, new = self.lease, self.buffer.getvalue()
        before = [await lease.runtime.objects.get(key) for key, _ in lease.pieces]
        lease.spent += [key for key, _ in lease.pieces]
        lease.pieces, self.buffer = [], BytesIO()
        return b"".join([*before, new]) if before else new, len(new)

    async def _store_part(self, body: bytes, new: int, *, is_last: bool = False) -> None:
        lease, objects = self.lease, self.lease.runtime.objects
        if lease.object_key is None or lease.multipart_id is None:
            lease.object_key = new_key()
            lease.multipart_id = await objects.start_multipart(lease.object_key, lease.content_type)
        number = await uploads.reserve_part(lease)
        part = await objects.put_part(lease.object_key, lease.multipart_id, number, body)
        lease.parts.append(part)
        lease.received += new
        if self.check is None and not is_last:
            await uploads.record(lease)

    async def _settle(self) -> None:
        await self._land()
        if self.arrived == self.lease.size:
            await self._finish()
        elif self.buffer.tell():
            await self._keep_rest()
        else:
            await uploads.record(self.lease)

    async def _keep_rest(self) -> None:
        """Store the rest as a piece: it is smaller than a part."""
        if len(self.lease.pieces) < MOST_PIECES:
            body = self.buffer.getvalue()
            new = len(body)
        else:
            body, new = await self._gathered()
        await self._store_whole(body, new)
        self.lease.pieces.append((self.lease.own_key, len(body)))
        await uploads.record(self.lease, self.lease.own_key)

    async def _finish(self) -> None:
        lease = self.lease
        if not lease.parts:
            await self._store_whole(*await self._gathered())
            await uploads.finish(lease, lease.own_key, lease.own_key)
            return
        if self.buffer.tell() or lease.pieces:
            await self._store_part(*await self._gathered(), is_last=True)
        await uploads.finish(lease, str(lease.object_key))

    async def _store_whole(self, body: bytes, new: int) -> None:
        """Store the file as one object."""
        await self.lease.runtime.objects.put(self.lease.own_key, body, self.lease.content_type)
        self.lease.received += new
