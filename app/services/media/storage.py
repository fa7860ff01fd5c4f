"""A person's limit of storage. Declared sizes count, so that a phone hears of it before it sends."""

from uuid import UUID

from sqlalchemy import ColumnElement, func, literal_column, select
from sqlalchemy.orm import QueryableAttribute

from app.core.errors import TooLarge
from app.core.i18n import Words
from app.core.projections import Element
from app.core.uow import UnitOfWork
from app.models.media import Media, MediaState
from app.models.users import User

MB = 1_000_000


class StorageFull(TooLarge):
    title = Words("Il n’y a plus de place pour ce fichier")
    advice = Words(
        "Supprime des médias dont tu n’as plus besoin, ou demande plus de place à qui gère ce service : `used` et "
        "`limit` disent où tu en es, en octets."
    )


def used_by(owner: ColumnElement[UUID] | QueryableAttribute[UUID] | UUID) -> Element:
    """Return the bytes of the person's declared media, without rejected ones."""
    conditions = (
        Media.owner_id == owner,
        Media.state != literal_column(f"'{MediaState.REJECTED}'"),
    )  # as the index has it
    return select(func.coalesce(func.sum(Media.size), 0)).where(*conditions).scalar_subquery()


async def make_room(uow: UnitOfWork, owner: UUID, size: int, *, is_counted: bool) -> None:
    """Check that there is room for these bytes, which count already if the medium `is_counted`. Raises StorageFull.

    The person's row is locked: of two files with room for one, one is refused.
    """
    limit = uow.runtime.settings.uploads.person
    await uow.session.execute(select(User.id).where(User.id == owner).with_for_update(key_share=True))
    used = int(await uow.session.scalar(select(used_by(owner))) or 0) - size * is_counted
    if used + size > limit:
        left = max(0, limit - used) // MB
        detail = Words("Il te reste {left} Mo sur {limit}, et ce fichier en prend {size}.").fill(
            left=left, limit=limit // MB, size=-(-size // MB)
        )
        raise StorageFull(detail, used=used, limit=limit)
