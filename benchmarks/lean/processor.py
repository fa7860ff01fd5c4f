"""What a work costs: the processor and the log."""

import time
from contextlib import suppress

import psutil

from benchmarks.world import World

AT_REST, LONGEST_REST = 0.08, 600  # seconds of processor within a second; seconds
LOG = "select pg_current_wal_lsn() - '0/0'::pg_lsn"
CHECKPOINTER = "select pid from pg_stat_activity where backend_type = 'checkpointer'"


class Processor:
    """What a server, with its worker, and PostgreSQL have used of the processor, in seconds."""

    def __init__(self, servers: dict[int, list[int]], here: World) -> None:
        postmaster = psutil.Process(here.sql(CHECKPOINTER)[0][0]).parent()
        assert postmaster is not None
        self._servers, self._postmaster, self._here = servers, postmaster, here

    def used(self, port: int) -> tuple[float, float]:
        return sum(_used(psutil.Process(pid)) for pid in self._servers[port]), _used(self._postmaster)

    def rest(self) -> float:
        """Until what was put off is done, or it would be charged to the next requests. Seconds that it took."""
        ends = time.monotonic() + LONGEST_REST
        first = before = self._used_all()
        while time.monotonic() < ends:
            time.sleep(1)
            now = self._used_all()
            if now - before < AT_REST:
                break
            before = now
        return before - first

    def _used_all(self) -> float:
        return _used(self._postmaster) + sum(
            _used(psutil.Process(pid)) for pids in self._servers.values() for pid in pids
        )

    def written(self) -> int:
        """Bytes that PostgreSQL has written ahead."""
        return int(self._here.sql(LOG)[0][0])


def _used(process: psutil.Process) -> float:
    """Its own, and its children's with those that have ended; children that ended meanwhile are asked for again."""
    while process.is_running():
        with suppress(psutil.NoSuchProcess):
            family = [process, *process.children(recursive=True)]
            return sum(sum(each.cpu_times()[:4]) for each in family)
    raise psutil.NoSuchProcess(process.pid)
