"""Renders a file when its last byte is in: checks it and makes its variants.

Slow work happens first, outside any transaction. A repetition changes nothing; objects stored in vain are recorded as
loose, and deleted. A photo that somebody waits for shows its small pictures first: they need half of the time.
"""

import asyncio
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from app.core.actor import SYSTEM
from app.core.changes import Kind
from app.core.jobs import Job, Lane
from app.core.ports import Box, MediaRenderer, Part, Rejected, Rendition, VariantFile
from app.core.uow import Runtime, UnitOfWork
from app.models.media import Media, MediaKind, MediaState, RejectionReason, Upload
from app.services.media import scratch
from app.services.media.awaited import COPIES, enqueue_completions
from app.services.media.objects import keep, new_key, release, reserve
from app.services.media.transcribing import await_words

PREVIEW, ENLARGEMENT = "preview", "enlargement"  # parts of the rendition of a photo


class RenderMedia(Job):
    lane = Lane.HEAVY
    media_id: UUID


class RenderPhoto(RenderMedia):
    """A photo that somebody waits to see; one of many that are imported is a RenderMedia."""

    lane = Lane.PHOTOS


@dataclass(frozen=True, slots=True)
class Order:
    """The facts needed to render a file. `multipart_id`: of the upload that still has to be completed.

    `again`: it was rendered before, and editions may show it.
    """

    object_key: str
    kind: MediaKind
    content_type: str
    size: int
    sha256: bytes | None
    blurred: Sequence[dict[str, float]]  # as in Media.blurred
    again: bool
    is_previewed: bool
    multipart_id: str | None
    parts: Sequence[Part]


@dataclass(frozen=True, slots=True)
class RenderedMedia:
    rendition: Rendition
    variants: Sequence[dict[str, Any]]  # as in Media.variants
    sha256: bytes


def enqueue(uow: UnitOfWork, media: Media) -> None:
    kind = RenderPhoto if media.kind is MediaKind.PHOTO else RenderMedia
    uow.enqueue(kind(media_id=media.id))


async def preview(uow: UnitOfWork, media_id: UUID, renderer: MediaRenderer) -> bool:
    """Make the small pictures of a photo that has none; tell whether it had none. Raises StorageUnavailable."""
    order = await _order(uow.runtime, media_id)
    if order is None or order.is_previewed:
        return False
    outcome = await _make(uow, order, PREVIEW, renderer)
    if outcome is not None:
        await _show(uow, order, outcome)
    return True


async def render(uow: UnitOfWork, media_id: UUID, renderer: MediaRenderer) -> None:
    """Render a medium, or what its preview left. Raises StorageUnavailable, before anything has changed."""
    order = await _order(uow.runtime, media_id)
    if order is not None:
        outcome = await _make(uow, order, ENLARGEMENT if order.is_previewed else order.kind, renderer)
        if outcome is not None:
            await _publish(uow, order, outcome)


async def _order(runtime: Runtime, media_id: UUID) -> Order | None:
    async with runtime.database.sessions() as session:
        return await _read(session, media_id)


async def _read(session: AsyncSession, media_id: UUID) -> Order | None:
    """Return the order, or None when nothing is left to do."""
    media = await session.get(Media, media_id)
    if media is None or media.state is not MediaState.PROCESSING or media.object_key is None:
        return None
    first = aliased(Media)  # the medium that was uploaded; others may share its object
    statement = select(Upload).join(first, first.id == Upload.media_id).where(first.object_key == media.object_key)
    upload = await session.scalar(statement)
    details = (media.object_key, media.kind, media.content_type, media.size, media.sha256, media.blurred)
    progress = (media.width is not None, bool(media.variants))
    return Order(*details, *progress, *((None, []) if upload is None else (upload.multipart_id, upload.stored_parts)))


async def _make(uow: UnitOfWork, order: Order, kind: str, renderer: MediaRenderer) -> RenderedMedia | None:
    """Return None for a file that was rejected."""
    try:
        return await _try(uow.runtime, order, kind, renderer)
    except Rejected as error:
        if order.again:  # the original stays, without variants until a later attempt succeeds
            raise
        await _reject(uow, order, RejectionReason(error.reason))
        return None


async def _try(runtime: Runtime, order: Order, kind: str, renderer: MediaRenderer) -> RenderedMedia:
    if order.multipart_id is not None:
        await runtime.objects.complete_multipart(order.object_key, order.multipart_id, order.parts)
    with scratch.folder() as folder:
        original = folder / "original"
        await runtime.objects.get_file(order.object_key, original)
        sha256 = await asyncio.to_thread(_check, original, order)
        boxes = [_box(item) for item in order.blurred]
        rendition = await renderer.render(kind, order.content_type, original, folder, boxes)
        return RenderedMedia(rendition, await _store(runtime, rendition.variants), sha256)


