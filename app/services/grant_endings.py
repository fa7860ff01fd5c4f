"""What is withdrawn takes every access to it along, and none of them comes back."""

from uuid import UUID

from sqlalchemy import select

from app.core.uow import UnitOfWork
from app.models.grants import Grant, TargetType
from app.services.grants import take_back


async def end_all(uow: UnitOfWork, target: TargetType, target_id: UUID) -> None:
    given = select(Grant).where(Grant.target_type == target, Grant.target_id == target_id, Grant.revoked_at.is_(None))
    for grant in (await uow.session.scalars(given.order_by(Grant.id).with_for_update())).all():
        await take_back(uow, grant)
