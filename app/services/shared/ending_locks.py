"""Endings lock accesses, stories and portraits in orders of their own: those of one person come one after the other."""

from uuid import UUID

from sqlalchemy import text

from app.core.uow import UnitOfWork

LOCK = text("select pg_advisory_xact_lock(hashtextextended(cast(:owner_id as text), 20261127))")


async def lock(uow: UnitOfWork, owner_id: UUID) -> None:
    """Wait for what else ends of that person's; until commit. Take it before any of it is locked."""
    await uow.session.execute(LOCK, {"owner_id": str(owner_id)})