def _box(rectangle: Mapping[str, float]) -> Box:
    return rectangle["left"], rectangle["top"], rectangle["right"], rectangle["bottom"]


def _check(original: Path, order: Order) -> bytes:
    if original.stat().st_size != order.size:
        raise Rejected(RejectionReason.WRONG_SIZE)
    with original.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").digest()
    if order.sha256 not in {None, digest}:
        raise Rejected(RejectionReason.WRONG_CHECKSUM)
    return digest


async def _store(runtime: Runtime, files: Sequence[VariantFile]) -> list[dict[str, Any]]:
    keys = [new_key() for _ in files]
    async with runtime.work(SYSTEM) as uow:
        if keys:
            await reserve(uow, keys)
    return await asyncio.gather(*(_put(runtime, key, file) for key, file in zip(keys, files, strict=True)))


async def _put(runtime: Runtime, key: str, file: VariantFile) -> dict[str, Any]:
    size = file.path.stat().st_size
    await runtime.objects.put_file(key, file.path, file.content_type)
    fields = {"width": file.width, "height": file.height, "size": size}
    return {"name": file.name, "object_key": key, "content_type": file.content_type, **fields}


async def _show(uow: UnitOfWork, order: Order, outcome: RenderedMedia) -> None:
    for media in await _keep(uow, order, outcome):
        media.preview([*outcome.variants], outcome.rendition.thumbhash, uow.now)
        uow.changed(media.owner_id, Kind.MEDIA, media.id, media.version)


async def _publish(uow: UnitOfWork, order: Order, outcome: RenderedMedia) -> None:
    waiting = await _keep(uow, order, outcome)
    for media in waiting:
        first = {"variants": [*outcome.variants, *media.variants], "thumbhash": media.thumbhash}
        media.render(_found(outcome) | (first if order.is_previewed else {}), uow.now)
        await await_words(uow, media)
        uow.changed(media.owner_id, Kind.MEDIA, media.id, media.version)
    ids = [media.id for media in waiting]
    if order.again:
        for table in COPIES:
            for media in waiting:
                await uow.session.execute(
                    update(table).where(table.media_id == media.id).values(variants=media.variants)
                )
    await enqueue_completions(uow, ids)


async def _keep(uow: UnitOfWork, order: Order, outcome: RenderedMedia) -> Sequence[Media]:
    """Keep the objects for the media that wait for them; none when another run rendered or a person deleted them."""
    waiting = await _take_waiting(uow, order)
    await (keep if waiting else release)(uow, [variant["object_key"] for variant in outcome.variants])
    return waiting


async def _reject(uow: UnitOfWork, order: Order, reason: RejectionReason) -> None:
    waiting = await _take_waiting(uow, order)
    keys = [order.object_key, *(variant["object_key"] for media in waiting for variant in media.variants)]
    for media in waiting:
        media.reject(reason, uow.now)
        uow.changed(media.owner_id, Kind.MEDIA, media.id, media.version)
    await enqueue_completions(uow, [media.id for media in waiting])
    await uow.session.flush()
    await release(uow, keys)


async def _take_waiting(uow: UnitOfWork, order: Order) -> Sequence[Media]:
    """Lock the media that wait for this object, without blocking rows that cite them; their uploads end."""
    statement = select(Media).where(Media.object_key == order.object_key, Media.state == MediaState.PROCESSING)
    rows = await uow.session.scalars(statement.order_by(Media.id).with_for_update(key_share=True))
    state = (order.blurred, order.is_previewed)  # media in another state have a job of their own
    waiting = [media for media in rows if (media.blurred, bool(media.variants)) == state]
    await uow.session.execute(delete(Upload).where(Upload.media_id.in_([media.id for media in waiting])))
    return waiting


def _found(outcome: RenderedMedia) -> dict[str, object]:
    rendition = outcome.rendition
    lived_at = rendition.lived_at and rendition.lived_at.isoformat()
    suggestion = {"lived_at": lived_at, "lat": rendition.latitude, "lng": rendition.longitude}
    names = ("content_type", "thumbhash", "width", "height", "duration")
    return {name: getattr(rendition, name) for name in names} | {
        "variants": outcome.variants,
        "suggested": suggestion if any(value is not None for value in suggestion.values()) else None,
        "sha256": outcome.sha256,
    }
