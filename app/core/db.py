import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any, ClassVar, TypeVar
from uuid import UUID

import asyncpg
from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    DateTime,
    Enum,
    MetaData,
    Select,
    Text,
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
from app.core.ids import uuid7
from app.core.metrics import POOL_WAITS, TRANSACTIONS

T = TypeVar("T")
NONE: Mapping[str, str] = MappingProxyType({})
Sessions = async_sessionmaker[AsyncSession]
TIMEOUTS_MS = {  # milliseconds; a request that waits longer is a fault, and must not take others with it
    "statement_timeout": "5000",
    "lock_timeout": "2000",
    "idle_in_transaction_session_timeout": "30000",
}
READ_ONLY = TIMEOUTS_MS | {
    "default_transaction_read_only": "on"
}  # a read that writes is PostgreSQL's error, not our hope
COUNTING = TIMEOUTS_MS | {
    "synchronous_commit": "off"
}  # a crash may forget the last counts; no answer waits for the disk
WAIT_SECONDS = 5.0  # for a connection that is free
ANSWER_SECONDS = 8.0  # for the answer to a statement, or for a commit: longer than PostgreSQL's own statement_timeout
LOST = (asyncpg.PostgresConnectionError, asyncpg.AdminShutdownError, asyncpg.InterfaceError, OSError)
# kB of new entries that a GIN index keeps unsorted: each search reads them all, and a plan avoids an index with many.
PENDING = {"gin_pending_list_limit": 64}
STATEMENTS = 500  # that a connection keeps prepared: more than there are

# An id like those of `ids.uuid7`, for rows that PostgreSQL makes by itself.
NEW_ID: ColumnElement[UUID] = literal_column(
    "encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid()) placing substring(int8send("
    "(extract(epoch from clock_timestamp()) * 1000)::bigint) from 3) from 1 for 6), 52, 1), 53, 1), 'hex')::uuid",
    Uuid(),
)


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
        # By value, not by name: projections show what is stored.
        StrEnum: Enum(StrEnum, native_enum=False, length=32, values_callable=lambda kind: [str(k) for k in kind]),
    }


class Identified:
    """A row with an id of its own, which a client may have made."""

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7, sort_order=-10)


async def reach(url: str, settings: Mapping[str, str] = NONE, **options: object) -> asyncpg.Connection:
    """A connection, with these settings of its session.

    They are statements: a pooler refuses, or drops, what comes with the first message of a connection.
    Raises ConnectionError, also where the system has other words for it: no socket, name or route.
    """
    address = address_of(url)
    try:
        connection = await asyncpg.connect(address.dsn, timeout=address.timeout, **options)
        if settings:
            await connection.execute("; ".join(f"set {name} = '{value}'" for name, value in settings.items()))
    except OSError as error:
        raise ConnectionError("The database cannot be reached") from error
    return connection


class Statements:
    """A few connections of the bare driver, whose own pool takes longer to lend one than a query takes to run.

    One that is known to be closed is replaced before anything is sent over it. When one breaks later, nobody knows what
    was done: what cannot write is sent once more, anything else raises what broke it, and is an outage.
    """

    def __init__(self, url: str, size: int, settings: Mapping[str, str]) -> None:
        self._url = url
        self._cannot_write = settings.get("default_transaction_read_only") == "on"
        self._settings = settings
        self._free: asyncio.LifoQueue[asyncpg.Connection | None] = asyncio.LifoQueue()
        for _ in range(size):
            self._free.put_nowait(None)

    async def fetch(self, query: str, *args: object) -> list[asyncpg.Record]:
        rows: list[asyncpg.Record] = await self._lend(lambda connection: connection.fetch(query, *args))
        return rows

    async def fetchrow(self, query: str, *args: object) -> asyncpg.Record | None:
        return await self._lend(lambda connection: connection.fetchrow(query, *args))

    async def _lend(self, use: Callable[[asyncpg.Connection], Awaitable[T]]) -> T:
        if self._free.empty():
            POOL_WAITS.inc()
            async with asyncio.timeout(WAIT_SECONDS):
                connection = await self._free.get()
        else:
            connection = self._free.get_nowait()
        try:
            if connection is None or connection.is_closed():
                connection = await self._connect()
            try:
                return await self._answer(use, connection)
            except LOST:
                connection.terminate()  # the driver may not have heard yet that it is closed
                if not self._cannot_write:
                    raise
            connection = await self._connect()
            return await self._answer(use, connection)
        finally:
            self._free.put_nowait(connection)

    async def _answer(self, use: Callable[[asyncpg.Connection], Awaitable[T]], connection: asyncpg.Connection) -> T:
        """Raises TimeoutError for a server that has gone silent; whether it did what it was told is not known."""
        try:
            async with asyncio.timeout(ANSWER_SECONDS):
                return await use(connection)
        except TimeoutError:
            connection.terminate()
            raise

    async def _connect(self) -> asyncpg.Connection:
        # Also those over 15 KiB, as that of a synchronisation: they take longer to plan than to run.
        return await reach(self._url, self._settings, max_cacheable_statement_size=0)

    async def close(self) -> None:
        while not self._free.empty():
            if connection := self._free.get_nowait():
                await connection.close()


