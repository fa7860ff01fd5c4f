"""A worker whose time is a simulated one: the product's schedule, queue and handlers, one job after the other.

Nobody can ask each of 18 schedules in each of 570,000 minutes. A slot is taken when an instant has passed since the one
before it that could give its job something to do (`WATCHED`), and once a day in any case: what is missing here comes up
to a day late, and is found.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import asyncpg
from croniter import croniter
from pgqueuer import AsyncpgDriver, RetryRequested
from pgqueuer import Job as Row
from pgqueuer.models import CronExpressionEntrypoint, TracebackRecord
from pgqueuer.ports.repository import EntrypointExecutionParameter

from app.adapters.queue import Worker, queries
from app.core.jobs import Job
from app.core.uow import Runtime, UnitOfWork
from app.services.departures.remains import ClearRemains, RenewWordIndexes
from app.services.talents.meanings import CompareMeanings
from app.tasks import GIVEN_UP, HANDLERS, SCHEDULE
from benchmarks.year.clock import Clock

# They change nothing that a question to the database could find, and take a process, or most of a second, each.
LEFT_OUT = (CompareMeanings, ClearRemains, RenewWordIndexes)
WAKING = timedelta(seconds=1)  # after a slot, as pgqueuer does
AT_ONCE = 50
ANYWAY = timedelta(days=1)
# When a scheduled job may have something to do; what is not here comes once a day.
WATCHED: Mapping[str, tuple[str, ...]] = {
    "PostMails": ("select due_at from dispatches where done_at is null",),
    "SendPushes": ("select due_at from dispatches where done_at is null",),
    "TurnMissions": ("select next_at from missions",),
    "CloseVotes": (
        "select next_at from missions where kind = 'ballot'",
        "select (scene ->> 'ends_at')::timestamptz from rooms where state = 'open' and scene ->> 'phase' = 'vote'",
    ),
    "NotifySteps": (
        "select (form ->> 'starts_at')::timestamptz - interval '1 day' from missions where kind = 'event'",
        "select (form ->> 'ends_at')::timestamptz + interval '72 hours' from missions where kind = 'event'",
    ),
    "EraseGuests": ("select ends_at + interval '30 days' from rooms where state <> 'planned'",),
    "NotifyBegunGrants": ("select starts_at from grants",),
    "ForgetExpired": (
        "select expires_at from sign_in_codes",
        "select expires_at from person_codes",
        "select ends_at from limits",
        "select created_at + interval '48 hours' from idempotency_keys",
        "select created_at + interval '30 days' from mails",
        "select told_at + interval '180 days' from notifications",
        "select created_at + interval '30 days' from dispatches",
        "select at + interval '365 days' from admin_acts",
        "select ended_at + interval '30 days' from sessions",
        "select at + interval '365 days' from security_events",
    ),
    "ForgetOccurrences": ("select ended_at + interval '365 days' from missions where series_id is not null",),
    "LapseKeptPlaces": ("select until from kept_places",),
    "EraseDueAccounts": ("select due_at from erasures",),
    "EndGuardianships": (
        "select (date_trunc('year', $1 at time zone timezone) + interval '1 year') at time zone timezone from users",
    ),
    "ForgetExports": ("select expires_at from exports",),
    "ForgetImports": ("select expires_at from imports",),
    "ForgetEndedGrants": ("select ends_at from grants",),
    "ForgetUploads": ("select expires_at from uploads",),
    "SweepObjects": ("select due_at from loose_objects",),
    "ExpireEndorsements": (
        "select expires_at from endorsements",
        "select coalesce(withdrawn_at, answered_at, expires_at) + interval '30 days' from endorsements",
    ),
}
WAITING = "select min(execute_after) from jobs.pgqueuer where status = 'queued'"


class Shift:
    def __init__(self, runtime: Runtime, connection: asyncpg.Connection, clock: Clock) -> None:
        self._clock, self._connection, self._driver = clock, connection, AsyncpgDriver(connection)
        self._queue = queries(self._driver)
        handlers = {**HANDLERS, **dict.fromkeys(LEFT_OUT, _leave)}
        self._worker = Worker(runtime, handlers, SCHEDULE, GIVEN_UP)
        self._schedule = {type(item.job).__name__: item for item in SCHEDULE}
        self._kinds = {kind.__name__: EntrypointExecutionParameter(0) for kind in HANDLERS}
        self._armed: dict[str, datetime] = {}  # the first instant since the last slot that may give it something to do
        self._last = dict.fromkeys(self._schedule, clock.now)
        self._me = uuid4()
        self.done: Counter[str] = Counter()
        self.held: list[str] = []

    async def begin(self) -> None:
        await self._queue.insert_schedule(self._entries(self._schedule))

    async def next_moment(self) -> datetime:
        """When a worker has something to do next, by what the database says now."""
        await self._look_ahead()
        slots = [self._slot_from(name) for name in self._schedule]
        waiting = await self._connection.fetchval(WAITING)
        return min([*slots, *([max(waiting, self._clock.now) + WAKING] if waiting else [])])

    async def work(self, *, whole: bool = False) -> None:
        """Take what is due now. `whole`: ask for every schedule, whether it may have something to do or not."""
        due = [name for name in self._schedule if whole or self._slot_from(name) <= self._clock.now]
        if due:
            for slot in await self._queue.fetch_schedule(self._entries(due)):
                await self._worker._enqueue_slot(self._driver, self._schedule[slot.entrypoint].job, slot)  # noqa: SLF001
                await self._queue.set_schedule_queued({slot.id})
        for name in due:  # also what the queue held back: it comes late then, and is found
            self._last[name] = self._clock.now
            self._armed.pop(name, None)
        while rows := await self._taken():
            for row in rows:
                await self._do(row)

    def something_happened(self) -> None:
        """What comes each minute looks at what people did."""
        for name in ("PostMails", "SendPushes", "TurnMissions", "NotifyBegunGrants"):
            self._armed.setdefault(name, self._clock.now)

    def put_back(self) -> None:
        """The clock was ahead of now: so was what we noted by it."""
        self._last = {name: min(at, self._clock.now) for name, at in self._last.items()}
        self._armed = dict.fromkeys(self._schedule, self._clock.now)

    async def _taken(self) -> list[Row]:
        await self._clock.nudge()
        return await self._queue.dequeue(AT_ONCE, self._kinds, self._me, None, timedelta(seconds=30))

    async def _do(self, row: Row) -> None:
        self.done[row.entrypoint] += 1
        try:
            await self._worker._work_off(row)  # noqa: SLF001
        except RetryRequested as again:
            note = TracebackRecord.from_exception(again, row.id, {"reason": again.reason})
            await self._queue.retry_job(row, again.delay, note)
        except Exception as error:  # noqa: BLE001  it is held, as pgqueuer does
            self.held.append(f"{row.entrypoint}: {error!r}")
            await self._queue.log_jobs([(row, "failed", TracebackRecord.from_exception(error, row.id))])
        else:
            await self._queue.log_jobs([(row, "successful", None)])

    async def _look_ahead(self) -> None:
        parts = []
        for n, (name, columns) in enumerate(WATCHED.items(), start=1):
            since = f"${n}::timestamptz"
            instants = " union all ".join(columns).replace("$1", since)
            parts.append(
                f"select '{name}' as name, (select min(at) from ({instants}) as x(at) where at > {since}) as at"
            )
        query = " union all ".join(parts)
        for row in await self._connection.fetch(query, *(self._last[name] for name in WATCHED)):
            if row["at"] is not None:
                self._armed[row["name"]] = min(row["at"], self._armed.get(row["name"], row["at"]))

    def _slot_from(self, name: str) -> datetime:
        """The first slot after the last one in which there may be something to do."""
        since, cron = self._last[name], self._schedule[name].cron
        if name not in WATCHED and cron.split()[1] != "*":
            return _slot_after(cron, since)
        wanted = min(self._armed.get(name, since + ANYWAY), since + ANYWAY)
        return max(_slot_after(cron, since), _slot_after(cron, wanted - WAKING))

    def _entries(self, names: Collection[str]) -> dict[CronExpressionEntrypoint, timedelta]:
        now = self._clock.now
        crons = {name: self._schedule[name].cron for name in names}
        return {
            CronExpressionEntrypoint(entrypoint=name, expression=cron): _slot_after(cron, now) - WAKING - now
            for name, cron in crons.items()
        }


async def _leave(_uow: UnitOfWork, _job: Job) -> None:
    pass


def _slot_after(cron: str, moment: datetime) -> datetime:
    """When a worker wakes for it."""
    return croniter(cron, moment.astimezone(UTC)).get_next(datetime) + WAKING
