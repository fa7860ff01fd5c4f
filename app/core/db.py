import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import Enum as PythonEnum
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar
from uuid import UUID

import asyncpg
from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    DateTime,
    Dialect,
    Enum,
    Index,
    MetaData,
    Select,
    String,
    Text,
    TypeDecorator,
    Uuid,
    event,
    literal_column,
)
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.pool import ConnectionPoolEntry

from app.core.database_addresses import address_of
from app.core.errors import NotFound
from app.core.gathered import LOST, GatheredQuestions, GatheredWrites
from app.core.i18n import Language, Locale
from app.core.ids import uuid7
from app.core.metrics import ENDING_TRANSACTIONS, POOL_WAITS, TRANSACTIONS

T = TypeVar("T")
NO_SETTINGS: Mapping[str, str] = MappingProxyType({})
Sessions = async_sessionmaker[AsyncSession]
TIMEOUTS_MS = {  # milliseconds; a longer wait is a fault and must not block other requests
    "statement_timeout": "5000",
    "lock_timeout": "2000",
    "idle_in_transaction_session_timeout": "30000",
}
# Of every connection. Compiling a statement of ours to machine code takes seconds; running it, milliseconds.
SETTINGS = TIMEOUTS_MS | {"jit": "off"}
NO_WRITES = {"default_transaction_read_only": "on"}  # PostgreSQL refuses to write on these connections
NO_DISK = {"synchronous_commit": "off"}  # a crash may lose the last counts; answers do not wait for the disk
READ_ONLY = SETTINGS | NO_WRITES
# An ending waits for others rather than that it is refused.
ENDING = SETTINGS | {"statement_timeout": "20000", "lock_timeout": "15000"}
ENDING_WAIT_SECONDS = 45.0  # with its statement, less than a proxy waits
ENDING_ANSWER_SECONDS = 23.0
WAIT_SECONDS = 5.0  # for a free connection
ANSWER_SECONDS = 8.0  # for a statement or a commit: longer than PostgreSQL's statement_timeout
CHANGES_AT_ONCE, MOST_CHANGES = 2, 20  # statements of a kind, changes of each: they wait for one another's locks
STATEMENTS = 500  # prepared statements for each connection: more than exist

# An id like those of `ids.uuid7`, for rows that PostgreSQL inserts.
NEW_ID_SQL = (
    "encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid()) placing substring(int8send("
    "(extract(epoch from clock_timestamp()) * 1000)::bigint) from 3) from 1 for 6), 52, 1), 53, 1), 'hex')::uuid"
)
NEW_ID: ColumnElement[UUID] = literal_column(NEW_ID_SQL, Uuid())
SINGLE_ROW: ColumnElement[int] = literal_column("1", BigInteger())  # a limit, written out in the statement


def _by_value(kind: type[PythonEnum]) -> Enum:
    """Return a column type that stores the value of a member, not its name, as projections show it."""
    return Enum(kind, native_enum=False, length=32, values_callable=lambda items: [str(item) for item in items])


class LanguageColumn(TypeDecorator[Language]):
    """Any language: which ones there are, the folders of app/locale say."""

    impl = String(32)
    cache_ok = True

    def process_result_value(self, value: str | None, dialect: Dialect) -> Language | None:  # noqa: ARG002
        return None if value is None else Language(value)


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar = {
        str: Text(),
        int: BigInteger(),
        UUID: Uuid(),
        datetime: DateTime(timezone=True),
        list[str]: ARRAY(Text()),
        list[int]: ARRAY(BigInteger()),
        list[UUID]: ARRAY(Uuid()),
        dict[str, Any]: JSONB(none_as_null=True),
        list[dict[str, Any]]: JSONB(none_as_null=True),
        StrEnum: _by_value(StrEnum),
        Locale: _by_value(Locale),
        Language: LanguageColumn(),
    }


def constant(word: str) -> ColumnElement[str]:
    """A word of the code, written out in the statement: docs/decisions/0025."""
    return literal_column(f"'{word}'", Text)


def gin_index(name: str | None, *columns: Any, **options: Any) -> Index:  # noqa: ANN401  as Index takes them
    """A GIN index with few unsorted entries (kB): each search reads all, and the planner avoids an index with many."""
    return Index(name, *columns, postgresql_using="gin", postgresql_with={"gin_pending_list_limit": 64}, **options)


