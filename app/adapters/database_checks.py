"""Checks of the database before a command begins, so that a typo gets a one-line answer."""

import asyncio

import asyncpg
import structlog

from app.adapters.postgres import SILENCE
from app.core.db import READ_ONLY, SETTINGS, Statements, reach
from app.core.stopped import Stopped

logger = structlog.get_logger(__name__)
LOG_SETTINGS = "select name, setting from pg_settings where name = any($1)"
# Long enough that a pooler has to lend one connection for each query.
SETTINGS_QUERY = "select name, setting from pg_settings, pg_sleep(0.05) where name = any($1)"
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
    """Check that a connection keeps its session settings: they end slow statements, keep reads from writing, and
    statements from being compiled.

    Behind a pooler in transaction mode, each transaction may get another connection. Raises SettingsLost,
    DatabaseUnreachable.
    """
    await expect_reachable(url)
    for settings in (READ_ONLY, SETTINGS | {"default_transaction_read_only": "off"}):
        pool = Statements(url, AT_ONCE, settings)
        try:
            for _ in range(2):  # opened, then reused
                answers = await asyncio.gather(*(pool.fetch(SETTINGS_QUERY, list(settings)) for _ in range(AT_ONCE)))
                lost = {row["name"] for rows in answers for row in rows if row["setting"] != settings[row["name"]]}
                if lost:
                    raise SettingsLost(
                        f"The pooler behind DAYTRIPPER_DATABASE_URL loses {', '.join(sorted(lost))}: "
                        "docs/operations.md says how to set it up. Nothing was started."
                    )
        finally:
            await pool.close()


async def warn_of_log(url: str) -> None:
    """Warn when PostgreSQL may repeat what people wrote in its own log, which only its operator can change."""
    connection = await _reached(url)
    try:
        rows = await connection.fetch(LOG_SETTINGS, list(SILENCE))
    finally:
        await connection.close()
    talkative = {row["name"]: row["setting"] for row in rows if row["setting"] != SILENCE[row["name"]]}
    if talkative:
        logger.warning("postgresql_may_log_what_people_wrote", settings=talkative, see="docs/operations.md")


async def _reached(url: str) -> asyncpg.Connection:
    try:
        return await reach(url)
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise DatabaseUnreachable(
            f"The database of DAYTRIPPER_DATABASE_URL cannot be reached: {error}. Nothing was changed."
        ) from error
