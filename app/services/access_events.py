"""Writes AccessEvents: who read what of another's, through what, by which right, when."""

from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import exists, select

from app.core.uow import UnitOfWork
from app.models.grants import Accessed, AccessEvent, Right

A_MINUTE = timedelta(minutes=1)


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


async def record_download(uow: UnitOfWork, owner_id: UUID, export_id: UUID) -> None:
    """Add one AccessEvent for the requests of a minute: a phone may fetch the archive in pieces."""
    here = (AccessEvent.target_type == Accessed.EXPORT, AccessEvent.target_id == export_id)
    lately = exists().where(AccessEvent.owner_id == owner_id, AccessEvent.at > uow.now - A_MINUTE, *here)
    if not await uow.session.scalar(select(lately)):
        access = Access(owner_id, None, Accessed.EXPORT, export_id)
        uow.session.add(AccessEvent(**access._asdict(), reader_id=None, right=Right.DOWNLOAD, at=uow.now))
