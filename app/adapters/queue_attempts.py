"""Counts the starts and waits of jobs in pgqueuer's log."""

import asyncio

from app.core.db import Statements

# The log has a row for every start, even one that killed its worker; the job's own `attempts` misses those. Failures
# of dependencies do not count.
ELSEWHERE = "elsewhere"
HISTORIES = """
    select asked.id, starts, waits from unnest($1::bigint[]) as asked(id), lateral (
        select count(*) filter (where status = 'picked') as starts,
            count(*) filter (where traceback->'additional_context'->>'reason' = $2) as waits
        from jobs.pgqueuer_log where job_id = asked.id and id > (
            select max(id) from jobs.pgqueuer_log
            where job_id = asked.id and status = 'queued' and traceback is null)) as noted
"""


class Attempts:
    """Combines the requests for a batch of jobs into one statement."""

    def __init__(self, reads: Statements) -> None:
        self._reads = reads
        self._asked: dict[int, asyncio.Future[tuple[int, int]]] = {}
        self._asking: set[asyncio.Task[None]] = set()

    async def of(self, job_id: int) -> tuple[int, int]:
        """Return the starts that count, and the waits."""
        if not self._asked:
            asking = asyncio.create_task(self._ask())
            self._asking.add(asking)
            asking.add_done_callback(self._asking.discard)
        if job_id not in self._asked:
            self._asked[job_id] = asyncio.get_running_loop().create_future()
        return await asyncio.shield(self._asked[job_id])

    async def _ask(self) -> None:
        requests, self._asked = self._asked, {}
        try:
            for row in await self._reads.fetch(HISTORIES, list(requests), ELSEWHERE):
                requests[row["id"]].set_result((row["starts"] - row["waits"], row["waits"]))
        except Exception as error:  # noqa: BLE001  it belongs to those who asked
            for item in requests.values():
                item.set_exception(error)
