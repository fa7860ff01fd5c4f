"""Exports: one archive with pages that read anywhere, each file and each row of a person."""

import json
from collections.abc import AsyncIterator, Mapping
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Text, Uuid, and_, bindparam, case, delete, exists, select, text
from sqlalchemy.exc import NoResultFound
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.actor import ANONYMOUS, ME
from app.core.addresses import fill
from app.core.app_paths import AppPath
from app.core.clock import on_the_wire
from app.core.db import lock_row
from app.core.errors import NotFound
from app.core.i18n import Words
from app.core.ids import uuid7
from app.core.jobs import Job, Lane
from app.core.limits import Rule, hit
from app.core.ports import ObjectNotFound
from app.core.projections import Json, Projection, Representation, SingleProjection, shape, wire
from app.core.security import digest
from app.core.uow import Reading, Runtime, UnitOfWork
from app.models.exports import EXPORT_LIFE, Export, ExportState
from app.models.security_events import SecurityEventKind
from app.models.sessions import Session
from app.models.users import User
from app.policies.sessions import SIGNED_IN
from app.schemas.exports import ExportRead
from app.schemas.pages import PageQuery
from app.services.access import access_events
from app.services.accounts.rights_templates import export_mail
from app.services.media.files import StoredFile
from app.services.media.objects import keep, new_key, release, reserve
from app.services.notifications import mails
from app.services.portability import archives, export_files, export_pages, export_portraits, export_rows, export_sharing
from app.services.portability.archives import Archive, once, prepend
from app.services.portability.export_files import Files
from app.services.shared import security_log

FORMAT, VERSION = "day-tripper-export", 1
BUILD_TIMEOUT = "10min"
PER_PERSON = Rule("exports per person", 5, timedelta(days=1))


class ExportNotFound(NotFound):
    title = Words("Export introuvable")


class BuildExport(Job):
    lane = Lane.HEAVY
    export_id: UUID


class ForgetExports(Job):
    pass


IS_OPEN = exists().where(Session.id == Export.session_id, Session.ended_at.is_(None)).correlate_except(Session)
ITEM = shape(
    Export,
    ExportRead,
    created_at=wire(Export.__table__.c.asked_at),
    url=case((and_(Export.state == ExportState.READY, IS_OPEN), Export.id.cast(Text))),
)
EXPORTS = Projection("exports.exports", SIGNED_IN, ITEM, Export.user_id == ME.id, order=(Export.asked_at, Export.id))
EXPORT = SingleProjection(
    SIGNED_IN,
    ITEM,
    case((Export.state == ExportState.READY, 2), else_=1),
    Export.user_id == ME.id,
    Export.id == bindparam("id", type_=Uuid()),
    missing=ExportNotFound,
)


async def search(reading: Reading, query: PageQuery) -> Json:
    return _with_addresses(reading.runtime, await EXPORTS.page(reading, **query.model_dump()))


async def get(reading: Reading, export_id: UUID) -> Representation:
    representation = await EXPORT.get(reading, id=export_id)
    return representation._replace(json=_with_addresses(reading.runtime, representation.json))


async def ask(uow: UnitOfWork) -> Representation:
    """Start an export, or return the export that is being prepared. Raises TooMany."""
    person = await lock_row(uow.session, User, uow.actor.id)
    preparing = select(Export.id).where(
        Export.user_id == person.id, Export.state == ExportState.PREPARING, Export.expires_at > uow.now
    )
    export_id = await uow.session.scalar(preparing) or await _begin(uow, person)
    representation = await EXPORT.show(uow, id=export_id)
    return representation._replace(json=_with_addresses(uow.runtime, representation.json))


async def find(runtime: Runtime, token: str) -> StoredFile:
    """Find the archive of that token, and log the download for its owner. Raises ExportNotFound."""
    async with runtime.work(ANONYMOUS) as uow:
        conditions = (Export.token_digest == digest(token), Export.expires_at > uow.now, IS_OPEN)
        export = await uow.session.scalar(select(Export).where(*conditions, Export.state == ExportState.READY))
        if export is None or export.object_key is None or export.size is None:
            raise ExportNotFound
        await access_events.record_download(uow, export.user_id, export.id)
    return StoredFile(export.id, export.object_key, archives.ZIP, export.size)


async def remove(uow: UnitOfWork, export_id: UUID) -> None:
    """Delete an export, ready or not. Raises ExportNotFound."""
    if not await _forget(uow, Export.id == export_id, Export.user_id == uow.actor.id):
        raise ExportNotFound


async def stream_for(uow: UnitOfWork, user_id: UUID) -> AsyncIterator[bytes]:
    """Stream the archive to an operator who hands it over. The archive is not kept."""
    key, _ = await _write(uow, user_id)
    async for chunk in uow.runtime.objects.stream(key):
        yield chunk
    await uow.runtime.objects.delete([key])


