from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar, Protocol

from pydantic import BaseModel, ConfigDict
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.db import Statements


class Lane(StrEnum):
    """Jobs of one lane never wait for those of another: each lane has its own workers and listening connections."""

    QUICK = "quick"  # one transaction of milliseconds
    PHOTOS = "photos"  # somebody waits to see them: nothing that takes longer, and nothing that nobody waits for
    HEAVY = "heavy"  # processors, memory and disk: few at a time
    OUTBOUND = "outbound"  # talks to external servers, which may be silent; holds no transaction meanwhile


class Job(BaseModel):
    """Ids only. Subclass it next to the service that enqueues it; handle it in app/tasks."""

    model_config = ConfigDict(frozen=True)
    lane: ClassVar[Lane] = Lane.QUICK


@dataclass(frozen=True, slots=True)
class Scheduled:
    """A job that runs on a schedule."""

    what: str  # in words, for people
    cron: str  # UTC; each slot runs once, with any number of workers
    job: Job


@dataclass(frozen=True, slots=True)
class Timed:
    """A schedule, as the workers keep it."""

    kind: str
    last: datetime | None
    next: datetime


@dataclass(frozen=True, slots=True)
class Waiting:
    kind: str
    running: int
    ready: int
    later: int
    oldest: int  # seconds since the oldest ready job became ready


@dataclass(frozen=True, slots=True)
class FailedJob:
    """A job that failed as often as allowed: an operator should look at it."""

    id: int
    kind: str
    created_at: datetime
    cause: str | None  # the kind of failure, without personal data
    payload: str  # ids


@dataclass(frozen=True, slots=True)
class QueueState:
    timed: Sequence[Timed]
    waiting: Sequence[Waiting]
    held: Sequence[FailedJob]  # the first hundred


class JobQueue(Protocol):
    async def defer(self, session: AsyncSession, jobs: Sequence[tuple[Job, timedelta]]) -> None:
        """Enqueue each job, to start after its delay."""
        ...

    async def prune(self, session: AsyncSession, before: datetime, limit: int) -> int:
        """Delete up to `limit` log rows of finished jobs from before that instant; return their number."""
        ...

    async def late(self, reads: Statements) -> list[str]:
        """Return the kinds of scheduled jobs that missed their slot, or are planned for after their next slot."""
        ...

    async def survey(self, session: AsyncSession) -> QueueState: ...

    async def requeue(self, session: AsyncSession, ids: Sequence[int]) -> list[int]:
        """Try held jobs again, with all their attempts. Returns the ids that were held."""
        ...
