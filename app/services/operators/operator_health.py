"""State of the machine and of its jobs, for operators."""

from collections.abc import Sequence
from dataclasses import asdict

import structlog
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.core.errors import NotFound
from app.core.i18n import Words
from app.core.jobs import QueueState
from app.core.uow import UnitOfWork
from app.models.operators import AdminVerb
from app.schemas.operators import AdminHealthRead, AdminJobsRead
from app.services.operators import health
from app.services.operators.operators import act

logger = structlog.get_logger(__name__)
DISK_FULL = "53100"
HEALTH = text("""
    select (select version_num from alembic_version) as schema_revision,
        (select count(*) from reports where state = 'open' or (appealed_at is not null and answered_at is null))
            + (select count(*) from measures where appealed_at is not null and answered_at is null) as reports_waiting,
        (select count(*) from reports
            where state = 'open' and created_at <= cast(:now as timestamptz) - interval '7 days') as reports_overdue,
        pg_database_size(current_database()) as database_bytes,
        (select count(*) from erasures where due_at < cast(:now as timestamptz) - interval '1 day') as erasures_late,
        count(*) as mails_waiting,
        coalesce(extract(epoch from cast(:now as timestamptz) - min(created_at)), 0)::bigint as oldest_mail_seconds
    from mails where sent_at is null and refused_at is null
""")


class JobNotHeld(NotFound):
    title = Words("Aucune tâche en échec n’a ce numéro")


async def read_health(uow: UnitOfWork) -> AdminHealthRead:
    await _write_down(uow)
    row = (await uow.session.execute(HEALTH, {"now": uow.now})).mappings().one()
    queue = await uow.runtime.queue.survey(uow.session)
    jobs = {
        "jobs_ready": sum(item.ready for item in queue.waiting),
        "oldest_job_seconds": max((item.oldest for item in queue.waiting), default=0),
        "jobs_held": len(queue.held),
    }
    return AdminHealthRead.model_validate({**row, **await health.states(uow.runtime), **jobs})


async def _write_down(uow: UnitOfWork) -> None:
    """Record the act. On a full disk health is still readable: a log line replaces the act."""
    try:
        async with uow.session.begin_nested():
            await act(uow, AdminVerb.READ_HEALTH)
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) != DISK_FULL:
            raise
        logger.warning("act_not_written", verb=AdminVerb.READ_HEALTH, actor=str(uow.actor.user_id))


async def survey_jobs(uow: UnitOfWork) -> QueueState:
    await act(uow, AdminVerb.READ_JOBS)
    return await uow.runtime.queue.survey(uow.session)


async def list_jobs(uow: UnitOfWork) -> AdminJobsRead:
    return AdminJobsRead.model_validate(asdict(await survey_jobs(uow)))


async def requeue(uow: UnitOfWork, ids: Sequence[int]) -> list[int]:
    """Requeue held jobs, and return the ids of those that will run again."""
    for item in ids:
        await act(uow, AdminVerb.REQUEUE_JOB, item)
    return await uow.runtime.queue.requeue(uow.session, ids)


async def requeue_one(uow: UnitOfWork, job_id: int) -> None:
    """Requeue one held job. Raises JobNotHeld."""
    if not await requeue(uow, [job_id]):
        raise JobNotHeld