class Identified:
    """A row with an id of its own, which a client may choose."""

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7, sort_order=-10)


class Versioned:
    """A row whose version counts its changes."""

    if TYPE_CHECKING:  # each model says where its columns stand
        version: Mapped[int]
        updated_at: Mapped[datetime]

    def change(self, fields: Mapping[str, object], now: datetime) -> None:
        for name, value in fields.items():
            setattr(self, name, value)
        self.touch(now)

    def touch(self, now: datetime) -> None:
        self.version += 1
        self.updated_at = now


async def reach(url: str, settings: Mapping[str, str] = NO_SETTINGS, **options: object) -> asyncpg.Connection:
    """Open a connection with these session settings.

    The settings are sent as statements: poolers refuse or drop settings in the startup message. Raises ConnectionError
    for every network failure: socket, name, route.
    """
    address = address_of(url)
    try:
        connection = await asyncpg.connect(address.dsn, timeout=address.timeout, **options)
        try:
            if settings:
                await connection.execute("; ".join(f"set {name} = '{value}'" for name, value in settings.items()))
        except BaseException:  # also when the caller is cancelled: nobody else knows the connection
            connection.terminate()
            raise
    except OSError as error:
        raise ConnectionError("The database cannot be reached") from error
    return connection


class Statements:
    """A small pool of bare asyncpg connections: asyncpg's own pool takes longer to lend one than a query takes.

    A connection that is known to be closed is replaced before use. When a connection breaks during a statement, the
    outcome is unknown: a read is sent once more; anything else raises the error.

    Who waits for a connection is handed the next one: of a queue, who comes later could take it first, again and again.
    """

    def __init__(self, url: str, size: int, settings: Mapping[str, str], *, is_for_endings: bool = False) -> None:
        self._url, self._is_for_endings = url, is_for_endings
        self._cannot_write = settings.get("default_transaction_read_only") == "on"
        self._settings = settings
        self._free: list[asyncpg.Connection | None] = [None] * size
        self._waiting: deque[asyncio.Future[asyncpg.Connection | None]] = deque()

    async def fetch(self, query: str, *args: object) -> list[asyncpg.Record]:
        rows: list[asyncpg.Record] = await self._lend(lambda connection: connection.fetch(query, *args))
        return rows

    async def fetchrow(self, query: str, *args: object) -> asyncpg.Record | None:
        return await self._lend(lambda connection: connection.fetchrow(query, *args))

    async def _lend(self, use: Callable[[asyncpg.Connection], Awaitable[T]]) -> T:
        connection = self._free.pop() if self._free else await self._wait()
        try:
            if connection is None or connection.is_closed():
                connection = await self._connect()
            try:
                return await self._answer(use, connection)
            except LOST:
                connection.terminate()  # the driver may not know yet that it is closed
                if not self._cannot_write:
                    raise
            connection = await self._connect()
            return await self._answer(use, connection)
        finally:
            self._give(connection)

    async def _wait(self) -> asyncpg.Connection | None:
        POOL_WAITS.inc()
        place = asyncio.get_running_loop().create_future()
        self._waiting.append(place)
        try:
            async with asyncio.timeout(ENDING_WAIT_SECONDS if self._is_for_endings else WAIT_SECONDS):
                return await place
        except BaseException:
            if place.done() and not place.cancelled():  # it came as the caller left
                self._give(place.result())
            raise

    def _give(self, connection: asyncpg.Connection | None) -> None:
        while self._waiting:
            place = self._waiting.popleft()
            if not place.done():
                place.set_result(connection)
                return
        self._free.append(connection)

    async def _answer(self, use: Callable[[asyncpg.Connection], Awaitable[T]], connection: asyncpg.Connection) -> T:
        """Wait for the answer. Raises TimeoutError when the server is silent; the outcome of the statement is then
        unknown.
        """
        try:
            async with asyncio.timeout(ENDING_ANSWER_SECONDS if self._is_for_endings else ANSWER_SECONDS):
                return await use(connection)
        except TimeoutError:
            connection.terminate()
            raise

    async def _connect(self) -> asyncpg.Connection:
        # Statements over 15 KiB too: planning takes longer than running.
        return await reach(self._url, self._settings, max_cacheable_statement_size=0)

    async def close(self) -> None:
        while self._free:
            if connection := self._free.pop():
                await connection.close()


