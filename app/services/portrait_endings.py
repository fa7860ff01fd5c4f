"""A Portrait that is deleted takes along what was published of it, and every access to that."""

from sqlalchemy import delete, select

from app.core.uow import UnitOfWork
from app.models.grants import TargetType
from app.models.portraits import Portrait, PortraitEdition, PortraitMedia
from app.services import consents, grant_endings, media_objects


async def forget(uow: UnitOfWork, portrait: Portrait) -> None:
    shown = await uow.session.scalars(select(PortraitMedia.variants).where(PortraitMedia.portrait_id == portrait.id))
    keys = {str(variant["object_key"]) for variants in shown for variant in variants}
    await uow.session.execute(delete(PortraitEdition).where(PortraitEdition.portrait_id == portrait.id))
    await media_objects.release(uow, keys)
    await consents.withdraw(uow, portrait.id)
    await grant_endings.end_all(uow, TargetType.PORTRAIT, portrait.id)
