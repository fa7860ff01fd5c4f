"""What deleted rows leave behind in PostgreSQL's own files.

Its autovacuum passes by tables in which little changes, so dead rows and their index entries would stay; an index of
words (GIN) never drops a word; and the sample of values that the planner keeps of a table (`pg_stats`) is neither
renewed nor dropped when the table is empty.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import ClassVar

import asyncpg

from app.core.db import reach
from app.core.jobs import Job, Lane
from app.core.uow import Runtime
from app.policies.data_map import TABLES, Retention

NAMES = sorted(name for name, entry in TABLES.items() if entry.retention is not Retention.ALWAYS)
OWN_TABLES = """
    select c.oid::regclass::text as name from pg_class as c
    where c.relkind = 'r' and (c.relnamespace = 'public'::regnamespace and c.relname = any($1)
        or c.relnamespace = 'jobs'::regnamespace)
    order by 1
"""
WORD_INDEXES = """
    select i.indexrelid::regclass::text as name, i.indisvalid as is_valid from pg_index as i
    join pg_class as c on c.oid = i.indexrelid join pg_am as m on m.oid = c.relam
    join pg_class as t on t.oid = i.indrelid
    where m.amname = 'gin' and t.relnamespace = 'public'::regnamespace and t.relname = any($1)
        and (i.indisvalid or c.relname ~ '_cc(new|old)[0-9]*$')
    order by 1
"""
SAMPLES = "pg_catalog.pg_statistic"  # cleared where the role may, as by PostgreSQL itself otherwise
CLEARS_SAMPLES = 18  # the release of PostgreSQL that can
EMPTY_TABLES = """
    select pg_clear_attribute_stats(s.schemaname::text, s.tablename::text, s.attname::text, s.inherited)
    from pg_stats as s
    join pg_class as c on c.relname = s.tablename and c.relnamespace = s.schemaname::text::regnamespace
    left join pg_index as i on i.indexrelid = c.oid
    join pg_class as t on t.oid = coalesce(i.indrelid, c.oid)
    where t.reltuples = 0 and t.relnamespace = 'public'::regnamespace and t.relname = any($1)
"""


class ClearRemains(Job):
    lane: ClassVar[Lane] = Lane.HEAVY


class RenewWordIndexes(Job):
    lane: ClassVar[Lane] = Lane.HEAVY


async def clear(runtime: Runtime) -> None:
    """Each night: clear dead rows, their index entries, and samples of values."""
    async with _connected(runtime) as connection:
        for row in await connection.fetch(OWN_TABLES, NAMES):
            await connection.execute(f"vacuum (analyze) {row['name']}")
        if connection.get_server_version().major >= CLEARS_SAMPLES:
            await connection.fetch(EMPTY_TABLES, NAMES)
        await connection.execute(f"vacuum {SAMPLES}")


async def renew_word_indexes(runtime: Runtime) -> None:
    """Each week: make the indexes of words anew, beside reads and writes. What was cut off is dropped first."""
    async with _connected(runtime) as connection:
        rows = await connection.fetch(WORD_INDEXES, NAMES)
        for row in rows:
            if not row["is_valid"]:
                await connection.execute(f"drop index concurrently if exists {row['name']}")
        for row in rows:
            if row["is_valid"]:
                await connection.execute(f"reindex index concurrently {row['name']}")


@asynccontextmanager
async def _connected(runtime: Runtime) -> AsyncIterator[asyncpg.Connection]:
    """Open a connection without deadlines: these commands take minutes on large tables, and are no transactions."""
    connection = await reach(runtime.settings.direct_url)
    try:
        yield connection
    finally:
        await connection.close()
