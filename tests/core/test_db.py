from app.core.db import Statements
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
