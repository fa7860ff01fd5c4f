import asyncio

from sqlalchemy import text

from app.core.db import Statements, open_database
from app.core.uow import Runtime

LONG = f"select 1 /* {'as a synchronisation is ' * 1_000} */"


async def test_the_plan_of_a_long_statement_is_kept(runtime: Runtime) -> None:
    statements = Statements(str(runtime.settings.database_url), 1, {})
    for _ in range(2):
        await statements.fetch(LONG)
    kept = await statements.fetchrow("select count(*) from pg_prepared_statements where statement = $1", LONG)
    assert kept is not None
    assert kept["count"] == 1
    await statements.close()


async def test_work_goes_on_after_the_server_has_ended_all_connections(runtime: Runtime) -> None:
    pid = text("select pg_backend_pid()")
    async with open_database(str(runtime.settings.database_url), 3) as database:
        async with database.sessions() as one, database.sessions() as other:
            ended = [await one.scalar(pid), await other.scalar(pid)]
        await runtime.database.reads.fetch("select pg_terminate_backend(pid) from unnest($1::int[]) as pid", ended)
        await asyncio.sleep(0.1)
        async with database.sessions() as one, database.sessions() as other:
            found = [await one.scalar(pid), await other.scalar(pid)]
    assert not {*ended} & {*found}
