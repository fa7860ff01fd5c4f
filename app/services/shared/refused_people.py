from uuid import UUID

from sqlalchemy.dialects.postgresql import insert

from app.core.uow import UnitOfWork
from app.models.exchanges import ExchangeRefusal


async def refuse(uow: UnitOfWork, person_id: UUID | None) -> None:
    """Keep a person from asking the caller anything, and from commenting on their things. Nobody is told."""
    values = {"user_id": uow.actor.id, "asker_id": person_id, "created_at": uow.now}
    await uow.session.execute(insert(ExchangeRefusal).values(values).on_conflict_do_nothing())
