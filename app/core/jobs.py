from collections.abc import Sequence
from datetime import timedelta
from typing import Protocol

from pydantic import BaseModel, ConfigDict
from sqlalchemy.ext.asyncio import AsyncSession


class Job(BaseModel):
    """Ids only. Subclass it next to the service that announces it; handle it in app/tasks."""

    model_config = ConfigDict(frozen=True)


class JobQueue(Protocol):
    async def defer(self, session: AsyncSession, jobs: Sequence[tuple[Job, timedelta]]) -> None:
        """Each job, and how long to wait before it starts."""
        ...
