"""The report on jobs for operators."""

from collections.abc import Sequence
from datetime import UTC, datetime

from app.core.jobs import FailedJob, QueueState, Scheduled, Timed, Waiting

SCHEDULES = """
    select entrypoint as kind, max(last_run) as last, min(next_run) as next
    from jobs.pgqueuer_schedules group by entrypoint order by entrypoint
"""
WAITING = """
    select entrypoint as kind, count(*) filter (where status = 'queued' and execute_after <= now()) as ready,
        count(*) filter (where status = 'queued' and execute_after > now()) as later,
        count(*) filter (where status = 'picked') as running,
        coalesce(extract(epoch from now() - min(execute_after) filter (where status = 'queued'
            and execute_after <= now()))::int, 0) as oldest
    from jobs.pgqueuer where status in ('queued', 'picked') group by entrypoint order by entrypoint
"""
HELD_JOBS = """
    select id, entrypoint as kind, created as created_at, convert_from(payload, 'UTF8') as payload,
        (select log.traceback->>'exception_type' from jobs.pgqueuer_log as log
         where log.job_id = job.id and log.traceback is not null order by log.id desc limit 1) as cause
    from jobs.pgqueuer as job where status = 'failed' order by id limit 100
"""
HELD_JOBS_BY_ID = (
    "select id from jobs.pgqueuer where id = any($1::bigint[]) and status = 'failed' order by id for update"
)


def in_words(state: QueueState, schedule: Sequence[Scheduled]) -> str:
    """Return schedules, waiting jobs and held jobs as text; times in UTC."""
    timings = {item.kind: item for item in state.timed}
    parts = {
        "What comes by itself (UTC)": [_scheduled(item, timings.get(type(item.job).__name__)) for item in schedule],
        "Waiting": [_waiting(item) for item in state.waiting] or ["  nothing"],
        "Held; to try again: python -m app admin jobs requeue ID": [_held(item) for item in state.held]
        or ["  nothing"],
    }
    return "\n\n".join("\n".join([title, *lines]) for title, lines in parts.items())


def _scheduled(entry: Scheduled, timing: Timed | None) -> str:
    times = f"last {_minute(timing.last)}, next {_minute(timing.next)}" if timing else "no worker has run yet"
    return f"  {entry.cron:<14} {entry.what}: {times}"


def _waiting(group: Waiting) -> str:
    return (
        f"  {group.kind:<20} {group.running} running, {group.ready} ready (for {group.oldest} s), {group.later} later"
    )


def _held(job: FailedJob) -> str:
    return f"  {job.id:<10} {job.kind:<20} since {_minute(job.created_at)}: {job.cause} {job.payload}"


def _minute(at: datetime | None) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M}" if at else "never"
