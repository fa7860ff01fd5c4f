"""What an operator sees of the jobs, and does about those that are held."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

import asyncpg
from pgqueuer import AsyncpgDriver
from pgqueuer.models import JobId

from app.adapters.queue import queries
from app.core.db import reach
from app.core.jobs import Scheduled

SCHEDULED = """
    select entrypoint, max(last_run) as last, min(next_run) as next from jobs.pgqueuer_schedules group by entrypoint
"""
WAITING = """
    select entrypoint, count(*) filter (where status = 'queued' and execute_after <= now()) as ready,
        count(*) filter (where status = 'queued' and execute_after > now()) as later,
        count(*) filter (where status = 'picked') as running,
        coalesce(extract(epoch from now() - min(execute_after) filter (where status = 'queued'
            and execute_after <= now()))::int, 0) as oldest
    from jobs.pgqueuer where status in ('queued', 'picked') group by entrypoint order by entrypoint
"""
HELD = """
    select id, entrypoint, created, convert_from(payload, 'UTF8') as payload,
        (select log.traceback->>'exception_type' from jobs.pgqueuer_log as log
         where log.job_id = job.id and log.traceback is not null order by log.id desc limit 1) as cause
    from jobs.pgqueuer as job where status = 'failed' order by id limit 100
"""


async def survey(url: str, schedule: Sequence[Scheduled]) -> str:
    """What comes by itself, what waits, and what is held; times in UTC."""
    connection = await reach(url)
    try:
        known = {row["entrypoint"]: row for row in await connection.fetch(SCHEDULED)}
        waiting, held = await connection.fetch(WAITING), await connection.fetch(HELD)
    finally:
        await connection.close()
    parts = {
        "What comes by itself (UTC)": [_scheduled(one, known) for one in schedule],
        "Waiting": [_waiting(row) for row in waiting] or ["  nothing"],
        "Held; to try again: python -m app jobs requeue ID": [_held(row) for row in held] or ["  nothing"],
    }
    return "\n\n".join("\n".join([title, *lines]) for title, lines in parts.items())


async def requeue(url: str, ids: Iterable[int]) -> list[int]:
    """Try held ones again, from their first try. Which of them were held."""
    connection = await reach(url)
    try:
        held = "select id from jobs.pgqueuer where id = any($1::bigint[]) and status = 'failed' order by id"
        found = [row["id"] for row in await connection.fetch(held, list(ids))]
        await queries(AsyncpgDriver(connection)).requeue_jobs([JobId(one) for one in found])
    finally:
        await connection.close()
    return found


def _scheduled(one: Scheduled, known: dict[str, Any]) -> str:
    row = known.get(type(one.job).__name__)
    times = f"last {_minute(row['last'])}, next {_minute(row['next'])}" if row else "no worker has run yet"
    return f"  {one.cron:<14} {one.what}: {times}"


def _waiting(row: asyncpg.Record) -> str:
    return (
        f"  {row['entrypoint']:<20} {row['running']} running, {row['ready']} ready (for {row['oldest']} s), "
        f"{row['later']} later"
    )


def _held(row: asyncpg.Record) -> str:
    return f"  {row['id']:<10} {row['entrypoint']:<20} since {_minute(row['created'])}: {row['cause']} {row['payload']}"


def _minute(at: datetime | None) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M}" if at else "never"
