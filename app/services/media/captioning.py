"""Keeps accepted words as captions: a WebVTT file beside the variants of a recording, which editions copy with them."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.orm import undefer

from app.core.actor import SYSTEM
from app.core.changes import Kind
from app.core.jobs import Job, Lane
from app.core.uow import UnitOfWork
from app.models.media import CAPTIONS, Media
from app.services.media.objects import keep, new_key, release, reserve

WEB_VTT = "text/vtt"
ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


class CaptionMedia(Job):
    lane = Lane.HEAVY
    media_id: UUID


async def caption(uow: UnitOfWork, media_id: UUID) -> None:
    """Write the file anew, or take it away. Raises StorageUnavailable, before anything has changed."""
    async with uow.runtime.database.sessions() as session:
        media = await session.get(Media, media_id, options=[undefer(Media.cues)])
    cues = media.captions if media else None
    variants = [await _store(uow, cues)] if cues else []
    media = await uow.session.get(Media, media_id, options=[undefer(Media.cues)], with_for_update={"key_share": True})
    keys = [variant["object_key"] for variant in variants]
    if media is None or media.captions != cues:  # deleted, or said otherwise meanwhile: that has a job of its own
        await release(uow, keys)
        return
    old_keys = media.replace_captions(variants, uow.now)
    if variants:
        await keep(uow, keys)
    if variants or old_keys:
        uow.changed(media.owner_id, Kind.MEDIA, media.id, media.version)
        await uow.session.flush()
        await release(uow, old_keys)


def web_vtt(cues: Sequence[Mapping[str, Any]]) -> str:
    return "\n".join(("WEBVTT", *_lines(cues)))


async def _store(uow: UnitOfWork, cues: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    key, content = new_key(), web_vtt(cues).encode()
    async with uow.runtime.work(SYSTEM) as own:
        await reserve(own, [key])
    await uow.runtime.objects.put(key, content, WEB_VTT)
    file = {"name": CAPTIONS, "object_key": key, "content_type": WEB_VTT}
    return file | {"width": None, "height": None, "size": len(content)}


def _lines(cues: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for cue in cues:
        yield f"\n{_time(cue['start'])} --> {_time(cue['end'])}\n{cue['text'].translate(ESCAPES)}"


def _time(seconds: float) -> str:
    whole, milliseconds = divmod(round(seconds * 1000), 1000)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}.{milliseconds:03}"
