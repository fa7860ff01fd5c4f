"""Repairs schedules that were planned by a wrong clock.

Each row says when it was written: if that is in the future, the clock was ahead, and the row would rest until then.
"""

from datetime import UTC, datetime, timedelta

from croniter import croniter
from pgqueuer.models import CronExpressionEntrypoint, Schedule, TableChangedEvent

from app.adapters.queue_notes import QueriesWithoutWords
from app.core.clock import utc_now
from app.core.jobs import Scheduled

TOLERANCE = timedelta(minutes=5)  # until a schedule counts as late
SCHEDULES_BACK = """
    update jobs.pgqueuer_schedules as planned
    set next_run = date_trunc('seconds', now() + asked.delay), heartbeat = least(heartbeat, now())
    from unnest($1::text[], $2::text[], $3::interval[]) as asked(expression, entrypoint, delay)
    where planned.expression = asked.expression and planned.entrypoint = asked.entrypoint
        and (next_run > now() + asked.delay + interval '1 minute' or heartbeat > now() + interval '1 minute')
"""
JOBS_BACK = """
    update jobs.pgqueuer set
        execute_after = case when status = 'queued' then now() + greatest(
            execute_after - greatest(created, updated), interval '0') else execute_after end,
        created = least(created, now()), updated = least(updated, now()), heartbeat = least(heartbeat, now())
    where greatest(created, updated, heartbeat) > now() + interval '10 seconds'
    returning id
"""
SCHEDULES_QUERY = "select entrypoint, expression, next_run, now() as now from jobs.pgqueuer_schedules"


class Mindful(QueriesWithoutWords):
    """Queries of a worker that corrects its schedules each time it asks for due jobs."""

    async def fetch_schedule(self, entries: dict[CronExpressionEntrypoint, timedelta]) -> list[Schedule]:
        columns = (
            [entry.expression for entry in entries],
            [entry.entrypoint for entry in entries],
            list(entries.values()),
        )
        if entries:  # a pool without a schedule asks each second in vain
            await self.driver.execute(SCHEDULES_BACK, *columns)
            if await self.driver.fetch(JOBS_BACK):
                await self._wake()
        return await super().fetch_schedule(entries)

    async def _wake(self) -> None:
        """Tell each worker to look again: the trigger of pgqueuer is silent about updates of many rows."""
        names = self.qbe.settings
        event = TableChangedEvent(
            channel=names.channel,
            operation="update",
            sent_at=utc_now(),
            table=names.queue_table,
            type="table_changed_event",
        )
        await self.driver.notify(names.channel, event.model_dump_json())


def is_late(entry: Scheduled, next_run: datetime | None, now: datetime) -> bool:
    """Tell whether no worker ran the schedule in its time, or it is planned for after its next slot. None: never
    planned.
    """
    if next_run is None:
        return True
    following = croniter(entry.cron, now.astimezone(UTC)).get_next(datetime)
    return bool(next_run < now - TOLERANCE or next_run > following + TOLERANCE)
