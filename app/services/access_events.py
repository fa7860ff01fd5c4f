"""Writes AccessEvents: who read what of another's, through what, by which right, when."""

from typing import NamedTuple
from uuid import UUID

from app.core.uow import UnitOfWork
from app.models.grants import Accessed, AccessEvent, Right


class Access(NamedTuple):
    """What is read: whose it is, the grant that allows it (None for an answer to a mission), its kind and its id."""

    owner_id: UUID
    grant_id: UUID | None
    target_type: Accessed
    target_id: UUID | None = None


def record(uow: UnitOfWork, through: Access, right: Right = Right.VIEW) -> None:
    """Add one AccessEvent, which the owner sees at /v1/me/accesses. The caller calls it once for each thing it reads.

    It is in the transaction of the read, so that nothing is shown when it cannot be written.
    """
    uow.session.add(AccessEvent(**through._asdict(), reader_id=uow.actor.id, right=right, at=uow.now))
