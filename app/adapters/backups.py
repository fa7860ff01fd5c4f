"""A backup of an installation in one file: rows as they were at one instant, then the objects that they refer to.

The application keeps running. Rows are read in one snapshot, with the list of their objects. Objects are written once,
under random keys: copying them later copies the same bytes. An object deleted in between is listed as missing. Tables
are copied as text, and not by pg_dump: every PostgreSQL that the application supports can read the file.
"""

import asyncio
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from graphlib import TopologicalSorter
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import IO

import asyncpg

from app.adapters.backup_files import BackupWriter
from app.core.clock import on_the_wire
from app.core.db import reach
from app.core.ports import ObjectNotFound, ObjectStore

FORMAT = 1
HEAD, SUMMARY, TABLES, OBJECTS = "backup.json", "summary.json", "tables/", "objects/"
PIECE = 8 * 1024**2  # bytes of a table at a time
AT_ONCE = 8  # objects
SLOW_TRANSACTION = """
    set local statement_timeout = 0; set local idle_in_transaction_session_timeout = 0; set local lock_timeout = '30s'
"""
COLUMNS = """
    select n.nspname as schema, c.relname as name, array_agg(a.attname::text order by a.attnum) as columns
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
    where c.relkind = 'r' and n.nspname in ('public', 'jobs')
      and c.relname not in ('alembic_version', 'experience_meanings', 'meaning_positions')  -- what a job makes again
    group by 1, 2 order by 1, 2
"""
REFERENCES = """
    select conrelid::regclass::text as name, confrelid::regclass::text as parent
    from pg_constraint where contype = 'f' and conrelid <> confrelid
"""
SEQUENCES = """
    select format('%I.%I', schemaname, sequencename) as name, last_value as value
    from pg_sequences where schemaname in ('public', 'jobs') and last_value is not null
"""


@dataclass(frozen=True, slots=True)
class Table:
    schema: str
    name: str
    columns: list[str]


@dataclass(frozen=True, slots=True)
class Head:
    format: int
    revision: str  # of the schema
    made_at: str
    secret_mark: str  # equal for installations with the same secret; does not reveal it
    tables: list[Table]  # referenced tables come first


@dataclass(slots=True)
class Summary:
    """`missing`: objects that rows referred to, and that storage no longer had when they were copied."""

    rows: dict[str, int] = field(default_factory=dict)
    sequences: dict[str, int] = field(default_factory=dict)
    objects: int = 0
    missing: list[str] = field(default_factory=list)


async def back_up(  # noqa: PLR0913  what is where, and how it is called
    url: str, objects: ObjectStore, out: IO[bytes], *, keys_statement: str, secret_mark: str, now: datetime
) -> Summary:
    """`keys_statement` selects the keys of the objects that rows refer to."""
    writer, summary = BackupWriter(out), Summary()
    with TemporaryFile() as keys:
        connection = await reach(url)
        try:
            async with connection.transaction(isolation="repeatable_read", readonly=True):
                await connection.execute(SLOW_TRANSACTION)
                await _copy_rows(connection, writer, summary, secret_mark, now)
                await connection.copy_from_query(keys_statement, output=keys)
        finally:
            await connection.close()
        keys.seek(0)
        await _copy_objects(objects, (line.decode().rstrip("\n") for line in keys), writer, summary)
    writer.add(SUMMARY, _json(asdict(summary)))
    writer.close()
    return summary


async def _copy_rows(
    connection: asyncpg.Connection, writer: BackupWriter, summary: Summary, secret_mark: str, now: datetime
) -> None:
    revision = await connection.fetchval("select version_num from alembic_version")
    tables = await _tables(connection)
    writer.add(HEAD, _json(asdict(Head(FORMAT, revision, on_the_wire(now), secret_mark, tables))))
    for table in tables:
        name = f"{table.schema}.{table.name}"
        pieces = _Pieces(writer, f"{TABLES}{name}/")
        status = await connection.copy_from_table(
            table.name, schema_name=table.schema, columns=table.columns, output=pieces.take
        )
        pieces.close()
        summary.rows[name] = int(status.rpartition(" ")[2])
    # Sequences are read last: they may be ahead of the snapshot, never behind it.
    summary.sequences = {row["name"]: row["value"] for row in await connection.fetch(SEQUENCES)}


async def _tables(connection: asyncpg.Connection) -> list[Table]:
    rows = {
        f"{row['schema']}.{row['name']}".removeprefix("public."): Table(**row)
        for row in await connection.fetch(COLUMNS)
    }
    order: TopologicalSorter[str] = TopologicalSorter(dict.fromkeys(rows, ()))
    for row in await connection.fetch(REFERENCES):
        order.add(row["name"], row["parent"])
    return [rows[name] for name in order.static_order() if name in rows]


class _Pieces:
    """Splits a table of unknown length into files of known length."""

    def __init__(self, writer: BackupWriter, folder: str) -> None:
        self._writer, self._folder = writer, folder
        self._number, self._waiting = 0, bytearray()

    async def take(self, data: bytes) -> None:
        self._waiting += data
        if len(self._waiting) >= PIECE:
            self.close()

    def close(self) -> None:
        if self._waiting:
            self._number += 1
            self._writer.add(f"{self._folder}{self._number:08}", bytes(self._waiting))
            self._waiting.clear()


async def _copy_objects(objects: ObjectStore, keys: Iterator[str], writer: BackupWriter, summary: Summary) -> None:
    with TemporaryDirectory(prefix="daytripper-backup-") as folder:
        places = [Path(folder) / str(number) for number in range(AT_ONCE)]
        while batch := list(islice(keys, AT_ONCE)):
            downloads = zip(batch, places, strict=False)
            types = await asyncio.gather(*(_fetch(objects, key, path) for key, path in downloads))
            for key, path, content_type in zip(batch, places, types, strict=False):
                if content_type is None:
                    summary.missing.append(key)
                else:
                    writer.add_file(OBJECTS + key, path, content_type=content_type)
                    path.unlink()
                    summary.objects += 1


async def _fetch(objects: ObjectStore, key: str, path: Path) -> str | None:
    """Fetch an object; return its type. None when it does not exist."""
    try:
        content_type = (await objects.head(key)).content_type
        await objects.get_file(key, path)
    except ObjectNotFound:
        return None
    return content_type


def _json(value: object) -> bytes:
    return json.dumps(value, indent=1).encode()
