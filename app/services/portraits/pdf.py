"""A Portrait as a PDF of one or two pages, in the template that the person chose."""

import asyncio
import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.core.errors import Unavailable
from app.core.i18n import Words, locale_of
from app.core.ports import Draft, ObjectNotFound, TypesettingFailed
from app.core.uow import Runtime
from app.models.portraits import PortraitMedia
from app.services.portraits.formats import Format, Frozen
from app.services.portraits.paper import QR, Paper, Room, photos_of, rooms
from app.services.portraits.paper_recordings import codes_of
from app.services.portraits.telling import Telling
from app.services.shared import qr_codes

RETRY_AFTER = 5  # seconds
PICTURE = "image/webp"
PHOTO_LIMIT, FEW_PHOTOS = 40, 16
LONGEST_DRAFT = 150_000  # characters: ten times what two pages have room for
WIDTH, SMALL_WIDTH = 800, 320  # pixels of a photo: among few photos, and among more, which are smaller


class NotTypeset(Unavailable):
    title = Words("Ce document n’a pas pu être composé")


async def render(runtime: Runtime, frozen: Frozen) -> bytes:
    """Typeset the edition. Raises NotTypeset."""
    photos = await _photos(runtime, frozen.content)
    pictures = {f"photo-{n}.webp": content for n, content in enumerate(photos.values())}
    names = {photo_id: f"photo-{n}.jpg" for n, photo_id in enumerate(photos)}
    pictures |= codes(frozen)
    try:
        return await runtime.typesetter.typeset(
            "portrait", await asyncio.to_thread(drafts, runtime, frozen, names), pictures
        )
    except TypesettingFailed as error:
        raise NotTypeset(retry_after=RETRY_AFTER) from error


def codes(frozen: Frozen) -> dict[str, bytes]:
    """Return the QR codes by the names of their files: of the page, and of each recording that it plays."""
    if frozen.online is None:
        return {}
    recordings = codes_of(frozen.content, frozen.online).values()
    return {QR: qr_codes.picture(frozen.online.address)} | {code.file: code.picture for code in recordings}


PDF = Format("application/pdf", "pdf", render)


def drafts(runtime: Runtime, frozen: Frozen, photos: Mapping[str, str]) -> list[Draft]:
    """Return the drafts to try. `photos`: the names of the files, by the ids of the photos."""
    paper, groups = Paper(Telling(frozen.locale, frozen.content), photos, frozen.online), rooms(frozen.pages)
    fullest = json.dumps(paper.draft(groups[0][0]), ensure_ascii=False)
    unknown = {"missing": runtime.typesetter.missing(fullest)}

    def draft(room: Room, group: int) -> Draft:
        return Draft(room.pages, json.dumps(paper.draft(room) | unknown, ensure_ascii=False), group)

    candidates = (draft(room, number) for number, group in enumerate(groups) for room in group)
    return [item for item in candidates if len(item.data) <= LONGEST_DRAFT] or [draft(groups[-1][-1], 0)]


def missing_characters(runtime: Runtime, content: Mapping[str, Any]) -> str:
    """Return the characters of a portrait for which its PDF has no glyph."""
    room = rooms(None)[0][0]
    locales = dict.fromkeys(map(locale_of, content["languages"]))
    layouts = [Paper(Telling(locale, content), {}, None).draft(room) for locale in locales]
    return runtime.typesetter.missing(json.dumps(layouts, ensure_ascii=False))


async def _photos(runtime: Runtime, content: Mapping[str, Any]) -> dict[str, bytes]:
    """Return the files of photos by their ids, each in the variant of the nearest width."""
    ids = [UUID(photo["id"]) for photo in photos_of(content)][:PHOTO_LIMIT]
    width = WIDTH if len(ids) <= FEW_PHOTOS else SMALL_WIDTH
    async with runtime.database.sessions() as session:
        rows = await session.execute(select(PortraitMedia.id, PortraitMedia.variants).where(PortraitMedia.id.in_(ids)))
        variants = {row.id: row.variants for row in rows}
    photos = {}
    for photo_id in ids:
        pictures = [item for item in variants.get(photo_id, ()) if item["content_type"] == PICTURE]
        if pictures:
            fitting = min(pictures, key=lambda picture: abs((picture["width"] or 0) - width))
            try:
                photos[str(photo_id)] = await runtime.objects.get(fitting["object_key"])
            except ObjectNotFound:
                continue
    return photos
