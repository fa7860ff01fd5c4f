import asyncio
from collections.abc import Sequence
from typing import Any

import asyncpg
import pytest

from app.core import gathered
from app.core.gathered import GatheredQuestions, GatheredWrites


class Database:
    """Each run waits until it is let go; the first ones fail."""

    def __init__(self, failures: int = 0) -> None:
        self.runs: list[list[object]] = []
        self.free = asyncio.Event()
        self._failures = failures

    async def fetch(self, _query: str, column: Sequence[object]) -> None:
        self.runs.append(list(column))
        await self.free.wait()
        if len(self.runs) <= self._failures:
            raise ConnectionError


@pytest.fixture(autouse=True)
def brisk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gathered, "RETRY", 0.01)


async def begun(database: Database, writes: GatheredWrites) -> asyncio.Task[None]:
    task = asyncio.create_task(writes.write("q", 0))
    while not database.runs:
        await asyncio.sleep(0)
    return task


async def test_who_writes_alone_waits_and_who_writes_beside_others_is_written_with_them() -> None:
    database = Database()
    writes = GatheredWrites(database.fetch)
    alone = await begun(database, writes)
    for n in range(1, gathered.MOST_ROWS + 2):
        await writes.write("q", n)
    assert not alone.done()
    database.free.set()
    await alone
    assert database.runs[0] == [0]
    await writes.close()
    assert [len(run) for run in database.runs] == [1, gathered.MOST_ROWS, 1]
    assert [row for run in database.runs for row in run] == [*range(gathered.MOST_ROWS + 2)]


async def test_rows_that_fill_a_statement_do_not_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gathered, "PAUSE", 60.0)
    database = Database()
    writes = GatheredWrites(database.fetch)
    alone = await begun(database, writes)
    for n in range(1, 3 * gathered.MOST_ROWS):
        await writes.write("q", n)
    database.free.set()
    await alone
    for _ in range(10):
        await asyncio.sleep(0)
    full, few = gathered.MOST_ROWS, gathered.MOST_ROWS - 1
    assert [len(run) for run in database.runs] == [1, full, full]
    await writes.close()
    assert [len(run) for run in database.runs] == [1, full, full, few]


async def test_a_database_that_is_away_loses_no_row_and_refuses_nobody() -> None:
    database = Database(failures=3)
    writes = GatheredWrites(database.fetch)
    alone = await begun(database, writes)
    database.free.set()
    await writes.write("q", 1)
    await alone
    while len(database.runs) < 4:
        await asyncio.sleep(0.005)
    assert database.runs == [[0], [0, 1], [0, 1], [0, 1]]
    await writes.write("q", 2)
    assert database.runs[4:] == [[2]]


async def test_who_leaves_has_written_and_closing_waits_for_it() -> None:
    database = Database()
    writes = GatheredWrites(database.fetch)
    alone = await begun(database, writes)
    alone.cancel()
    await writes.write("q", 1)
    closing = asyncio.create_task(writes.close())
    await asyncio.sleep(0.01)
    assert not closing.done()
    database.free.set()
    await closing
    assert database.runs == [[0], [1]]


async def test_who_asks_while_a_statement_runs_is_asked_for_with_the_next_one() -> None:
    runs: list[list[int]] = []
    free = asyncio.Event()

    async def fetch(_query: str, numbers: list[int]) -> list[tuple[int, int]]:
        runs.append(numbers)
        await free.wait()
        if 13 in numbers:
            raise ConnectionError
        return [(place, value * 10) for place, value in enumerate(numbers, 1) if value % 2]

    reads = GatheredQuestions(fetch)
    first = asyncio.create_task(reads.read("q", 1))
    while not runs:
        await asyncio.sleep(0)
    later = [asyncio.create_task(reads.read("q", value)) for value in (2, 3, 5)]
    await asyncio.sleep(0)
    later[1].cancel()  # who leaves keeps nobody waiting
    free.set()
    answers = await asyncio.gather(first, *later, return_exceptions=True)
    assert [answers[0], answers[1], answers[3]] == [10, None, 50]
    assert runs == [[1], [2, 3, 5]]
    faults = await asyncio.gather(*(reads.read("q", value) for value in (13, 15)), return_exceptions=True)
    assert [type(fault) for fault in faults] == [ConnectionError] * 2
    assert await reads.read("q", 7) == 70


@pytest.mark.parametrize("at_once", [1, 2])
async def test_who_asks_in_the_step_in_which_others_are_answered_is_asked_for_at_once(
    at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gathered, "PATIENCE", 60)

    async def fetch(_query: str, numbers: list[int]) -> list[tuple[int, int]]:
        await asyncio.sleep(0)
        return [*enumerate(numbers, 1)]

    async def ask_again(first: int) -> list[Any]:
        return [await questions.read("q", number) for number in range(first, first + 20)]

    questions = GatheredQuestions(fetch, at_once)
    async with asyncio.timeout(30):
        assert await asyncio.gather(*map(ask_again, (0, 100))) == [[*range(20)], [*range(100, 120)]]


async def test_what_the_server_refuses_together_is_asked_one_by_one_and_what_may_have_happened_is_not() -> None:
    runs: list[list[int]] = []

    async def fetch(_query: str, numbers: list[int]) -> list[tuple[int, int]]:
        runs.append(numbers)
        await asyncio.sleep(0)
        if 13 in numbers:
            raise asyncpg.LockNotAvailableError
        if 17 in numbers:
            raise asyncpg.ConnectionDoesNotExistError
        return [(place, value * 10) for place, value in enumerate(numbers, 1)]

    async def answers(*values: int) -> list[Any]:
        return await asyncio.gather(*(questions.read("q", value) for value in values), return_exceptions=True)

    questions = GatheredQuestions(fetch, at_once=2, most=3)
    assert await answers(1, 2, 3, 4, 5, 6, 7) == [10, 20, 30, 40, 50, 60, 70]
    assert runs == [[1, 2, 3], [4, 5, 6], [7]]  # two at a time
    runs.clear()
    first, refusal, last = await answers(1, 13, 3)
    assert (first, last, type(refusal)) == (10, 30, asyncpg.LockNotAvailableError)
    assert runs == [[1, 13, 3], [1], [13], [3]]
    runs.clear()
    assert [type(answer) for answer in await answers(1, 17)] == [asyncpg.ConnectionDoesNotExistError] * 2
    assert runs == [[1, 17]]
