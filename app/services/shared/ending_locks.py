"""A lock per person for endings: they lock accesses, stories and portraits in different orders, so one runs after
another.
"""

from uuid import UUID

from sqlalchemy import text

from app.core.uow import UnitOfWork

LOCK = text("select pg_advisory_xact_lock(hashtextextended(cast(:owner_id as text), 20261127))")


async def lock(uow: UnitOfWork, owner_id: UUID) -> None:
    """Wait for other endings of that person, until commit. Take this lock before any other."""
    await uow.session.execute(LOCK, {"owner_id": str(owner_id)})
