import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Sequence
from typing import Any

import asyncpg

logger = logging.getLogger(__name__)
PAUSE = 0.3  # seconds between two statements, where rows wait that do not fill one
RETRY = 1.0  # seconds until a statement that failed is sent again
ATTEMPTS = 60
PATIENCE = 0.01  # seconds until a statement begins beside one that runs: fewer and fuller ones cost less
MOST_ROWS = 1000  # of one statement
# The outcome of a statement is unknown then: it is not sent again.
LOST = (asyncpg.PostgresConnectionError, asyncpg.AdminShutdownError, asyncpg.InterfaceError, OSError)
Fetch = Callable[..., Awaitable[object]]
FetchRows = Callable[..., Awaitable[Iterable[tuple[Any, Any]]]]


class _Counter:
    """Writes the rows of a counter: those that come while a statement runs by the next one, all of them together.

    Who writes alone waits until the row is written. Who writes beside others does not: their rows follow within the
    pause. Rows are kept while the database is away, and written before the process ends; one that is killed loses
    those of the pause. A statement whose answer is lost is sent again.
    """

    def __init__(self, fetch: Fetch, query: str) -> None:
        self._fetch, self._query = fetch, query
        self._rows: list[Sequence[Any]] = []
        self._run: asyncio.Task[None] | None = None
        self._closing = asyncio.Event()

    async def write(self, *row: object) -> None:
        self._rows.append(row)
        if self._run is None:
            first = asyncio.get_running_loop().create_future()
            self._run = asyncio.create_task(self._write_all(first))
            await asyncio.shield(first)

    async def close(self) -> None:
        self._closing.set()
        if self._run is not None:
            await self._run

    async def _write_all(self, first: asyncio.Future[None]) -> None:
        failures = 0
        while self._rows:
            rows, self._rows = self._rows[:MOST_ROWS], self._rows[MOST_ROWS:]
            try:
                await self._fetch(self._query, *map(list, zip(*rows, strict=True)))
                failures = 0
            except Exception as error:  # noqa: BLE001  the answer does not depend on it
                failures += 1
                logger.warning("Rows of a counter could not be written: %s", type(error).__name__)
                if failures < ATTEMPTS and not self._closing.is_set():
                    self._rows[:0] = rows
            if not first.done():
                first.set_result(None)
            if self._rows and (failures or len(self._rows) < MOST_ROWS):
                await self._rest(RETRY if failures else PAUSE)
        self._run = None

    async def _rest(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._closing.wait()
        except TimeoutError:
            pass


class _Reader:
    """Asks for the rows that come while statements run by the next one, all of them together.

    A statement begins after each of its questions was asked: what was committed before a question is in its answer.
    Where the server refuses several, each is asked for by itself.
    """

    def __init__(self, fetch: FetchRows, query: str, at_once: int, most: int) -> None:
        self._fetch, self._query, self._at_once, self._most = fetch, query, at_once, most
        self._questions: list[tuple[Sequence[Any], asyncio.Future[Any]]] = []
        self._runs: set[asyncio.Task[None] | None] = set()  # that will look for questions again
        self._next: asyncio.TimerHandle | None = None

    async def read(self, *question: object) -> object:
        loop = asyncio.get_running_loop()
        answer = loop.create_future()
        self._questions.append((question, answer))
        if not self._runs:
            self._begin()
        elif self._next is None and len(self._runs) < self._at_once:
            self._next = loop.call_later(PATIENCE, self._begin_another)
        return await answer

    def _begin(self) -> None:
        self._runs.add(asyncio.create_task(self._read_all()))

    def _begin_another(self) -> None:
        """Begin another statement for those who still wait: the one that runs may wait for a lock."""
        self._next = None
        if self._questions:
            self._begin()

    async def _read_all(self) -> None:
        try:
            while self._questions:
                questions, self._questions = self._questions[: self._most], self._questions[self._most :]
                await self._read(questions)
        finally:
            self._runs.discard(asyncio.current_task())

    async def _read(self, questions: Sequence[tuple[Sequence[Any], asyncio.Future[Any]]]) -> None:
        columns = map(list, zip(*(question for question, _ in questions), strict=True))
        try:
            rows = dict(await self._fetch(self._query, *columns))
        except Exception as error:  # noqa: BLE001  each asker gets it
            if len(questions) > 1 and isinstance(error, asyncpg.PostgresError) and not isinstance(error, LOST):
                await asyncio.gather(*(self._read([question]) for question in questions))
                return
            for _, answer in questions:
                if not answer.done():
                    answer.set_exception(error)
            return
        for number, (_, answer) in enumerate(questions, 1):
            if not answer.done():  # its asker may have left
                answer.set_result(rows.get(number))


class GatheredQuestions:
    """At most `at_once` statements of a kind run at a time, of at most `most` questions each.

    The next begins as the one before ends, or after `PATIENCE`.
    """

    def __init__(self, fetch: FetchRows, at_once: int = 1, most: int = MOST_ROWS) -> None:
        self._fetch, self._at_once, self._most = fetch, at_once, most
        self._readers: dict[str, _Reader] = {}

    def read(self, query: str, *question: object) -> Coroutine[Any, Any, Any]:
        """Return the value for that question, or None. `query` takes an array for each column of the questions, and
        returns the number of a question, from 1, with its value.
        """
        reader = self._readers.get(query)
        if reader is None:
            reader = self._readers[query] = _Reader(self._fetch, query, self._at_once, self._most)
        return reader.read(*question)


class GatheredWrites:
    def __init__(self, fetch: Fetch) -> None:
        self._fetch = fetch
        self._counters: dict[str, _Counter] = {}

    def write(self, query: str, *row: object) -> Coroutine[Any, Any, None]:
        """Write a row soon. `query` takes an array for each column."""
        counter = self._counters.get(query)
        if counter is None:
            counter = self._counters[query] = _Counter(self._fetch, query)
        return counter.write(*row)

    async def close(self) -> None:
        await asyncio.gather(*(counter.close() for counter in self._counters.values()))
