import asyncpg
from sqlalchemy.exc import TimeoutError as NoFreeConnection

from app.core.errors import Conflict, Problem, Unavailable, Unprocessable
from app.core.ports import StorageUnavailable

RETRY_AFTER = 2  # seconds
EXTERNAL_ERRORS = (StorageUnavailable, ConnectionError, TimeoutError, asyncpg.InterfaceError, NoFreeConnection)


def problem_behind(error: BaseException) -> Problem:
    """Return the problem to answer with, for an unexpected exception or one that it was raised from.

    Unavailable when the database, storage or the network failed; Unprocessable or Conflict when PostgreSQL refused a
    value or a constraint; for all else a plain Problem, which is answered as a server error.
    """
    cause: BaseException | None = error
    while cause is not None:
        state = getattr(cause, "sqlstate", None) or ""
        if isinstance(cause, EXTERNAL_ERRORS):
            return Unavailable(retry_after=RETRY_AFTER)
        if state[:2] in {"08", "40", "53", "55", "57"}:
            return Unavailable(retry_after=RETRY_AFTER)
        if state[:2] in {"22", "23"}:
            return Unprocessable() if state[:2] == "22" else Conflict()
        cause = getattr(cause, "orig", None) or cause.__cause__
    return Problem()
