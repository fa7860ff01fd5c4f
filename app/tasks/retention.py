from app.core.uow import UnitOfWork
from app.services.access import access_events
from app.services.access.access_events import ForgetReadings
from app.services.departures import ended, experience_bin, retention
from app.services.departures.ended import ForgetEnded
from app.services.departures.experience_bin import EmptyBin
from app.services.departures.retention import EndIdleSessions, ForgetExpired, ForgetJobNotes, ForgetTombstones
from app.services.sharing import reports
from app.services.sharing.reports import ForgetReports


async def empty_bin(uow: UnitOfWork, _job: EmptyBin) -> None:
    await experience_bin.empty(uow)


async def forget_expired(uow: UnitOfWork, _job: ForgetExpired) -> None:
    await retention.forget_expired(uow)


async def end_idle_sessions(uow: UnitOfWork, _job: EndIdleSessions) -> None:
    await retention.end_idle_sessions(uow)


async def forget_tombstones(uow: UnitOfWork, _job: ForgetTombstones) -> None:
    await retention.forget_tombstones(uow)


async def forget_job_notes(uow: UnitOfWork, _job: ForgetJobNotes) -> None:
    await retention.forget_job_notes(uow)


async def forget_readings(uow: UnitOfWork, _job: ForgetReadings) -> None:
    await access_events.forget(uow)


async def forget_ended(uow: UnitOfWork, _job: ForgetEnded) -> None:
    await ended.forget(uow)


async def forget_reports(uow: UnitOfWork, _job: ForgetReports) -> None:
    await reports.forget(uow)
