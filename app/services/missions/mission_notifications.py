"""Notifications of missions. There is one live notification per mission: updated, and closed by the answer."""

from uuid import UUID

from sqlalchemy import Select

from app.core.uow import UnitOfWork
from app.models.missions import Mission
from app.models.notifications import NotificationType
from app.models.responses import MissionResponse
from app.services.notifications.notifications import NewNotification, close, notify


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


async def close_notifications(uow: UnitOfWork, mission: Mission, recipients: Select[UUID]) -> None:
    await close(uow, mission.id, recipients)


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
