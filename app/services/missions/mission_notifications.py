"""Notifications of missions. There is one live notification per mission: updated, and closed by the answer."""

from dataclasses import replace
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, or_, select

from app.core.uow import UnitOfWork
from app.models.memberships import Membership
from app.models.missions import Mission
from app.models.notifications import NotificationType
from app.models.responses import Attendance, MissionResponse
from app.models.users import User
from app.policies.erasures import is_visible
from app.policies.guests import is_account
from app.policies.missions import members_of
from app.services.notifications.notification_templates import EventNotice
from app.services.notifications.notifications import NewNotification, Recipients, close, notify


async def notify_sent(uow: UnitOfWork, mission: Mission, recipients: Select[UUID]) -> None:
    await notify(uow, recipients, _notification(mission, NotificationType.MISSION))


async def notify_reminder(uow: UnitOfWork, mission: Mission, recipients: Select[UUID], minutes: int) -> None:
    """Remind of a mission `minutes` before it is due."""
    await notify(uow, recipients, _notification(mission, NotificationType.REMINDER, minutes=minutes))


async def notify_exchange(uow: UnitOfWork, mission: Mission) -> None:
    """Tell the member who asks for an exchange that somebody said yes."""
    if mission.asker_id is not None:
        await notify(uow, mission.asker_id, _notification(mission, NotificationType.EXCHANGE))


async def notify_cancelled(uow: UnitOfWork, mission: Mission, recipients: Select[UUID]) -> None:
    await notify(uow, recipients, _notification(mission, NotificationType.CANCELLED))


async def notify_of_event(uow: UnitOfWork, mission: Mission, recipients: Recipients, topic: str) -> None:
    """Tell who has a seat, or waits for one. A second change is news, too."""
    version = mission.version if topic == EventNotice.MOVE else None
    notification = _notification(mission, NotificationType.STEP)
    data = {**notification.data, "kind": topic, "version": version}
    await notify(uow, recipients, replace(notification, data=data))


def attendees(mission: Mission, *scope: ColumnElement[bool]) -> Select[UUID]:
    """Select the members who registered for an event, or wait for a seat. Guests have no address: they are there."""
    comes = or_(MissionResponse.attendance == Attendance.REGISTERED, MissionResponse.waiting_since.is_not(None))
    return (
        select(MissionResponse.user_id)
        .join(Membership, and_(Membership.user_id == MissionResponse.user_id, members_of(mission)))
        .join(User, User.id == MissionResponse.user_id)
        .where(MissionResponse.mission_id == mission.id, comes, is_account(), is_visible(User.id), *scope)
    )


async def close_notifications(uow: UnitOfWork, mission: Mission, recipients: Select[UUID]) -> None:
    await close(uow, mission.id, recipients)


async def close_of_person(uow: UnitOfWork, mission: Mission, user_id: UUID) -> None:
    await close(uow, mission.id, user_id)


async def close_answered(uow: UnitOfWork, response: MissionResponse) -> None:
    await close(uow, response.mission_id, response.user_id)


async def notify_reviewed(uow: UnitOfWork, mission: Mission, response: MissionResponse, *, is_accepted: bool) -> None:
    kind = NotificationType.ACCEPTED if is_accepted else NotificationType.RETURNED
    await notify(
        uow, response.user_id, _notification(mission, kind, response_id=str(response.id), version=response.version)
    )


def _notification(mission: Mission, kind: NotificationType, **extra: str | int) -> NewNotification:
    data = {"mission_id": str(mission.id), "title": mission.title} | extra
    return NewNotification(kind, mission.id, mission.community_id, data)
