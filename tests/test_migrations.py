import asyncio

import asyncpg
from alembic import command
from pgqueuer import AsyncpgDriver

from app.adapters.postgres import create_database, drop_database, migrations
from app.adapters.queue import queries
from app.core.settings import Settings


def test_the_migrations_make_what_the_models_say(settings: Settings) -> None:
    command.check(migrations(str(settings.database_url)))


async def test_the_migrations_go_down_and_up_again(settings: Settings) -> None:
    url = await create_database(str(settings.database_url), "up_and_down")
    try:
        for revision, goes in (("head", command.upgrade), ("base", command.downgrade), ("head", command.upgrade)):
            await asyncio.to_thread(goes, migrations(url), revision)
    finally:
        await drop_database(str(settings.database_url), "up_and_down")


async def test_the_jobs_schema_is_the_one_that_this_pgqueuer_wants(settings: Settings) -> None:
    connection = await asyncpg.connect(settings.database_url)
    assert (await queries(AsyncpgDriver(connection)).plan_upgrade()).statements == ()
    await connection.close()
