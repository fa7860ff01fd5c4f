from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar, Protocol

from pydantic import BaseModel, ConfigDict
from sqlalchemy.ext.asyncio import AsyncSession


class Job(BaseModel):
    """Ids only. Subclass it next to the service that announces it; handle it in app/tasks."""

    model_config = ConfigDict(frozen=True)
    heavy: ClassVar[bool] = False  # it takes processors, memory and disk: few at a time, and others pass by


@dataclass(frozen=True, slots=True)
class Scheduled:
    """A job that comes by itself."""

    what: str  # in words, for people
    cron: str  # UTC; with a worker or with ten, it comes once
    job: Job


class JobQueue(Protocol):
    async def defer(self, session: AsyncSession, jobs: Sequence[tuple[Job, timedelta]]) -> None:
        """Each job, and how long to wait before it starts."""
        ...

    async def prune(self, session: AsyncSession, before: datetime, most: int) -> int:
        """Forget what was noted until then of jobs that are done, at most so much; how much it was."""
        ...
