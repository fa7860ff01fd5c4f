"""What a command asks of its database before it begins, so that a typo is answered in one line."""

import asyncpg

from app.core.db import reach
from app.core.stopped import Stopped


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
        found = await connection.fetchval("select to_regclass('public.alembic_version')")
    finally:
        await connection.close()
    if found is None:
        raise NeverMigrated("This database has no tables of Day Tripper: `python -m app migrate` makes them.")


async def _reached(url: str) -> asyncpg.Connection:
    try:
        return await reach(url)
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise DatabaseUnreachable(
            f"The database of DAYTRIPPER_DATABASE_URL cannot be reached: {error}. Nothing was changed."
        ) from error