@dataclass(frozen=True, slots=True)
class Database:
    """Four ways into one PostgreSQL."""

    sessions: Sessions  # for changes: one transaction each
    reads: Statements  # for projections: read-only; sent once more when the connection breaks
    gathered_reads: GatheredQuestions  # the same, for small questions of which many come at once
    writes: Statements  # for single-statement changes: each commits and is on disk when it answers
    gathered_changes: GatheredQuestions  # the same, for small changes of which many come at once
    counts: Statements  # for limits and counters: each statement commits, and is sent once
    gathered_counts: GatheredWrites  # the same, for counters of which many change at once


def make_engine(url: str, settings: Mapping[str, str], **options: object) -> AsyncEngine:
    """Make an engine whose connections are opened like those of `Statements`, so one address serves both."""

    def connect(*_: object, **__: object) -> Awaitable[asyncpg.Connection]:
        return reach(url, settings)

    connection_options = {"async_creator_fn": connect, "prepared_statement_cache_size": STATEMENTS}
    # Parameters hold personal data: they stay out of the logs.
    return create_async_engine(
        "postgresql+asyncpg://", hide_parameters=True, connect_args=connection_options, **options
    )


def _expect_alive(_connection: object, entry: ConnectionPoolEntry, _proxy: object) -> None:
    """Raise DisconnectionError when the driver knows that the connection is closed. SQLAlchemy's pre-ping costs a
    query.
    """
    connection: asyncpg.Connection = entry.driver_connection
    if connection.is_closed():
        raise DisconnectionError


def transactions_at_once(size: int) -> int:
    """Return the size of the pool for transactions: twice `size`, as they last longer than statements."""
    return 2 * size


@asynccontextmanager
async def open_database(
    url: str, size: int, *, has_pooler: bool = False, is_for_endings: bool = False
) -> AsyncIterator[Database]:
    """Open five times `size` connections at most. `has_pooler`: connections go through a pooler."""
    # A pooler may hand settings on to the next client: the counters' setting must not reach a write.
    settings = ENDING if is_for_endings and not has_pooler else SETTINGS
    wait_seconds, in_use = (
        (ENDING_WAIT_SECONDS, ENDING_TRANSACTIONS) if is_for_endings else (WAIT_SECONDS, TRANSACTIONS)
    )
    pool = {"pool_size": transactions_at_once(size), "max_overflow": 0, "pool_use_lifo": True}
    engine = make_engine(url, settings, **pool, pool_timeout=wait_seconds)
    event.listen(engine.sync_engine, "checkout", _expect_alive)
    in_use.set_function(engine.sync_engine.pool.checkedout)  # type: ignore[attr-defined]
    kinds = (settings | NO_WRITES, settings, settings if has_pooler else settings | NO_DISK)
    reads, writes, counts = (Statements(url, size, kind, is_for_endings=is_for_endings) for kind in kinds)
    async with AsyncExitStack() as stack:
        gathered_reads, gathered_counts = GatheredQuestions(reads.fetch), GatheredWrites(counts.fetch)
        gathered_changes = GatheredQuestions(writes.fetch, CHANGES_AT_ONCE, MOST_CHANGES)
        for close in (engine.dispose, reads.close, writes.close, counts.close, gathered_counts.close):
            stack.push_async_callback(close)
        sessions = async_sessionmaker(engine, expire_on_commit=False)
        yield Database(sessions, reads, gathered_reads, writes, gathered_changes, counts, gathered_counts)


async def fetch_one(session: AsyncSession, statement: Select[T], missing: type[NotFound] | NotFound) -> T:
    row = (await session.scalars(statement)).unique().one_or_none()
    if row is None:
        raise missing
    return row


async def lock_row(session: AsyncSession, model: type[T], identity: UUID) -> T:
    """Lock and return the row; nobody else changes it until this transaction ends.

    Other transactions may refer to it meanwhile: they already have their place in the change log.
    """
    return await session.get_one(model, identity, with_for_update={"key_share": True}, populate_existing=True)


async def claim(session: AsyncSession, model: type[Base], **values: object) -> bool:
    """Insert a row unless its key exists. After a query alone, two concurrent requests could both insert."""
    key = model.__table__.primary_key
    statement = insert(model).values(**values).on_conflict_do_nothing(index_elements=key).returning(*key)
    return (await session.execute(statement)).first() is not None
