"""What people are told of their missions. One live notification per mission: updated, and settled by the answer."""

from uuid import UUID

from sqlalchemy import Select

from app.core.uow import UnitOfWork
from app.models.missions import Mission
from app.models.notifications import NotificationType
from app.models.responses import MissionResponse
from app.services.notifications.notifications import Notice, close, notify


async def sent(uow: UnitOfWork, mission: Mission, whom: Select[UUID]) -> None:
    await notify(uow, whom, _notice(mission, NotificationType.MISSION))


async def reminded(uow: UnitOfWork, mission: Mission, whom: Select[UUID], minutes: int) -> None:
    """`minutes` before it is due."""
    await notify(uow, whom, _notice(mission, NotificationType.REMINDER, minutes=minutes))


async def cancelled(uow: UnitOfWork, mission: Mission, whom: Select[UUID]) -> None:
    await notify(uow, whom, _notice(mission, NotificationType.CANCELLED))


async def over(uow: UnitOfWork, mission: Mission, whom: Select[UUID]) -> None:
    await close(uow, mission.id, whom)


async def answered(uow: UnitOfWork, response: MissionResponse) -> None:
    await close(uow, response.mission_id, response.user_id)


async def reviewed(uow: UnitOfWork, mission: Mission, response: MissionResponse, *, accepted: bool) -> None:
    kind = NotificationType.ACCEPTED if accepted else NotificationType.RETURNED
    await notify(uow, response.user_id, _notice(mission, kind, response_id=str(response.id), version=response.version))


def _notice(mission: Mission, kind: NotificationType, **more: str | int) -> Notice:
    data = {"mission_id": str(mission.id), "title": mission.title} | more
    return Notice(kind, mission.id, mission.community_id, data)
