from typing import NamedTuple
from uuid import UUID

from app.core.uow import UnitOfWork
from app.models.grants import Accessed, AccessEvent, Right


class Through(NamedTuple):
    """Whose it is, by which grant it is read, if by one, and what it is."""

    owner_id: UUID
    grant_id: UUID | None
    target_type: Accessed
    target_id: UUID | None = None


def leave(uow: UnitOfWork, through: Through, right: Right = Right.VIEW) -> None:
    """What is read of somebody else's is written down in the transaction of the read, once, for its owner to see."""
    uow.session.add(AccessEvent(**through._asdict(), reader_id=uow.actor.id, right=right, at=uow.now))
