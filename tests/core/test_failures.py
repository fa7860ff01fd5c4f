import pytest
from sqlalchemy import text
from sqlalchemy.exc import TimeoutError as NoFreeConnection

from app.core.db import make_engine, open_database
from app.core.errors import Unavailable
from app.core.failures import problem_behind
from app.core.settings import Settings

NO_SOCKET = "postgresql://postgres@/postgres?host=/nowhere/at/all"
NO_NAME = "postgresql://postgres@no-such-host.invalid/postgres"
NO_LISTENER = "postgresql://postgres@localhost:9/postgres"


@pytest.mark.parametrize("url", [NO_SOCKET, NO_NAME, NO_LISTENER])
async def test_a_database_that_cannot_be_reached_is_unavailable_however_the_system_says_it(url: str) -> None:
    async with open_database(url, 1) as database:
        with pytest.raises(ConnectionError) as read:
            await database.reads.fetch("select 1")
        async with database.sessions() as session:
            with pytest.raises(ConnectionError) as failure:
                await session.execute(text("select 1"))
    assert all(isinstance(problem_behind(item.value), Unavailable) for item in (read, failure))


async def test_when_all_connections_are_taken_the_next_request_is_told_to_come_back(settings: Settings) -> None:
    engine = make_engine(str(settings.database_url), {}, pool_size=1, max_overflow=0, pool_timeout=0.1)
    async with engine.connect():
        with pytest.raises(NoFreeConnection) as refusal:
            await engine.connect()
    await engine.dispose()
    assert isinstance(problem_behind(refusal.value), Unavailable)
