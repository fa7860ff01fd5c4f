import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from collections.abc import Set as AbstractSet
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, text
from sqlalchemy.ext.asyncio import AsyncSession

from app.core import changes
from app.core.actor import Actor
from app.core.changes import Changed, Kind
from app.core.clock import Clock
from app.core.db import ANSWER_SECONDS, Database
from app.core.i18n import Language, Locale
from app.core.jobs import Job, JobQueue
from app.core.ports import (
    Comparer,
    Mailer,
    MailFiles,
    MediaRenderer,
    ObjectStore,
    Pusher,
    Transcriber,
    Typesetter,
    Webhooks,
)
from app.core.providers import IdentityProviders
from app.core.security import Keys
from app.core.settings import Settings

NO_DELAY = timedelta(0)
SLOW_TRANSACTION = text("set local idle_in_transaction_session_timeout = '1h'")


@dataclass(frozen=True, slots=True)
class Runtime:
    """The dependencies of requests and jobs; built once, in app/main.py."""

    settings: Settings
    database: Database
    queue: JobQueue
    objects: ObjectStore
    mailer: Mailer
    mail_files: MailFiles
    pusher: Pusher
    webhooks: Webhooks
    renderer: MediaRenderer  # of what somebody waits to see
    background_renderer: MediaRenderer  # of all else: with places of its own, and less of the processors
    typesetter: Typesetter
    comparer: Comparer
    transcriber: Transcriber
    providers: IdentityProviders
    keys: Keys
    clock: Clock
    endings: Database  # connections that nothing else takes
    ending_operations: AbstractSet[str]

    def of_operation(self, name: str) -> "Runtime":
        """Return the dependencies of that operation. An ending has connections of its own."""
        return replace(self, database=self.endings) if name in self.ending_operations else self

    @asynccontextmanager
    async def work(self, actor: Actor) -> AsyncIterator["UnitOfWork"]:
        async with self.database.sessions() as session:
            uow = UnitOfWork(session, actor, self.clock(), self)
            yield uow
            await uow.commit()  # an exception never reaches this line; closing the session rolls back


@dataclass(slots=True)
class UnitOfWork:
    """One request or job that changes something: one actor, one instant, one transaction."""

    session: AsyncSession
    actor: Actor
    now: datetime
    runtime: Runtime
    _jobs: list[tuple[Job, timedelta]] = field(default_factory=list)
    _changes: list[Changed] = field(default_factory=list)
    _selections: list[Select[UUID, str, UUID, int]] = field(default_factory=list)

    def enqueue(self, job: Job, after: timedelta = NO_DELAY) -> None:
        self._jobs.append((job, after))

    def changed(self, owner_id: UUID, kind: Kind, entity_id: UUID, version: int, *, is_deletion: bool = False) -> None:
        """Record the change in the owner's change log."""
        self._changes.append(Changed(owner_id, kind, entity_id, version, is_deletion))

    def changed_all(self, selection: Select[UUID, str, UUID, int]) -> None:
        """Record changes for many people, from a SELECT of person, kind, id and version. For jobs."""
        self._selections.append(selection)

    async def take_time(self) -> None:
        """Let this transaction be idle for an hour between two statements, instead of 30 seconds.

        For jobs that move large files meanwhile.
        """
        await self.session.execute(SLOW_TRANSACTION)

    async def commit(self) -> None:
        await self.session.flush()
        if self._jobs:
            await self.runtime.queue.defer(self.session, self._jobs)
        # Last: this takes the lock that orders the change log.
        if self._selections:
            await changes.record_all(self.session, self._changes, self._selections, self.now)
        elif self._changes or await changes.are_noted(self.session):
            await changes.record(self.session, self._changes, self.now)
        async with asyncio.timeout(ANSWER_SECONDS):  # a synchronous standby may be silent
            await self.session.commit()


Handlers = Mapping[type[Job], Callable[[UnitOfWork, Any], Awaitable[object]]]


@dataclass(frozen=True, slots=True)
class Reading:
    """One request that changes nothing."""

    actor: Actor
    runtime: Runtime
    locale: Language = Locale.FR

    @property
    def database(self) -> Database:
        return self.runtime.database

    @property
    def now(self) -> datetime:
        return self.runtime.clock()
