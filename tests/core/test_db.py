import asyncio
from contextlib import AsyncExitStack
from datetime import timedelta

import asyncpg
import pytest
from sqlalchemy import text

from app.core import db
from app.core.db import Statements, open_database
from app.core.errors import Unavailable
from app.core.failures import problem_behind
from app.core.ids import uuid7
from app.core.uow import Runtime
from tests.support.people import NOW
from tests.support.severing import severed

LONG = f"select 1 /* {'as an answer is ' * 1_000} */"
COUNT = """
insert into limits (key, used, ends_at) values ($1, 1, $2)
on conflict (key) do update set used = limits.used + 1 returning 'counted' as said
"""


async def test_the_plan_of_a_long_statement_is_kept(runtime: Runtime) -> None:
    statements = Statements(str(runtime.settings.database_url), 1, {})
    for _ in range(2):
        await statements.fetch(LONG)
    row = await statements.fetchrow("select count(*) from pg_prepared_statements where statement = $1", LONG)
    assert row is not None
    assert row["count"] == 1
    await statements.close()


async def test_no_connection_compiles_statements(runtime: Runtime) -> None:
    """A PostgreSQL as it is installed does, from a hundred thousand moments on: each takes seconds."""
    async with runtime.database.sessions() as session:
        assert await session.scalar(text("show jit")) == "off"
    for way in (runtime.database.reads, runtime.database.writes, runtime.database.counts):
        assert await way.fetchrow("show jit") == ("off",)


async def test_an_ending_waits_longer_for_each_kind_of_connection(
    runtime: Runtime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db, "WAIT_SECONDS", 0.05)
    monkeypatch.setattr(db, "ANSWER_SECONDS", 0.05)
    url = str(runtime.settings.database_url)
    for is_for_endings in (True, False):
        async with open_database(url, 1, is_for_endings=is_for_endings) as database:
            for way in (database.reads, database.writes, database.counts):
                await way.fetch("select 1")
                questions = (way.fetch("select pg_sleep(0.3)") for _ in range(2))
                answers = await asyncio.gather(*questions, return_exceptions=True)
                assert [isinstance(answer, TimeoutError) for answer in answers] == [not is_for_endings] * 2
                timeout = await way.fetchrow("show statement_timeout")
                assert timeout == ("20s" if is_for_endings else "5s",)


async def test_work_goes_on_after_the_server_has_ended_all_connections(runtime: Runtime) -> None:
    pid = text("select pg_backend_pid()")
    async with open_database(str(runtime.settings.database_url), 3) as database:
        async with database.sessions() as first, database.sessions() as second:
            old_pids = [await first.scalar(pid), await second.scalar(pid)]
        await runtime.database.reads.fetch("select pg_terminate_backend(pid) from unnest($1::int[]) as pid", old_pids)
        await asyncio.sleep(0.1)
        async with database.sessions() as first, database.sessions() as second:
            new_pids = [await first.scalar(pid), await second.scalar(pid)]
    assert not {*old_pids} & {*new_pids}


async def test_there_are_twice_as_many_connections_for_transactions_and_no_more(runtime: Runtime) -> None:
    async with open_database(str(runtime.settings.database_url), 2) as database, AsyncExitStack() as stack:
        sessions = [await stack.enter_async_context(database.sessions()) for _ in range(4)]
        for session in sessions:
            await session.execute(text("select 1"))
        async with database.sessions() as fifth:
            waiting = asyncio.create_task(fifth.execute(text("select 1")))
            assert await asyncio.wait([waiting], timeout=0.3) == (set(), {waiting})
            await sessions[0].rollback()
            await waiting


@pytest.mark.parametrize("way", ["reads", "sessions"])
async def test_whoever_is_cancelled_while_a_connection_is_set_up_leaves_none_open(
    runtime: Runtime, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    connections: list[asyncpg.Connection] = []
    callers: list[asyncio.Task[object]] = []
    connect = asyncpg.connect

    async def connect_and_cancel(*args: object, **options: object) -> asyncpg.Connection:
        connections.append(await connect(*args, **options))
        callers[0].cancel()
        return connections[0]

    monkeypatch.setattr(asyncpg, "connect", connect_and_cancel)
    async with open_database(str(runtime.settings.database_url), 1) as database:

        async def ask() -> None:
            if way == "reads":
                await database.reads.fetch("select 1")
            else:
                async with database.sessions() as session:
                    await session.execute(text("select 1"))

        callers.append(asyncio.create_task(ask()))
        with pytest.raises(asyncio.CancelledError):
            await callers[0]
    assert [connection.is_closed() for connection in connections] == [True]


async def test_a_read_whose_answer_is_lost_is_sent_once_more(runtime: Runtime) -> None:
    async with severed(runtime, b"as it is") as database:
        [row] = await database.reads.fetch("select 'as it is' as said")
    assert row["said"] == "as it is"


@pytest.mark.parametrize("way", ["writes", "counts"])
async def test_what_commits_by_itself_is_done_once_though_its_answer_is_lost(runtime: Runtime, way: str) -> None:
    key = uuid7().bytes
    async with severed(runtime, b"counted") as database:
        statements: Statements = getattr(database, way)
        with pytest.raises(asyncpg.PostgresConnectionError) as lost:
            await statements.fetchrow(COUNT, key, NOW + timedelta(days=1))
        [row] = await statements.fetch("delete from limits where key = $1 returning used", key)
    assert row["used"] == 1
    assert isinstance(problem_behind(lost.value), Unavailable)


@pytest.mark.parametrize("way", ["reads", "writes", "counts"])
async def test_a_connection_that_is_known_to_be_closed_is_replaced(runtime: Runtime, way: str) -> None:
    pid = "select pg_backend_pid() as pid"
    async with open_database(str(runtime.settings.database_url), 1) as database:
        statements: Statements = getattr(database, way)
        [first] = await statements.fetch(pid)
        await runtime.database.reads.fetch("select pg_terminate_backend($1)", first["pid"])
        while await runtime.database.reads.fetch("select from pg_stat_activity where pid = $1", first["pid"]):
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.1)  # until it is heard of
        [second] = await statements.fetch(pid)
    assert first["pid"] != second["pid"]


async def test_who_waits_for_a_connection_is_served_before_who_comes_later(runtime: Runtime) -> None:
    statements, served = Statements(str(runtime.settings.database_url), 1, {}), list[object]()

    async def ask(name: object, *, again: bool = False) -> None:
        await statements.fetch("select pg_sleep(0.01)")
        served.append(name)
        if again:
            await ask("late")  # at once, before those who wait are woken

    tasks = [asyncio.create_task(ask(n, again=n == 0)) for n in range(4)]
    await asyncio.sleep(0)
    tasks[2].cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert served == [0, 1, 3, "late"]
    held = asyncio.create_task(statements.fetch("select pg_sleep(0.02)"))
    await asyncio.sleep(0)
    leaving = asyncio.create_task(statements.fetch("select 1"))
    held.add_done_callback(lambda _: leaving.cancel())  # when it is handed the connection
    await asyncio.wait([held, leaving])
    assert await asyncio.wait_for(statements.fetch("select 1"), 30)
    await statements.close()
