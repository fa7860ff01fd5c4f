"""The link that a PDF carries. Paper is lost and copied, so the link has an end and no limit of openings.

A PDF that was made through a link carries that link. Its owner's own PDF carries a link only if they name it.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select

from app.core.errors import Conflict
from app.core.i18n import Words
from app.core.projections import NOW
from app.core.uow import Runtime, UnitOfWork
from app.models.grants import AudienceType, Grant, GrantState, TargetType
from app.models.users import User
from app.policies.grants import last_day, readable_by, state
from app.services.portraits.formats import OnlinePage
from app.services.sharing.grants import address_of
from app.services.sharing.link_mails import GrantNotActive
from app.services.sharing.qr import LinkNotFound


class LinkWithoutEnd(Conflict):
    title = Words("Ce lien n’a pas de fin")
    advice = Words(
        "Un papier se perd et se copie. Donne au lien une date de fin, sans limite d’ouvertures. Ou choisis un autre "
        "lien."
    )


async def choose(uow: UnitOfWork, portrait_id: UUID, grant_id: UUID) -> OnlinePage:
    """Return the page of the link that the owner chose. Raises LinkNotFound, GrantNotActive, LinkWithoutEnd."""
    own = (readable_by(uow.actor), Grant.id == grant_id, Grant.target_id == portrait_id)
    row = (await uow.session.execute(_links(*own), {"now": uow.now})).one_or_none()
    if row is None:
        raise LinkNotFound
    if row[-1] != GrantState.ACTIVE:
        raise GrantNotActive
    page = _page(uow.runtime, *row[:-1])
    if page is None:
        raise LinkWithoutEnd
    return page


async def find_open(runtime: Runtime, media_key: str) -> OnlinePage | None:
    """Return the page of the open link with that media key."""
    async with runtime.database.sessions() as session:
        row = (await session.execute(_links(Grant.media_key == media_key), {"now": runtime.clock()})).one_or_none()
    return row and _page(runtime, *row[:-1])


def _links(*conditions: ColumnElement[bool]) -> Select[UUID, datetime | None, int | None, str, str]:
    of_link = (Grant.audience_type == AudienceType.LINK, Grant.target_type == TargetType.PORTRAIT)
    columns = (Grant.id, Grant.ends_at, Grant.max_views, User.timezone, state(NOW).label("state"))
    return select(*columns).join(User, User.id == Grant.owner_id).where(*of_link, *conditions)


def _page(
    runtime: Runtime, grant_id: UUID, ends_at: datetime | None, max_views: int | None, timezone: str
) -> OnlinePage | None:
    if ends_at is None or max_views is not None:
        return None
    return OnlinePage(address_of(runtime, grant_id), last_day(timezone, ends_at))
