"""What a command asks of its database before it begins, so that a typo is answered in one line."""

import asyncio

import asyncpg

from app.core.db import READ_ONLY, TIMEOUTS_MS, Statements, reach
from app.core.stopped import Stopped

# Long enough that a pooler has to lend as many connections as ask.
KEPT = "select name, setting from pg_settings, pg_sleep(0.05) where name = any($1)"
AT_ONCE = 3


class DatabaseUnreachable(Stopped):
    pass


class NeverMigrated(Stopped):
    pass


async def expect_reachable(url: str) -> None:
    """Raises DatabaseUnreachable."""
    await (await _reached(url)).close()


async def expect_migrated(url: str) -> None:
    """Raises DatabaseUnreachable, NeverMigrated."""
    connection = await _reached(url)
    try:
        table = await connection.fetchval("select to_regclass('public.alembic_version')")
    finally:
        await connection.close()
    if table is None:
        raise NeverMigrated("This database has no tables of Day Tripper: `python -m app migrate` makes them.")


class SettingsLost(Stopped):
    pass


async def expect_settings(url: str) -> None:
    """A connection is what we made it, whenever we use it: it ends what takes too long, and reads cannot write.

    Behind a pooler that lends a connection for one transaction, it may be another one each time.
    Raises SettingsLost, DatabaseUnreachable.
    """
    await expect_reachable(url)
    for settings in (READ_ONLY, TIMEOUTS_MS | {"default_transaction_read_only": "off"}):
        pool = Statements(url, AT_ONCE, settings)
        try:
            for _ in range(2):  # made, then lent again
                answers = await asyncio.gather(*(pool.fetch(KEPT, list(settings)) for _ in range(AT_ONCE)))
                lost = {row["name"] for rows in answers for row in rows if row["setting"] != settings[row["name"]]}
                if lost:
                    raise SettingsLost(
                        f"The pooler behind DAYTRIPPER_DATABASE_URL loses {', '.join(sorted(lost))}: "
                        "docs/operations.md says how to set it up. Nothing was started."
                    )
        finally:
            await pool.close()


async def _reached(url: str) -> asyncpg.Connection:
    try:
        return await reach(url)
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise DatabaseUnreachable(
            f"The database of DAYTRIPPER_DATABASE_URL cannot be reached: {error}. Nothing was changed."
        ) from error
