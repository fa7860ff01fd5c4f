"""PostgreSQL is away: one line says so, another that it is back. The libraries say nothing of it meanwhile."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

import structlog

logger = structlog.get_logger(__name__)
LIBRARIES = ("asyncpg.pool", "pgqueuer")


class Outage(logging.Filter):
    def __init__(self) -> None:
        super().__init__()
        self._away = set[object]()  # for these pools

    def begin(self, pool: object, cause: str) -> None:
        if not self._away:
            logger.warning("worker_waits_for_database", cause=cause)
        self._away.add(pool)

    def end(self, pool: object) -> None:
        if pool in self._away:
            self._away.remove(pool)
            if not self._away:
                logger.warning("worker_goes_on")

    def filter(self, record: logging.LogRecord) -> bool:  # noqa: ARG002  each line
        return not self._away

    @contextmanager
    def told_once(self) -> Iterator[None]:
        loggers = [logging.getLogger(name) for name in LIBRARIES]
        for item in loggers:
            item.addFilter(self)
        try:
            yield
        finally:
            for item in loggers:
                item.removeFilter(self)