@dataclass(frozen=True, slots=True)
class Database:
    """Four ways into one PostgreSQL."""

    sessions: Sessions  # to change things: one transaction each
    reads: Statements  # for projections: the bare driver, cannot write; sent once more when its connection breaks
    writes: Statements  # for what one statement changes whole: it commits by itself, and is on disk when it answers
    counts: Statements  # for limits and counters: each statement commits by itself, and is sent once


def make_engine(url: str, settings: Mapping[str, str], **options: object) -> AsyncEngine:
    """Its connections are made as those of `Statements` are: one address serves both."""

    def connect(*_: object, **__: object) -> Awaitable[asyncpg.Connection]:
        return reach(url, settings)

    connection_options = {"async_creator_fn": connect, "prepared_statement_cache_size": STATEMENTS}
    # Parameters are people's words: they stay out of the logs.
    return create_async_engine(
        "postgresql+asyncpg://", hide_parameters=True, connect_args=connection_options, **options
    )


def _expect_alive(_connection: object, entry: ConnectionPoolEntry, _proxy: object) -> None:
    """The driver knows when the server has gone; SQLAlchemy's own way is to ask it before each transaction."""
    connection: asyncpg.Connection = entry.driver_connection
    if connection.is_closed():
        raise DisconnectionError


def transactions_at_once(size: int) -> int:
    """Of pools of that size. They last longer than statements do: theirs is twice as large."""
    return 2 * size


@asynccontextmanager
async def open_database(url: str, size: int, *, has_pooler: bool = False) -> AsyncIterator[Database]:
    """Five times `size` connections at most. `has_pooler`: another program may lend its connections to many of ours."""
    pool = {"pool_size": transactions_at_once(size), "max_overflow": 0, "pool_use_lifo": True}
    engine = make_engine(url, TIMEOUTS_MS, **pool, pool_timeout=WAIT_SECONDS)
    event.listen(engine.sync_engine, "checkout", _expect_alive)
    TRANSACTIONS.set_function(engine.sync_engine.pool.checkedout)  # type: ignore[attr-defined]
    # A setting that a pooler leaves on a connection is met by the next who is lent it: a write must not lose its disk.
    counting = TIMEOUTS_MS if has_pooler else COUNTING
    reads, writes, counts = (Statements(url, size, settings) for settings in (READ_ONLY, TIMEOUTS_MS, counting))
    async with AsyncExitStack() as stack:
        for close in (engine.dispose, reads.close, writes.close, counts.close):
            stack.push_async_callback(close)
        yield Database(async_sessionmaker(engine, expire_on_commit=False), reads, writes, counts)


async def fetch_one(session: AsyncSession, statement: Select[T], missing: type[NotFound]) -> T:
    row = (await session.scalars(statement)).unique().one_or_none()
    if row is None:
        raise missing
    return row


async def lock_row(session: AsyncSession, model: type[T], identity: UUID) -> T:
    """The row as it is now, to be changed by nobody else until this transaction ends.

    Others may refer to it meanwhile: they already have their place in the change feed, and we may need it next.
    """
    return await session.get_one(model, identity, with_for_update={"key_share": True}, populate_existing=True)


async def claim(session: AsyncSession, model: type[Base], **values: object) -> bool:
    """Insert a row unless its key is taken. Asking first would let two requests both hear no."""
    key = model.__table__.primary_key
    statement = insert(model).values(**values).on_conflict_do_nothing(index_elements=key).returning(*key)
    return (await session.execute(statement)).first() is not None
