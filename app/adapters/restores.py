"""Restores a backup into an empty installation.

Rows come in one transaction, which commits when every object is in storage and the whole file is valid: an interrupted
restore leaves the installation empty, and can be started again.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any

import asyncpg
from alembic import command
from alembic.script import ScriptDirectory
from alembic.util import CommandError

from app.adapters.backup_files import DamagedBackup, Entry, entries
from app.adapters.backups import FORMAT, HEAD, OBJECTS, SLOW_TRANSACTION, SUMMARY, TABLES, Head, Summary, Table
from app.adapters.schema import migrate, migrations
from app.core.db import reach
from app.core.ports import ObjectStore
from app.core.stopped import Stopped

MARK = "restoring/"  # prefix in storage of the mark of a restore in progress
AT_ONCE = 8
LIVES = "select exists (select from users)"
STATE_QUERY = (
    "select to_regclass('public.alembic_version') is not null as ours, to_regclass('public.users') is not null as used"
)
PEOPLE_REFUSAL = "People live in this database: a backup is restored into an empty one. Nothing was changed."
OBJECTS_REFUSAL = "This storage holds objects: a backup is restored into an empty one. Nothing was changed."
FUTURE = "This backup was made by a newer release of Day Tripper: restore it with that one."

EXPIRY_REFUSAL = (
    "This backup was made at {made_at} and has ended: it is older than DAYTRIPPER_BACKUP_DAYS, and people were told "
    "that nothing is left of it. Nothing was changed."
)


class SafekeepingRefused(Stopped):
    pass


@dataclass(frozen=True, slots=True)
class Mending:
    """A correction of restored rows, in the transaction that restores them."""

    statement: str
    values: Sequence[object] = ()


QUIET = "; set local daytripper.restoring = 'on'"  # triggers note no changes: the log of them is in the backup


async def restore(  # noqa: PLR0913  what is where, and how it is put there
    url: str,
    objects: ObjectStore,
    source: IO[bytes],
    *,
    secret_mark: str | None,
    made_since: datetime,
    prefixes: Sequence[str],
    mend: Callable[[Summary], Sequence[Mending]],
) -> Summary:
    """`secret_mark`: None accepts any backup. `made_since`: older backups are refused.

    `prefixes`: beginnings of keys that may be in storage already.

    Raises DamagedBackup, SafekeepingRefused.
    """
    archive = entries(source)
    first = next(archive)
    head = _head(first)
    if secret_mark not in {None, head.secret_mark}:
        raise SafekeepingRefused(
            "This backup is of an installation with another DAYTRIPPER_SECRET: without it no link, session or second "
            "factor of it works. Set that one, or say --new-secret if it is lost."
        )
    if datetime.fromisoformat(head.made_at) < made_since:
        raise SafekeepingRefused(EXPIRY_REFUSAL.format(made_at=head.made_at))
    await _expect_nobody(url)
    mark = MARK + first.notes["sha256"]
    await _expect_no_objects(objects, mark, prefixes)
    await objects.put(mark, b"", "text/plain")
    await asyncio.to_thread(_prepare, url, head.revision)
    connection = await reach(url)
    try:
        async with connection.transaction():
            await connection.execute(SLOW_TRANSACTION + QUIET)
            summary = await _fill(connection, objects, head, archive)
            for item in mend(summary):
                await connection.execute(item.statement, *item.values)
        await connection.execute("analyze")
    finally:
        await connection.close()
    await asyncio.to_thread(migrate, url)
    await objects.delete([mark])
    return summary


def _head(entry: Entry) -> Head:
    if entry.name != HEAD:
        raise DamagedBackup("it does not begin like one")
    document: dict[str, Any] = json.loads(entry.read())
    if document["format"] > FORMAT:
        raise SafekeepingRefused(FUTURE)
    return Head(**document | {"tables": [Table(**table) for table in document["tables"]]})


async def _expect_nobody(url: str) -> None:
    connection = await reach(url)
    try:
        state = await connection.fetchrow(STATE_QUERY)
        lives = state["used"] and (not state["ours"] or await connection.fetchval(LIVES))
    finally:
        await connection.close()
    if lives:
        raise SafekeepingRefused(PEOPLE_REFUSAL)


async def _expect_no_objects(objects: ObjectStore, mark: str, prefixes: Sequence[str]) -> None:
    """Check that storage is empty, except for objects of an interrupted restore of the same backup."""
    if [key async for key in objects.keys(mark)]:
        return
    async for key in objects.keys():
        if not key.startswith((*prefixes, MARK)):
            raise SafekeepingRefused(OBJECTS_REFUSAL)


def _prepare(url: str, revision: str) -> None:
    """Recreate the tables, empty, at the schema revision of the backup."""
    config = migrations(url)
    try:
        ScriptDirectory.from_config(config).get_revision(revision)
    except CommandError as error:
        raise SafekeepingRefused(FUTURE) from error
    command.downgrade(config, "base")
    command.upgrade(config, revision)


async def _fill(connection: asyncpg.Connection, objects: ObjectStore, head: Head, archive: Iterator[Entry]) -> Summary:
    tables = {f"{table.schema}.{table.name}": table for table in head.tables}
    rows = dict.fromkeys(tables, 0)
    count, summary = 0, None
    with TemporaryDirectory(prefix="daytripper-restore-") as folder:
        for kind, group in groupby(archive, _kind):
            if kind in tables:
                rows[kind] = await _copy(connection, tables[kind], group)
            elif kind == OBJECTS:
                count += await _store(objects, group, Path(folder))
            else:
                summary = Summary(**json.loads(next(group).read()))
    if summary is None or summary.rows != rows or summary.objects != count:
        raise DamagedBackup("it does not hold what it says")
    for name, value in summary.sequences.items():
        await connection.execute("select setval($1::text::regclass, $2)", name, value)
    return summary


def _kind(entry: Entry) -> str:
    if entry.name.startswith(TABLES):
        return entry.name.removeprefix(TABLES).partition("/")[0]
    if entry.name.startswith(OBJECTS):
        return OBJECTS
    if entry.name == SUMMARY:
        return SUMMARY
    raise DamagedBackup(f"nobody knows what {entry.name} is")


async def _copy(connection: asyncpg.Connection, table: Table, archive: Iterator[Entry]) -> int:
    async def pieces() -> AsyncIterator[bytes]:
        for entry in archive:
            yield entry.read()

    status: str = await connection.copy_to_table(
        table.name, schema_name=table.schema, columns=table.columns, source=pieces()
    )
    return int(status.rpartition(" ")[2])


async def _store(objects: ObjectStore, archive: Iterator[Entry], folder: Path) -> int:
    count = 0
    while waiting := [_saved(entry, folder / str(n)) for n, entry in enumerate(islice(archive, AT_ONCE))]:
        await asyncio.gather(*(objects.put_file(*item) for item in waiting))
        count += len(waiting)
    return count


def _saved(entry: Entry, path: Path) -> tuple[str, Path, str]:
    entry.save(path)
    return entry.name.removeprefix(OBJECTS), path, entry.notes["content_type"]
