"""Notes on jobs: the kind of a failure, without its message and traceback, which may quote a person."""

from datetime import timedelta

from pgqueuer import Job as Row
from pgqueuer import Queries
from pgqueuer.models import TracebackRecord
from pgqueuer.types import JOB_STATUS


class QueriesWithoutWords(Queries):
    async def log_jobs(self, job_status: list[tuple[Row, JOB_STATUS, TracebackRecord | None]]) -> None:
        await super().log_jobs([(job, status, without_words(note)) for job, status, note in job_status])

    async def retry_job(self, job: Row, delay: timedelta, traceback_record: TracebackRecord | None) -> None:
        await super().retry_job(job, delay, without_words(traceback_record))


def without_words(note: TracebackRecord | None) -> TracebackRecord | None:
    return note and note.model_copy(update={"exception_message": "", "traceback": ""})
