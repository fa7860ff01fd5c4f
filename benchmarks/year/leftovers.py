"""What lies in tables after its term, looked for each week: the terms of `policies/data_map`."""

from collections.abc import Mapping

from benchmarks.year.year import Year

# What is over, by how long the job that takes it away may need; $1 is now.
LATE: Mapping[str, str] = {
    "sign_in_codes": "expires_at < $1 - interval '62 minutes'",
    "person_codes": "expires_at < $1 - interval '62 minutes'",
    "limits": "ends_at < $1 - interval '62 minutes'",
    "idempotency_keys": "created_at < $1 - interval '48 hours 62 minutes' and key not like '% %'",
    "mails": "coalesce(sent_at, refused_at) is not null and created_at < $1 - interval '30 days 62 minutes'",
    "mails with text": "letter is not null and coalesce(sent_at, refused_at) is not null and $1 > 'epoch'",
    "notifications": "told_at < $1 - interval '180 days 62 minutes'",
    "dispatches": "created_at < $1 - interval '30 days 62 minutes'",
    "dispatches that wait": "done_at is null and due_at < $1 - interval '2 minutes'",
    "sessions": "coalesce(ended_at, rotated_at + interval '180 days 25 hours') < $1 - interval '30 days 62 minutes'",
    "exports": "expires_at < $1 - interval '62 minutes'",
    "imports": "expires_at < $1 - interval '62 minutes'",
    "uploads": "expires_at < $1 - interval '62 minutes'",
    "erasures": "due_at < $1 - interval '65 minutes'",
    "loose_objects": "due_at < $1 - interval '62 minutes'",
    "experiences": "trashed_at < $1 - interval '30 days 25 hours'",
    "changes": "deleted and changed_at < $1 - interval '180 days 25 hours'",
    "endorsements": "state = 'asked' and expires_at < $1 - interval '62 minutes'",
    "grant_requests": "state = 'pending' and lapses_at < $1 - interval '25 hours'",
    "missions": "next_at < $1 - interval '2 minutes'",
    "kept_places": "until < $1 - interval '62 minutes'",
    "mails that wait": "letter is not null and until < $1 - interval '62 minutes'",
    "guardianships": "state in ('asked', 'active') and exists (select from users where users.id = person_id"
    " and extract(year from $1 - interval '25 hours') - birth_year > 15)",
    "jobs.pgqueuer": "status = 'queued' and execute_after < $1 - interval '2 minutes'",
    "jobs.pgqueuer_log": "created < $1 - interval '8 days 2 hours'",
}


class Leftovers:
    """The most that was found of each at one time."""

    def __init__(self) -> None:
        self.most: dict[str, int] = dict.fromkeys(LATE, 0)
        self.rows: dict[str, int] = {}  # that a table has in the end

    async def look(self, year: Year) -> None:
        for name, condition in LATE.items():
            table = name.partition(" ")[0]
            late = condition.replace("$1", "$1::timestamptz")
            found = await year.count(f"select count(*) from {table} where {late}", year.now)
            self.most[name] = max(self.most[name], found)
            self.rows[name] = await year.count(f"select count(*) from {table}")

    @property
    def found(self) -> dict[str, int]:
        return {name: many for name, many in self.most.items() if many}
