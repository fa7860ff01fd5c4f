"""Finds the object behind the address of a medium, for the holder of the key in it. Checked at each request."""

import time
from collections import OrderedDict
from collections.abc import AsyncIterator
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import BigInteger, Text, Uuid, and_, bindparam, cast, func, or_, select, true, union_all
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import QueryableAttribute

from app.core.actor import ME
from app.core.compiled import Compiled
from app.core.db import constant
from app.core.errors import Unauthenticated
from app.core.ports import ObjectNotFound
from app.core.projections import NOW, Element, asked_by
from app.core.uow import Reading, Runtime
from app.models.media import THUMB, Media, MediaNotFound, MediaState
from app.models.portraits import Portrait, PortraitMedia
from app.models.stories import EditionMedia, Story
from app.policies.media import (
    opens_answer,
    opens_avatar,
    opens_edition,
    opens_experience,
    opens_information,
    opens_mission,
    opens_own,
    opens_portrait,
    readable_by,
)
from app.policies.sessions import SIGNED_IN

LIFE, REUSE = 300.0, 150.0  # seconds: an address is reused for the first half of its life
CACHE_SIZE = 20_000
MEDIA_KEY, NAME = bindparam("media_key", type_=Text()), bindparam("name", type_=Text())
ID = bindparam("id", type_=Uuid())


@dataclass(frozen=True, slots=True)
class StoredFile:
    media_id: UUID
    object_key: str
    content_type: str
    size: int


def _variant(variants: QueryableAttribute[list[dict[str, object]]]) -> tuple[Element, ...]:
    """Return the name of a variant and its properties."""
    variant = func.jsonb_array_elements(variants, type_=JSONB()).column_valued("variant")
    size = cast(variant["size"].astext, BigInteger)
    return variant["name"].astext, variant["object_key"].astext, variant["content_type"].astext, size


_NAME, *_OWN = _variant(Media.variants)
_EDITION_NAME, *_OF_EDITION = _variant(EditionMedia.variants)
_PORTRAIT_NAME, *_OF_PORTRAIT = _variant(PortraitMedia.variants)
VARIANT = Compiled(
    select(
        union_all(
            select(*_OWN)
            .select_from(Media)
            .where(Media.id == ID, _NAME == NAME)
            .where(
                or_(
                    opens_own(MEDIA_KEY),
                    opens_experience(MEDIA_KEY, NOW),
                    opens_answer(MEDIA_KEY, NOW),
                    opens_mission(MEDIA_KEY),
                    opens_information(MEDIA_KEY, NOW),
                    and_(constant(THUMB) == _NAME, opens_avatar(MEDIA_KEY, NOW)),
                )
            ),
            select(*_OF_EDITION)
            .select_from(EditionMedia)
            .join(Story, Story.id == EditionMedia.story_id)
            .where(EditionMedia.id == ID, _EDITION_NAME == NAME, opens_edition(MEDIA_KEY, NOW)),
            select(*_OF_PORTRAIT)
            .select_from(PortraitMedia)
            .join(Portrait, Portrait.id == PortraitMedia.portrait_id)
            .where(
                PortraitMedia.id == ID,
                _PORTRAIT_NAME == NAME,
                opens_portrait(MEDIA_KEY, NOW, PortraitMedia.__table__.c.edition),
            ),
        ).subquery()
    )
)
_ORIGINAL = (
    select(Media.object_key, Media.content_type, Media.size)
    .where(Media.id == ID, readable_by(ME), Media.state == MediaState.READY)
    .lateral("found")
)
ORIGINAL = Compiled(select(_ORIGINAL).select_from(SIGNED_IN.table.outerjoin(_ORIGINAL, true())).where(SIGNED_IN.open))


async def find(runtime: Runtime, media_key: str, media_id: UUID, name: str) -> StoredFile:
    """Find a variant. Raises MediaNotFound for an absent one, and for one that the key does not open."""
    arguments = VARIANT.values({"media_key": media_key, "id": media_id, "name": name, "now": runtime.clock()})
    row = await runtime.database.reads.fetchrow(VARIANT.query, *arguments)
    if row is None:
        raise MediaNotFound
    return StoredFile(media_id, *row)


async def find_original(reading: Reading, media_id: UUID) -> StoredFile:
    """Find the original, for its owner alone. Raises MediaNotFound."""
    arguments = ORIGINAL.values(asked_by(reading, {"id": media_id}))
    row = await reading.database.reads.fetchrow(ORIGINAL.query, *arguments)
    if row is None:
        raise Unauthenticated
    if row["object_key"] is None:
        raise MediaNotFound
    return StoredFile(media_id, *row)


async def stream(runtime: Runtime, file: StoredFile, start: int, length: int) -> AsyncIterator[bytes]:
    """Start to read the object. Raises MediaNotFound when it was deleted meanwhile; StorageUnavailable."""
    chunks = runtime.objects.stream(file.object_key, start, length)
    try:
        first = await anext(aiter(chunks), b"")
    except ObjectNotFound as error:
        raise MediaNotFound from error

    async def all_of_them() -> AsyncIterator[bytes]:
        yield first
        async for chunk in chunks:
            yield chunk

    return all_of_them()


# Signed addresses, by storage, object and file name: signing takes a millisecond, and pages repeat the same forty.
SIGNED: OrderedDict[tuple[str | None, ...], tuple[float, str]] = OrderedDict()


async def address(runtime: Runtime, file: StoredFile, filename: str | None) -> str | None:
    """Return storage's own address of the file, valid for at most five minutes; None where readers cannot reach
    storage.
    """
    if runtime.settings.s3 is None or runtime.settings.s3.public_url is None:
        return None
    key = (runtime.settings.s3.public_url, file.object_key, filename)
    until, url = SIGNED.get(key, (0.0, ""))
    if until <= time.monotonic():
        url = await runtime.objects.presign(file.object_key, int(LIFE), filename)
        SIGNED[key] = (time.monotonic() + REUSE, url)
        SIGNED.move_to_end(key)
        if len(SIGNED) > CACHE_SIZE:
            SIGNED.popitem(last=False)
    return url
