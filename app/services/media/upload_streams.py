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
from app.core.errors import Invalid, Problem, TooLarge, Unavailable, Unprocessable, UnsupportedMedia
from app.core.i18n import Words
from app.core.metrics import UPLOADS
from app.core.uow import Reading, Runtime
from app.services.media import upload_leases, uploads
from app.services.media.objects import new_key
from app.services.media.upload_leases import UploadLease

MOST_PIECES = 32  # then they are joined, so that a slow upload need not fetch thousands
EACH_PERSON = 8
RETRY_AFTER = 5  # seconds
ANY_BYTES = "application/octet-stream"  # the type that clients send by default


class NotThatFile(Unprocessable):
    title = Words("Ce n’est pas le fichier annoncé", "That is not the file that was declared")
    advice = Words(
        "Sa taille ou son `sha256` n’est pas celui de la déclaration.", "Its size or `sha256` is not the declared one."
    )


class UploadInterrupted(Invalid):
    title = Words("L’envoi s’est interrompu", "The upload broke off")
    advice = Words("Demande par `HEAD` où reprendre.", "Ask by `HEAD` where to resume.")


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


async def append(runtime: Runtime, actor: Actor, media_id: UUID, offset: int | None, incoming: Incoming) -> UploadLease:
    """Receive the bytes from `offset` on, or the whole file again (None); return the upload after this request.

    Raises MediaNotFound, UploadComplete, UploadExpired, OffsetMismatch, UploadTakenOver, UploadInterrupted, TooLarge,
    Unavailable, and the check's refusal.
    """
    async with ROOM.seat(actor.id, runtime.settings.uploads.at_once):
        hold = await upload_leases.take(runtime, actor, media_id, offset)
        if hold.received + (incoming.length or 0) > hold.size:
            raise TooLarge
        stream = _Stream(hold, incoming.check)
        try:
            await stream.run(incoming.chunks)
        finally:
            await stream.leave()
        return hold


async def put_content(reading: Reading, media_id: UUID, content_type: str, incoming: Incoming) -> None:
    """Receive a whole file in one request, replacing earlier bytes. A complete file is not read again.

    Raises MediaNotFound, UploadExpired, UnsupportedMedia, TooLarge, NotThatFile.
    """
    progress = await uploads.get(reading, media_id)
    if progress.expires_at is None:
        return
    if content_type not in {progress.content_type, ANY_BYTES}:
        raise UnsupportedMedia
    check = None if progress.sha256 is None else Check("sha256", progress.sha256, NotThatFile())
    hold = await append(reading.runtime, reading.actor, media_id, None, replace(incoming, check=check))
    if hold.received < hold.size:
        raise NotThatFile


@dataclass(slots=True)
class _Stream:
    hold: UploadLease
    check: Check | None
    buffer: BytesIO = field(default_factory=BytesIO)
    arrived: int = 0  # bytes of the file so far
    flying: asyncio.Task[None] | None = None

    async def run(self, chunks: AsyncIterator[bytes]) -> None:
        self.arrived = self.hold.received
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
        if self.arrived > self.hold.size:
            raise TooLarge
        self.buffer.write(chunk)
        part = self.hold.runtime.settings.uploads.part
        if self.hold.waiting + self.buffer.tell() >= part and self.arrived < self.hold.size:
            await self._land()
            self.flying = asyncio.create_task(self._store_part(*await self._gathered()))

    async def _land(self) -> None:
        if self.flying is not None:
            flying, self.flying = self.flying, None
            await flying

    async def _gathered(self) -> tuple[bytes, int]:
        """Return the pieces and the buffer as one, and the number of new bytes in it."""
        hold, new = self.hold, self.buffer.getvalue()
        before = [await hold.runtime.objects.get(key) for key, _ in hold.pieces]
        hold.spent += [key for key, _ in hold.pieces]
        hold.pieces, self.buffer = [], BytesIO()
        return b"".join([*before, new]) if before else new, len(new)

    async def _store_part(self, body: bytes, new: int, *, is_last: bool = False) -> None:
        hold, objects = self.hold, self.hold.runtime.objects
        if hold.object_key is None or hold.multipart_id is None:
            hold.object_key = new_key()
            hold.multipart_id = await objects.start_multipart(hold.object_key, hold.content_type)
        number = await upload_leases.reserve_part(hold)
        part = await objects.put_part(hold.object_key, hold.multipart_id, number, body)
        hold.parts.append(part)
        hold.received += new
        if self.check is None and not is_last:
            await upload_leases.record(hold)

    async def _settle(self) -> None:
        await self._land()
        if self.arrived == self.hold.size:
            await self._finish()
        elif self.buffer.tell():
            await self._keep_rest()
        else:
            await upload_leases.record(self.hold)

    async def _keep_rest(self) -> None:
        """Store the rest as a piece: it is smaller than a part."""
        if len(self.hold.pieces) < MOST_PIECES:
            body = self.buffer.getvalue()
            new = len(body)
        else:
            body, new = await self._gathered()
        await self._store_whole(body, new)
        self.hold.pieces.append((self.hold.own_key, len(body)))
        await upload_leases.record(self.hold, self.hold.own_key)

    async def _finish(self) -> None:
        hold = self.hold
        if not hold.parts:
            await self._store_whole(*await self._gathered())
            await upload_leases.finish(hold, hold.own_key, hold.own_key)
            return
        if self.buffer.tell() or hold.pieces:
            await self._store_part(*await self._gathered(), is_last=True)
        await upload_leases.finish(hold, str(hold.object_key))

    async def _store_whole(self, body: bytes, new: int) -> None:
        """Store the file as one object."""
        await self.hold.runtime.objects.put(self.hold.own_key, body, self.hold.content_type)
        self.hold.received += new
