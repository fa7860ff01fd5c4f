import asyncio
import re
from pathlib import Path

import asyncpg
import pytest
from alembic import command
from alembic.util import CommandError
from pgqueuer import AsyncpgDriver

from app.adapters.queue import queries
from app.adapters.schema import migrations
from app.core.settings import Settings
from tests.support.databases import create_database, drop_database

VERSIONS = sorted(Path("migrations/versions").glob("2*.py"))


def test_the_migrations_make_what_the_models_say(settings: Settings) -> None:
    command.check(migrations(str(settings.database_url)))


@pytest.mark.slow
async def test_the_migrations_go_down_and_up_again(settings: Settings) -> None:
    url = await create_database(str(settings.database_url), "up_and_down")
    try:
        for revision, goes in (("head", command.upgrade), ("base", command.downgrade), ("head", command.upgrade)):
            await asyncio.to_thread(goes, migrations(url), revision)
    finally:
        await drop_database(str(settings.database_url), "up_and_down")


async def test_a_step_that_fails_says_so_and_leaves_no_connection(settings: Settings) -> None:
    """uvloop waits for ever, at the end of a loop, for a connection that nobody closed."""
    url = await create_database(str(settings.database_url), "fails")
    try:
        with pytest.raises(CommandError, match="nowhere"):
            await asyncio.wait_for(asyncio.to_thread(command.upgrade, migrations(url), "nowhere"), 30)
    finally:
        await drop_database(str(settings.database_url), "fails")


async def test_the_jobs_schema_is_the_one_that_this_pgqueuer_wants(settings: Settings) -> None:
    connection = await asyncpg.connect(settings.database_url)
    assert (await queries(AsyncpgDriver(connection)).plan_upgrade()).statements == ()
    await connection.close()


@pytest.mark.parametrize("file", VERSIONS, ids=[file.stem for file in VERSIONS])
def test_a_migration_keeps_nobody_waiting(file: Path) -> None:
    """On a table that was there before, an index is built beside the work, and a reference checked afterwards."""
    upgrade = file.read_text().partition("def downgrade")[0]
    new = set(re.findall(r'(?:op\.create_table\(\s*"|create table )(\w+)', upgrade))
    tables_with_index = set(re.findall(r'op\.create_index\(\s*(?:op\.f\()?"\w+"\)?,\s*"(\w+)"', upgrade))
    tables_with_index |= set(re.findall(r"create (?:unique )?index \w+ on (\w+)", upgrade))
    assert not tables_with_index - new, "migrations/online.py: add_index"
    for reference in re.findall(r"op\.create_foreign_key\((?:[^()]|\([^()]*\))*\)", upgrade):
        assert "postgresql_not_valid=True" in reference, "migrations/online.py: validate, in a migration of its own"
    assert "lock_timeout" not in upgrade, "migrations/env.py says it"


def test_every_migration_was_looked_at() -> None:
    assert len(VERSIONS) > 14
