"""What lies in tables after its term, looked for each week: every time that the data map promises."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from app.tasks import SCHEDULE
from benchmarks.year.year import Year
from tests.support.terms import TERMS

# Beside the terms of the map: what waits for longer than its job takes; $1 is now.
LATE: Mapping[str, str] = {
    "mails with text": "letter is not null and coalesce(sent_at, refused_at) is not null and $1 > 'epoch'",
    "dispatches that wait": "done_at is null and due_at < $1 - interval '2 minutes'",
    "grant_requests that wait": "state = 'pending' and lapses_at < $1 - interval '25 hours'",
    "missions that wait": "next_at < $1 - interval '2 minutes'",
    "guardianships of who is grown": "state in ('asked', 'active') and exists (select from users where"
    " users.id = person_id and extract(year from $1 - interval '25 hours') - birth_year > 15)",
    "jobs.pgqueuer": "status = 'queued' and execute_after < $1 - interval '2 minutes'",
    "jobs.pgqueuer_log": "created < $1 - interval '8 days 2 hours'",
}
HOURLY, DAILY = timedelta(minutes=65), timedelta(hours=26)  # until the job that comes each hour, or each day, is done
OFTEN = {type(item.job) for item in SCHEDULE if item.cron.split()[1] == "*"}


class Leftovers:
    """The most that was found of each at one time."""

    def __init__(self) -> None:
        self.most: dict[str, int] = dict.fromkeys([*(term.column for term in TERMS), *LATE], 0)
        self.rows: dict[str, int] = {}  # that a table has in the end

    async def check(self, year: Year) -> None:
        for term in TERMS:
            within = HOURLY if OFTEN.issuperset(term.jobs) else DAILY
            await self._count(year, term.column, term.table, term.condition, year.now - within)
        for name, condition in LATE.items():
            late = condition.replace("$1", "$1::timestamptz")
            await self._count(year, name, name.partition(" ")[0], late, year.now)

    async def _count(self, year: Year, name: str, table: str, condition: str, at: datetime) -> None:
        found = await year.count(f"select count(*) from {table} where {condition}", at)
        self.most[name] = max(self.most[name], found)
        self.rows[name] = await year.count(f"select count(*) from {table}")

    @property
    def found(self) -> dict[str, int]:
        return {name: many for name, many in self.most.items() if many}
