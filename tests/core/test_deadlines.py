"""Nobody waits for ever for a database: neither for a connection, nor for an answer, nor for a commit."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace

import asyncpg
import pytest
from sqlalchemy import text

from app.adapters import postgres
from app.core import db, uow
from app.core.actor import SYSTEM
from app.core.db import open_database
from app.core.errors import Unavailable
from app.core.failures import problem_behind
from app.core.uow import Runtime

pytestmark = pytest.mark.slow

SOON = 0.5  # seconds, in place of those of people


@pytest.fixture
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    for module, name in ((db, "WAIT_SECONDS"), (db, "ANSWER_SECONDS"), (uow, "ANSWER_SECONDS")):
        monkeypatch.setattr(module, name, SOON)


@pytest.fixture(scope="module")
def waiting_for_a_standby(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A PostgreSQL that promises what it writes to a standby, which is not there: each commit waits for ever."""
    folder = tmp_path_factory.mktemp("postgres")
    with postgres.embedded(folder) as url:
        asyncio.run(_expect_a_standby(url))
        yield url


async def _expect_a_standby(url: str) -> None:
    connection = await asyncpg.connect(url)
    await connection.execute("create table kept (id int)")
    await connection.execute("alter system set synchronous_standby_names = 'away'")
    await connection.execute("select pg_reload_conf()")
    await connection.close()


@pytest.mark.usefixtures("_soon")
async def test_a_commit_that_nobody_confirms_is_an_outage(runtime: Runtime, waiting_for_a_standby: str) -> None:
    async with open_database(waiting_for_a_standby, 2) as database:
        with pytest.raises(TimeoutError) as failure:
            async with replace(runtime, database=database).work(SYSTEM) as work:
                await work.session.execute(text("insert into kept values (1)"))
        with pytest.raises(TimeoutError):
            await database.writes.fetch("insert into kept values (2)")
        assert isinstance(problem_behind(failure.value), Unavailable)


@pytest.mark.usefixtures("_soon")
async def test_a_connection_that_is_never_free_is_an_outage(runtime: Runtime) -> None:
    async with open_database(str(runtime.settings.database_url), 1) as database:
        slow = asyncio.create_task(database.counts.fetch("select pg_sleep(0.4)"))
        await asyncio.sleep(0.1)
        tasks = [asyncio.create_task(database.counts.fetch("select pg_sleep(0.4)")) for _ in range(3)]
        outcomes = await asyncio.gather(slow, *tasks, return_exceptions=True)
    assert any(isinstance(outcome, TimeoutError) for outcome in outcomes)
    assert not isinstance(outcomes[0], BaseException)


def test_waits_add_up_to_less_than_fifteen_seconds() -> None:
    assert db.WAIT_SECONDS + db.ANSWER_SECONDS < 15
    assert float(db.TIMEOUTS_MS["statement_timeout"]) / 1000 < db.ANSWER_SECONDS
