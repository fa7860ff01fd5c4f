from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar, Protocol

from pydantic import BaseModel, ConfigDict
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.db import Statements


class Lane(StrEnum):
    """Jobs of one lane never wait for those of another: each has its own workers and listening connections."""

    QUICK = "quick"  # one transaction of milliseconds
    HEAVY = "heavy"  # processors, memory and disk: few at a time
    OUTBOUND = "outbound"  # talks to servers of others, which may be silent; holds no transaction meanwhile


class Job(BaseModel):
    """Ids only. Subclass it next to the service that announces it; handle it in app/tasks."""

    model_config = ConfigDict(frozen=True)
    lane: ClassVar[Lane] = Lane.QUICK


@dataclass(frozen=True, slots=True)
class Scheduled:
    """A job that comes by itself."""

    what: str  # in words, for people
    cron: str  # UTC; with a worker or with ten, it comes once
    job: Job


@dataclass(frozen=True, slots=True)
class Timed:
    """What comes by itself, as the workers keep it."""

    kind: str
    last: datetime | None
    next: datetime


@dataclass(frozen=True, slots=True)
class Waiting:
    kind: str
    running: int
    ready: int
    later: int
    oldest: int  # seconds that the first of the ready ones has been so


@dataclass(frozen=True, slots=True)
class FailedJob:
    """A job that failed so often that a person should look at it."""

    id: int
    kind: str
    since: datetime
    cause: str | None  # the kind of failure, no word of anybody
    payload: str  # ids


@dataclass(frozen=True, slots=True)
class QueueState:
    timed: Sequence[Timed]
    waiting: Sequence[Waiting]
    held: Sequence[FailedJob]  # the first hundred


class JobQueue(Protocol):
    async def defer(self, session: AsyncSession, jobs: Sequence[tuple[Job, timedelta]]) -> None:
        """Each job, and how long to wait before it starts."""
        ...

    async def prune(self, session: AsyncSession, before: datetime, limit: int) -> int:
        """Forget what was noted until then of jobs that are done, at most so much; how much it was."""
        ...

    async def late(self, reads: Statements) -> list[str]:
        """The kinds of jobs that should have come by themselves, or wait for a date beyond their next slot."""
        ...

    async def survey(self, session: AsyncSession) -> QueueState: ...

    async def requeue(self, session: AsyncSession, ids: Sequence[int]) -> list[int]:
        """Try held ones again, from their first try. Which of them were held."""
        ...
