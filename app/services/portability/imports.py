"""Imports from other installations and applications. The person sees a preview before anything is stored."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

from sqlalchemy import Uuid, bindparam, delete, select

from app.core.actor import ME
from app.core.db import fetch_one
from app.core.errors import NotFound, TooLarge
from app.core.i18n import Words
from app.core.jobs import Job, Lane
from app.core.limits import Rule, hit
from app.core.projections import Json, Projection, Representation, SingleProjection, shape, wire
from app.core.uow import Reading, UnitOfWork
from app.models.imports import IMPORT_LIFE, Import, ImportState
from app.models.users import User
from app.policies.sessions import SIGNED_IN
from app.schemas.imports import ImportRead
from app.schemas.pages import PageQuery
from app.services.media import scratch
from app.services.media.objects import keep, new_key, release, reserve
from app.services.media.storage import make_room
from app.services.portability import import_arrivals, import_media, import_readers
from app.services.portability.archives import ZIP, store_stream
from app.services.portability.import_bundles import Bundle, Refused
from app.services.shared import admission, idempotency

PER_PERSON = Rule("imports per person", 10, timedelta(days=1))
WAIT = timedelta(seconds=5)  # between checks whether the pictures are rendered


class ImportNotFound(NotFound):
    title = Words("Import introuvable")


class PreviewImport(Job):
    lane = Lane.HEAVY
    import_id: UUID


class ImportRows(Job):
    lane = Lane.HEAVY
    import_id: UUID


class FinishImport(Job):
    lane = Lane.HEAVY
    import_id: UUID


class ForgetImports(Job):
    pass


ITEM = shape(Import, ImportRead, created_at=wire(Import.__table__.c.asked_at))
IMPORTS = Projection("imports.imports", SIGNED_IN, ITEM, Import.user_id == ME.id, order=(Import.asked_at, Import.id))
IMPORT = SingleProjection(
    SIGNED_IN,
    ITEM,
    Import.version,
    Import.user_id == ME.id,
    Import.id == bindparam("id", type_=Uuid()),
    missing=ImportNotFound,
)


async def search(reading: Reading, query: PageQuery) -> Json:
    return await IMPORTS.page(reading, **query.model_dump())


async def get(reading: Reading, import_id: UUID) -> Representation:
    return await IMPORT.get(reading, id=import_id)


async def receive_file(reading: Reading, chunks: AsyncIterator[bytes], idempotency_key: str | None) -> Representation:
    """Store the file while it arrives, and enqueue its preview, once under the same key. Raises TooMany, TooLarge."""
    runtime, key, checksum = reading.runtime, new_key(), hashlib.sha256()
    async with runtime.work(reading.actor) as uow:
        await admission.admit(uow)
        await hit(runtime, PER_PERSON, reading.actor.id, uow.now)
        await reserve(uow, [key])
    size = await store_stream(runtime.objects, key, ZIP, _at_most(runtime.settings.uploads.archive, chunks, checksum))
    async with runtime.work(reading.actor) as uow:
        await admission.admit(uow)
        content = checksum.hexdigest()
        import_id, is_new = await idempotency.remember_once(uow, idempotency_key, None, "import", content)
        if not is_new:  # the file that was reserved is deleted, as after a broken upload
            return await IMPORT.show(uow, id=import_id)
        await keep(uow, [key])
        times = {"asked_at": uow.now, "expires_at": uow.now + IMPORT_LIFE}
        uow.session.add(Import(id=import_id, user_id=uow.actor.id, object_key=key, size=size, **times))
        uow.enqueue(PreviewImport(import_id=import_id))
        return await IMPORT.show(uow, id=import_id)


async def confirm(uow: UnitOfWork, import_id: UUID) -> Representation:
    """Confirm the preview, and enqueue the import. Raises ImportNotFound, ImportNotReady, StorageFull."""
    importing = await _get_to_change(uow, import_id)
    if importing.confirm(uow.now):
        await make_room(
            uow, uow.actor.id, (importing.preview or {}).get("media_size", importing.size), is_counted=False
        )
        uow.enqueue(ImportRows(import_id=import_id))
    return await IMPORT.show(uow, id=import_id)


async def cancel(uow: UnitOfWork, import_id: UUID) -> None:
    """Delete the import and its file. Rows that are stored stay. Raises ImportNotFound."""
    importing = await _get_to_change(uow, import_id)
    await release(uow, [importing.object_key] if importing.object_key else [])
    await uow.session.delete(importing)


async def preview(uow: UnitOfWork, import_id: UUID) -> None:
    importing = await uow.session.get(Import, import_id, with_for_update=True)
    if importing is None or importing.state is not ImportState.READING or importing.object_key is None:
        return
    key = importing.object_key
    with scratch.folder() as folder:
        try:
            bundle, existing_ids = await _read(uow, importing, folder / "import")
        except Refused as refusal:
            importing.refuse(refusal.reason, uow.now)
            await uow.session.flush()
            await release(uow, [key])
        else:
            importing.show(bundle.source, bundle.preview(existing_ids))


async def import_rows(uow: UnitOfWork, import_id: UUID) -> None:
    importing = await _in_hand(uow, import_id)
    if importing is None:
        return
    with scratch.folder() as folder:
        path = folder / "import"
        bundle, existing_ids = await _read(uow, importing, path)
        await import_media.store_media(uow.runtime, importing.user_id, path, bundle)
    person = await uow.session.get_one(User, importing.user_id)
    importing.result = bundle.counts(len(existing_ids) + await import_arrivals.store_rows(uow, person, bundle))
    uow.enqueue(FinishImport(import_id=import_id))


async def finish(uow: UnitOfWork, import_id: UUID) -> None:
    """Store publications when their pictures are rendered; else try again after WAIT."""
    importing = await _in_hand(uow, import_id)
    if importing is None or importing.result is None or importing.object_key is None:
        return
    with scratch.folder() as folder:
        bundle, _ = await _read(uow, importing, folder / "import")
    if not await import_media.are_rendered(uow, bundle):
        uow.enqueue(FinishImport(import_id=import_id), after=WAIT)
        return
    person, key = await uow.session.get_one(User, importing.user_id), importing.object_key
    await import_arrivals.store_publications(uow, person, bundle)
    importing.complete(importing.result, uow.now)
    await uow.session.flush()
    await release(uow, [key])


async def give_up(uow: UnitOfWork, import_id: UUID) -> None:
    """Fail an import whose job has failed too often."""
    importing = await uow.session.get(Import, import_id, with_for_update=True)
    if importing is None or importing.state not in {ImportState.READING, ImportState.IMPORTING}:
        return
    key = importing.object_key
    importing.fail(uow.now)
    await uow.session.flush()
    await release(uow, [key] if key else [])


async def forget(uow: UnitOfWork) -> None:
    """Delete expired imports, whatever their state. Rows that a job has locked wait for the next time."""
    over = select(Import.id).where(Import.expires_at <= uow.now).with_for_update(skip_locked=True)
    statement = delete(Import).where(Import.id.in_(over)).returning(Import.object_key)
    await release(uow, filter(None, (await uow.session.scalars(statement)).all()))


async def _get_to_change(uow: UnitOfWork, import_id: UUID) -> Import:
    statement = select(Import).where(Import.id == import_id, Import.user_id == uow.actor.id)
    return await fetch_one(uow.session, statement.with_for_update(), ImportNotFound)


async def _in_hand(uow: UnitOfWork, import_id: UUID) -> Import | None:
    importing = await uow.session.get(Import, import_id, with_for_update=True)
    return importing if importing is not None and importing.state is ImportState.IMPORTING else None


async def _read(uow: UnitOfWork, importing: Import, path: Path) -> tuple[Bundle, set[UUID]]:
    """Read the bundle, and find which of its ids the person owns already. Raises Refused."""
    await uow.take_time()
    await uow.runtime.objects.get_file(str(importing.object_key), path)
    ids = await asyncio.to_thread(import_readers.ids_in, path)
    own_ids = await import_arrivals.find_own_ids(uow, importing.user_id, ids)
    bundle = await asyncio.to_thread(import_readers.read, path, importing.user_id, own_ids)
    import_media.leave_out_unfit(uow.runtime.settings.uploads, bundle)
    return bundle, await import_arrivals.find_own_ids(uow, importing.user_id, import_arrivals.ids_of(bundle))


async def _at_most(limit: int, chunks: AsyncIterator[bytes], checksum: "hashlib._Hash") -> AsyncIterator[bytes]:
    size = 0
    async for chunk in chunks:
        size += len(chunk)
        if size > limit:
            raise TooLarge
        checksum.update(chunk)
        yield chunk
