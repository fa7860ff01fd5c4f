"""Seats of an event: taken one after the other, given back, and given to who waits longest."""

from uuid import UUID

from sqlalchemy import func, select

from app.core.changes import Kind
from app.core.jobs import Job
from app.core.uow import UnitOfWork
from app.models.missions import Mission, MissionKind
from app.models.responses import Attendance, MissionResponse
from app.schemas.events import EventForm
from app.services.missions.mission_notifications import notify_of_event
from app.services.notifications.notification_templates import SEAT

HAS_SEAT = (Attendance.REGISTERED, Attendance.PRESENT)


class FillSeats(Job):
    """Give the seats that are free to who waits. Repeating it changes nothing."""

    mission_id: UUID


async def free(uow: UnitOfWork, mission: Mission) -> int | None:
    """Count the free seats, which nobody else takes until the transaction ends; None: as many as want one."""
    capacity = EventForm.model_validate(mission.form).capacity
    if capacity is None:
        return None
    key = func.hashtextextended(str(mission.id), 0)
    await uow.session.execute(select(func.pg_advisory_xact_lock(key)))
    seats = select(func.count()).where(
        MissionResponse.mission_id == mission.id, MissionResponse.attendance.in_(HAS_SEAT)
    )
    return max(0, capacity - (await uow.session.scalar(seats) or 0))


async def waiting(uow: UnitOfWork, mission: Mission) -> int:
    """Count who waits for a seat: nobody overtakes them."""
    statement = select(func.count()).where(
        MissionResponse.mission_id == mission.id, MissionResponse.waiting_since.is_not(None)
    )
    return await uow.session.scalar(statement) or 0


def freed(uow: UnitOfWork, mission: Mission) -> None:
    """Somebody gave a seat back, or no longer waits for one."""
    if mission.kind is MissionKind.EVENT:
        uow.enqueue(FillSeats(mission_id=mission.id))


async def fill(uow: UnitOfWork, job: FillSeats) -> None:
    """Give the free seats of an open event to those who wait longest, and tell them."""
    statement = select(Mission).where(Mission.id == job.mission_id, Mission.kind == MissionKind.EVENT)
    mission = await uow.session.scalar(statement.with_for_update(read=True))
    if mission is None or not mission.takes_answers(uow.now):
        return
    count = await free(uow, mission)
    queue = select(MissionResponse).where(
        MissionResponse.mission_id == mission.id, MissionResponse.waiting_since.is_not(None)
    )
    in_order = queue.order_by(MissionResponse.waiting_since, MissionResponse.id).limit(count)
    for response in (await uow.session.scalars(in_order.with_for_update(skip_locked=True))).all():
        response.register(uow.now)
        uow.changed(response.user_id, Kind.RESPONSE, response.id, response.version)
        uow.changed(response.user_id, Kind.MISSION, mission.id, response.version)
        await notify_of_event(uow, mission, response.user_id, SEAT)