async def build(uow: UnitOfWork, export_id: UUID) -> None:
    """Build the archive from one snapshot of the database, so that every reference has its target."""
    export = await uow.session.get(Export, export_id)
    if export is None or export.state is ExportState.READY:
        return
    await uow.take_time()
    try:
        key, size = await _write(uow, export.user_id)
    except NoResultFound:  # the person was erased meanwhile
        return
    export = await uow.session.get(Export, export_id, with_for_update=True, populate_existing=True)
    if export is None:  # taken away meanwhile; nobody refers to the archive: its reservation ends
        return
    await keep(uow, [key])
    export.complete(key, size, uow.now)
    person = await uow.session.get_one(User, export.user_id)
    link = address_of(uow.runtime, export_id)
    until = export.expires_at.astimezone(ZoneInfo(person.timezone)).date()
    opening = uow.runtime.settings.app_address(AppPath.EXPORT.of(export_id))
    await mails.post(uow, person.email, export_mail(person.language, link=link, until=until, opening=opening))


async def give_up(uow: UnitOfWork, export_id: UUID) -> None:
    """Delete an export whose job has failed for good, so that the person can ask again."""
    conditions = (Export.id == export_id, Export.state == ExportState.PREPARING)
    await uow.session.execute(delete(Export).where(*conditions))


async def forget(uow: UnitOfWork) -> None:
    """Delete exports that have expired."""
    await _forget(uow, Export.expires_at <= uow.now)


async def _forget(uow: UnitOfWork, *scope: ColumnElement[bool]) -> bool:
    """Delete exports and release their archives. Returns whether there was any."""
    keys = (await uow.session.scalars(delete(Export).where(*scope).returning(Export.object_key))).all()
    await release(uow, filter(None, keys))
    return bool(keys)


def address_of(runtime: Runtime, export_id: UUID) -> str:
    return f"{runtime.settings.public_base_url}/x/{_token(runtime, export_id)}"


async def _begin(uow: UnitOfWork, person: User) -> UUID:
    await hit(uow.runtime, PER_PERSON, person.id, uow.now)
    export_id = uuid7()
    uow.session.add(
        Export(
            id=export_id,
            user_id=person.id,
            session_id=uow.actor.session_id,
            token_digest=digest(_token(uow.runtime, export_id)),
            asked_at=uow.now,
            expires_at=uow.now + EXPORT_LIFE,
        )
    )
    uow.enqueue(BuildExport(export_id=export_id))
    security_log.record(uow, SecurityEventKind.EXPORT_ASKED)
    return export_id


async def _write(uow: UnitOfWork, user_id: UUID) -> tuple[str, int]:
    """Write the person's archive under a key that is reserved, not kept. Returns the key and the size."""
    key = new_key()
    async with uow.runtime.work(uow.actor) as reservation:
        await reserve(reservation, [key])
    async with archives.writing(uow.runtime.objects, key, uow.now) as archive:
        await _fill(uow, archive, user_id)
    return key, archive.size


async def _fill(uow: UnitOfWork, archive: Archive, user_id: UUID) -> None:
    """Write files first, so that pages lead to what is there, then rows and pages, then documents, the index last."""
    async with uow.runtime.database.sessions() as session:
        archive_files = await export_files.find(session, user_id)
    await _add_files(uow, archive, archive_files, archive_files.by_key)
    contents = export_pages.Contents()
    async with uow.runtime.database.sessions() as session:
        await session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        await session.execute(text(f"set local statement_timeout = '{BUILD_TIMEOUT}'"))
        await session.execute(text(f"set local idle_in_transaction_session_timeout = '{BUILD_TIMEOUT}'"))
        person = await session.get_one(User, user_id)
        files = await export_files.find(session, user_id, archive_files)
        new = {key: path for key, path in files.by_key.items() if key not in archive_files.by_key}
        if new:  # came meanwhile
            await _add_files(uow, archive, archive_files, new)
            files = await export_files.find(session, user_id, archive_files)
        await _add_rows(session, archive, user_id, uow.now)
        await archive.add_all(export_pages.write(session, person, files, contents))
        await archive.add_all(export_sharing.write(session, person, files, contents, uow.now))
        portraits = await export_portraits.find(session, user_id)
    await archive.add_all(export_portraits.write(uow.runtime, portraits, files, contents))
    await archive.add_all(export_pages.write_index(person, files, contents, uow.now))
    made_by = uow.runtime.settings.public_base_url
    await archive.close(
        {
            "format": FORMAT,
            "version": VERSION,
            "made_at": on_the_wire(uow.now),
            "made_by": made_by,
            "person": str(user_id),
        }
    )


async def _add_rows(session: AsyncSession, archive: Archive, user_id: UUID, now: datetime) -> None:
    for table in export_rows.tables():
        rows = export_rows.lines(session, table, user_id, now)
        await archive.add(f"data/{table.name}.jsonl", rows, compress=True)
    schema = json.dumps(export_rows.schema(), indent=1).encode()
    await archive.add("data/schema.json", once(schema), compress=True)


async def _add_files(uow: UnitOfWork, archive: Archive, archive_files: Files, new: Mapping[str, str]) -> None:
    """Add objects to the archive. Those that storage does not have, or no longer, are noted as missing."""
    for key, path in dict(new).items():
        chunks = uow.runtime.objects.stream(key)
        try:
            first = await anext(chunks, b"")
        except ObjectNotFound:
            archive_files.by_key.pop(key, None)
            archive_files.missing.add(key)
            continue
        archive_files.by_key[key] = path
        await archive.add(path, prepend(first, chunks), compress=False)


def _token(runtime: Runtime, export_id: UUID) -> str:
    return runtime.keys.token("dtx_", "export", export_id)


def _with_addresses(runtime: Runtime, document: Json) -> Json:
    return fill(document, partial(address_of, runtime))
