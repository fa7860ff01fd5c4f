"""The news of events: a day before to whoever registered, and three days after what came of a programme's day."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, select
from sqlalchemy.dialects.postgresql import insert

from app.core.clock import on_the_wire
from app.core.jobs import Job
from app.core.uow import UnitOfWork
from app.models.memberships import Membership
from app.models.missions import Mission, MissionKind, MissionState
from app.models.notifications import NotificationType
from app.models.programmes import StepMail, StepMailKind
from app.models.responses import Attendance, MissionResponse
from app.models.users import User
from app.policies.erasures import is_visible
from app.policies.guests import is_account
from app.policies.missions import members_of
from app.services.notifications.notifications import NewNotification, notify

DAY, AFTERWARDS = timedelta(days=1), timedelta(hours=72)
OLD = timedelta(days=7)  # beyond it, nobody waits to hear
LONGEST_EVENT = timedelta(days=31)
AT_ONCE = 100  # events in a transaction
CAME = (Attendance.REGISTERED, Attendance.PRESENT)
STARTS_AT, ENDS_AT = Mission.form["starts_at"].astext, Mission.form["ends_at"].astext
IS_EVENT = Mission.kind == MissionKind.EVENT


class NotifySteps(Job):
    pass


async def notify_due(uow: UnitOfWork) -> None:
    """Notify the people of events that are due. Each is sent once, whoever runs at the same time."""
    now = uow.now
    eve = (Mission.state == MissionState.OPEN, on_the_wire(now) < STARTS_AT, on_the_wire(now + DAY) >= STARTS_AT)
    ended = (
        on_the_wire(now - AFTERWARDS - OLD - LONGEST_EVENT) < STARTS_AT,
        on_the_wire(now - AFTERWARDS) >= STARTS_AT,
        on_the_wire(now - AFTERWARDS) >= ENDS_AT,
        on_the_wire(now - AFTERWARDS - OLD) < ENDS_AT,
        Mission.state.in_((MissionState.OPEN, MissionState.CLOSED, MissionState.ARCHIVED)),
        Mission.programme_id.is_not(None),
    )
    counts = [
        await _notify(uow, StepMailKind.EVE, (Attendance.REGISTERED,), *eve),
        await _notify(uow, StepMailKind.OUTCOME, CAME, *ended),
    ]
    if AT_ONCE in counts:
        uow.enqueue(NotifySteps())


async def _notify(
    uow: UnitOfWork, kind: StepMailKind, attendances: tuple[Attendance, ...], *conditions: ColumnElement[bool]
) -> int:
    sent = exists().where(StepMail.mission_id == Mission.id, StepMail.kind == kind).correlate(Mission)
    statement = select(Mission).where(IS_EVENT, *conditions, ~sent).order_by(STARTS_AT, Mission.id).limit(AT_ONCE)
    missions = (await uow.session.scalars(statement)).all()
    for mission in missions:
        row = insert(StepMail).values(mission_id=mission.id, kind=kind, sent_at=uow.now)
        claim = row.on_conflict_do_nothing().returning(StepMail.mission_id)
        if await uow.session.scalar(claim) is not None:
            data = {"mission_id": str(mission.id), "title": mission.title, "kind": str(kind)}
            notification = NewNotification(NotificationType.STEP, mission.id, mission.community_id, data)
            await notify(uow, _attendees(mission, attendances), notification)
    return len(missions)


def _attendees(mission: Mission, attendances: tuple[Attendance, ...]) -> Select[UUID]:
    """Select the members who registered, or were there. Guests have no address, and hear it in the room."""
    return (
        select(MissionResponse.user_id)
        .join(Membership, and_(Membership.user_id == MissionResponse.user_id, members_of(mission)))
        .join(User, User.id == MissionResponse.user_id)
        .where(MissionResponse.mission_id == mission.id, MissionResponse.attendance.in_(attendances))
        .where(is_account(), is_visible(MissionResponse.user_id))
    )
