"""The end of a grant. Withdrawing a target ends all its grants for good."""

from uuid import UUID

from sqlalchemy import Select, select

from app.core.changes import Kind
from app.core.uow import UnitOfWork
from app.models.grants import Grant, TargetType
from app.services.access import grant_notifications
from app.services.accounts import consents


async def take_back(uow: UnitOfWork, grant: Grant) -> None:
    if grant.revoked_at is None:
        grant.revoke(uow.now)
        if grant.owner_id is not None:
            uow.changed(grant.owner_id, Kind.GRANT, grant.id, grant.version)
        await consents.withdraw(uow, grant.id)
        await grant_notifications.forget(uow, grant)


async def end_quotes(uow: UnitOfWork, responses: Select[UUID]) -> None:
    """End the quotes of answers that are taken back."""
    statement = select(Grant).where(
        Grant.target_type == TargetType.RESPONSE, Grant.target_id.in_(responses), Grant.revoked_at.is_(None)
    )
    for grant in (await uow.session.scalars(statement.order_by(Grant.id).with_for_update())).all():
        await take_back(uow, grant)


async def end_all(uow: UnitOfWork, target: TargetType, *target_ids: UUID) -> None:
    statement = select(Grant).where(
        Grant.target_type == target, Grant.target_id.in_(target_ids), Grant.revoked_at.is_(None)
    )
    for grant in (await uow.session.scalars(statement.order_by(Grant.id).with_for_update())).all():
        await take_back(uow, grant)
