"""Erasure of the large tables of an account in portions, each in a transaction of its own, before the account.

These rows are visible to nobody else since the erasure was asked, and concern nobody else. Rows that concern others
are erased with the account, in one transaction (`erasures.py`). After a crash, the erasure continues with the rest.
"""

from collections.abc import Awaitable, Callable, Sequence
from uuid import UUID

from sqlalchemy import delete, exists, select, text, update

from app.core.uow import UnitOfWork
from app.models.journals import Journal
from app.models.media import Media, Upload
from app.models.missions import MissionMedia
from app.services.media.objects import release
from app.services.media.uploads import forget
from app.services.shared import ending_locks

ROWS_AT_ONCE = 2_000
MEDIA_AT_ONCE = 500
Portion = Callable[[UnitOfWork, UUID], Awaitable[bool]]  # returns whether there may be more


def _rows_of(table: str, owner: str) -> Portion:
    statement = text(
        f"with portion as (select ctid from {table} where {owner} = :user_id limit :size) "  # noqa: S608  our own names
        f"delete from {table} using portion where {table}.ctid = portion.ctid returning 1"
    )

    async def erase(uow: UnitOfWork, user_id: UUID) -> bool:
        rows = await uow.session.execute(statement, {"user_id": user_id, "size": ROWS_AT_ONCE})
        return len(rows.all()) == ROWS_AT_ONCE

    return erase


async def _media(uow: UnitOfWork, user_id: UUID) -> bool:
    """Delete media, except those of missions, whose end others are told of. Release their objects."""
    await uow.session.execute(update(Journal).where(Journal.owner_id == user_id).values(cover_media_id=None))
    in_missions = exists().where(MissionMedia.media_id == Media.id)
    statement = select(Media).where(Media.owner_id == user_id, ~in_missions).order_by(Media.id).limit(MEDIA_AT_ONCE)
    media = (await uow.session.scalars(statement.with_for_update())).all()
    ids = [medium.id for medium in media]
    uploads = (await uow.session.scalars(select(Upload).where(Upload.media_id.in_(ids)))).all()
    for upload in uploads:
        await forget(uow, upload)
    await release(uow, [key for medium in media for key in medium.object_keys()])
    await uow.session.execute(delete(Media).where(Media.id.in_(ids)))
    return len(ids) == MEDIA_AT_ONCE


PORTIONS: Sequence[Portion] = (
    _rows_of("changes", "user_id"),
    _rows_of("notifications", "user_id"),
    _rows_of("access_events", "owner_id"),
    _rows_of("security_events", "user_id"),
    _rows_of("experiences", "owner_id"),  # before their media
    _media,
)


async def erase(uow: UnitOfWork, user_id: UUID) -> None:
    for erase_portion in PORTIONS:
        continues = True
        while continues:
            async with uow.runtime.work(uow.actor) as work:
                await ending_locks.lock(work, user_id)  # other endings lock the same rows in another order
                continues = await erase_portion(work, user_id)
