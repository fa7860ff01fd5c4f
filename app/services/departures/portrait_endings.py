"""Deletion of a Portrait with its editions and every access to them."""

from uuid import UUID

from sqlalchemy import delete as deletion
from sqlalchemy import select

from app.core.changes import Kind
from app.core.uow import UnitOfWork
from app.core.versions import expect
from app.models.grants import TargetType
from app.models.portraits import Portrait, PortraitEdition, PortraitMedia
from app.services.access import grant_endings
from app.services.accounts import consents
from app.services.media import objects
from app.services.portraits import portraits
from app.services.shared import ending_locks


async def delete(uow: UnitOfWork, portrait_id: UUID, version: int | None) -> None:
    """Delete the portrait with its editions. Raises PortraitNotFound, Stale, VersionRequired."""
    await ending_locks.lock(uow, uow.actor.id)
    portrait = await portraits.get_to_change(uow, portrait_id)
    await expect(uow, version, portrait, portraits.PORTRAIT, id=portrait_id)
    portrait.delete(uow.now)
    await _forget(uow, portrait)
    uow.changed(portrait.owner_id, Kind.PORTRAIT, portrait.id, portrait.version, is_deletion=True)


async def _forget(uow: UnitOfWork, portrait: Portrait) -> None:
    rows = await uow.session.scalars(select(PortraitMedia.variants).where(PortraitMedia.portrait_id == portrait.id))
    keys = {str(variant["object_key"]) for variants in rows for variant in variants}
    await uow.session.execute(deletion(PortraitEdition).where(PortraitEdition.portrait_id == portrait.id))
    await objects.release(uow, keys)
    await consents.withdraw(uow, portrait.id)
    await grant_endings.end_all(uow, TargetType.PORTRAIT, portrait.id)
