"""Objects in storage, and the rows that refer to them.

Storage and database do not commit together. So a key is recorded as loose before anything is stored under it, until a
row refers to it, and again when no row does. Loose objects are deleted when they are due: a process that dies in
between leaves nothing behind, and no referenced object is deleted.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, CompoundSelect, delete, exists, func, literal_column, or_, select, union, update
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.orm import QueryableAttribute

from app.core.jobs import Job
from app.core.ports import ObjectNotFound
from app.core.security import random_token
from app.core.uow import Runtime, UnitOfWork
from app.models.exports import Export
from app.models.imports import Import
from app.models.media import LooseObject, Media
from app.models.portraits import PortraitMedia
from app.models.stories import EditionMedia

RESERVATION = timedelta(days=1)  # longer than any request or job that stores objects
SWEPT_AT_ONCE = 500


# Columns that refer to one object, or to several.
KEYS = (Media.object_key, Export.object_key, Import.object_key)
VARIANTS = (Media.variants, EditionMedia.variants, PortraitMedia.variants)


class SweepObjects(Job):
    pass


def new_key() -> str:
    """Return a key for an object that will be written once."""
    return random_token()


async def reserve(uow: UnitOfWork, keys: Sequence[str]) -> None:
    """Record keys as loose, before anything is stored under them."""
    await _write_down(uow, dict.fromkeys(keys), uow.now + RESERVATION)


async def keep(uow: UnitOfWork, keys: Sequence[str]) -> None:
    """Record that rows refer to the keys from this transaction on. Raises ObjectNotFound for a deleted key."""
    statement = delete(LooseObject).where(LooseObject.object_key.in_(keys), LooseObject.doomed.is_(False))
    rows = await uow.session.scalars(statement.returning(LooseObject.object_key))
    if len(rows.all()) < len(keys):
        raise ObjectNotFound("reserved too long ago")


async def release(uow: UnitOfWork, keys: Iterable[str], multipart: tuple[str, str] | None = None) -> None:
    """Record keys as loose. `multipart`: a key, and an unfinished upload under it."""
    loose = dict.fromkeys(keys) | dict([multipart] if multipart else [])
    if loose:
        await _write_down(uow, loose, uow.now)
        uow.enqueue(SweepObjects())


async def sweep(uow: UnitOfWork) -> None:
    """Delete the objects that are due, unless a row refers to them."""
    loose_objects = await _doom(uow.runtime, uow.now)
    for key, multipart_id in loose_objects:
        if multipart_id is not None:
            await uow.runtime.objects.abort_multipart(key, multipart_id)
    keys = [key for key, _ in loose_objects]
    if keys:
        await uow.runtime.objects.delete(keys)
        await uow.session.execute(delete(LooseObject).where(LooseObject.object_key.in_(keys)))
    if len(keys) == SWEPT_AT_ONCE:
        uow.enqueue(SweepObjects())


def shown() -> CompoundSelect[str]:
    """Select the keys of all objects that rows refer to."""
    keys = (func.jsonb_array_elements(variants).op("->>")(literal_column("'object_key'")) for variants in VARIANTS)
    return union(*(select(key).where(key.is_not(None)) for key in KEYS), *(select(item) for item in keys))


async def _doom(runtime: Runtime, now: datetime) -> list[tuple[str, str | None]]:
    """Mark due objects as being deleted, in a transaction of its own: storage may be slow."""
    due = LooseObject.due_at <= now
    statement = select(LooseObject.object_key).where(due).order_by(LooseObject.due_at).limit(SWEPT_AT_ONCE)
    async with runtime.database.sessions.begin() as session:
        await session.execute(delete(LooseObject).where(due, LooseObject.doomed.is_(False), _is_shown()))
        is_due = LooseObject.object_key.in_(statement.with_for_update(skip_locked=True).scalar_subquery())
        doom = update(LooseObject).where(is_due).values(doomed=True)
        rows = await session.execute(doom.returning(LooseObject.object_key, LooseObject.multipart_id))
        return [(key, multipart_id) for key, multipart_id in rows]


def _is_shown() -> ColumnElement[bool]:
    keys = (exists().where(key == LooseObject.object_key) for key in KEYS)
    return or_(*keys, *(exists().where(_has_variant(variants)) for variants in VARIANTS))


def _has_variant(variants: QueryableAttribute[list[dict[str, object]]]) -> ColumnElement[bool]:
    pattern = func.jsonb_build_object("object_key", LooseObject.object_key)
    return variants.contains(func.jsonb_build_array(pattern, type_=JSONB()))


async def _write_down(uow: UnitOfWork, loose: Mapping[str, str | None], due_at: datetime) -> None:
    rows = [{"object_key": key, "multipart_id": loose[key], "due_at": due_at, "doomed": False} for key in sorted(loose)]
    new = insert(LooseObject).values(rows)
    multipart_id = func.coalesce(new.excluded.multipart_id, LooseObject.multipart_id)
    values = {"due_at": due_at, "multipart_id": multipart_id}
    await uow.session.execute(new.on_conflict_do_update(index_elements=["object_key"], set_=values))
