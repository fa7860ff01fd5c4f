"""Pages that a media key opens beside media: stories pinned to a portrait, and the portrait as a file.

The right is checked at each request, as for media. A link is not counted again, because its holder has opened it
already. Each reading of a signed-in person is logged.
"""

import json
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Text, Uuid, bindparam, func, literal_column, select
from sqlalchemy.orm import QueryableAttribute

from app.core.actor import ANONYMOUS, ME, Actor
from app.core.errors import NotFound
from app.core.i18n import Words
from app.core.projections import BASE, NOW, Element
from app.core.uow import Runtime
from app.models.grants import Accessed, Grant, Right
from app.models.portraits import Portrait, PortraitEdition
from app.models.sessions import Session
from app.models.stories import Edition, Story
from app.policies.grants import with_right
from app.policies.media import is_live_session, opens_page, opens_portrait
from app.policies.portraits import granted_to, opens_pinned, shown_through
from app.services.access import access_events
from app.services.access.access_events import ReadTarget
from app.services.stories.stories import MEDIA_PREFIX as PLACE

MEDIA_KEY, ID = bindparam("media_key", type_=Text()), bindparam("id", type_=Uuid())


class NotShown(NotFound):
    title = Words("Cette adresse ne mène nulle part")


def _content(content: QueryableAttribute[str]) -> Element:
    media_base = func.concat(BASE, literal_column("'/m/'"), MEDIA_KEY)
    return func.replace(content, literal_column(f"'{PLACE}'"), media_base).label("content")


def _grant_id(*shows: ColumnElement[bool]) -> Element:
    return select(Grant.id).where(*shows).order_by(Grant.id).limit(1).scalar_subquery().label("grant_id")


STORY = (
    select(_content(Edition.content), Story.owner_id, _grant_id(opens_pinned(ME, NOW)))
    .join(Story, Story.id == Edition.story_id)
    .where(Story.id == ID, opens_page(MEDIA_KEY, NOW, Edition.__table__.c.number))
    .order_by(Edition.number.desc())
    .limit(1)
)
_NUMBER = PortraitEdition.__table__.c.number
_DOWNLOAD_GRANT = (
    granted_to(ME, NOW),
    with_right(Right.DOWNLOAD),
    Grant.target_id == Portrait.id,
    shown_through() == _NUMBER,
)
PORTRAIT = (
    select(_content(PortraitEdition.content), Portrait.owner_id, _grant_id(*_DOWNLOAD_GRANT))
    .join(Portrait, Portrait.id == PortraitEdition.portrait_id)
    .where(Portrait.id == ID, opens_portrait(MEDIA_KEY, NOW, _NUMBER, Right.DOWNLOAD))
    .order_by(PortraitEdition.number.desc())
    .limit(1)
)


async def story(runtime: Runtime, media_key: str, story_id: UUID) -> dict[str, Any]:
    """The content of a pinned story. Raises NotShown."""
    return await _read(runtime, STORY, media_key, (Accessed.STORY, story_id, Right.VIEW))


async def portrait(runtime: Runtime, media_key: str, portrait_id: UUID) -> dict[str, Any]:
    """The portrait's content for a reader with the right to download. Raises NotShown."""
    return await _read(runtime, PORTRAIT, media_key, (Accessed.PORTRAIT, portrait_id, Right.DOWNLOAD))


async def _read(
    runtime: Runtime, statement: Select[Any, UUID, Any], media_key: str, target: tuple[Accessed, UUID, Right]
) -> dict[str, Any]:
    """Read the content and log the reading in one transaction."""
    reader, (kind, target_id, right) = await _holder(runtime, media_key), target
    asker = {"me": reader.user_id, "reader": reader.user_id, "session": reader.session_id}
    values = {"media_key": media_key, "id": target_id, "base": runtime.settings.public_base_url, **asker}
    async with runtime.work(reader) as uow:
        row = (await uow.session.execute(statement, values | {"now": uow.now})).one_or_none()
        if row is None:
            raise NotShown
        if reader.user_id not in {None, row.owner_id}:
            access_events.record(uow, ReadTarget(row.owner_id, row.grant_id, kind, target_id), right)
    content: dict[str, Any] = json.loads(row.content)
    return content


async def _holder(runtime: Runtime, media_key: str) -> Actor:
    """The actor of that media key's session; ANONYMOUS for a link."""
    statement = select(Session.user_id, Session.id).where(is_live_session(MEDIA_KEY))
    async with runtime.database.sessions() as session:
        row = (await session.execute(statement, {"media_key": media_key})).one_or_none()
    return ANONYMOUS if row is None else Actor(*row)
