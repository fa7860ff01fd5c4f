"""What else an access opens than media: the stories that are pinned to a portrait, and the portrait as a file.

Asked for again each time, as media are; and not counted, as whoever holds the access has opened it already.
"""

import json
from typing import Any
from uuid import UUID

from sqlalchemy import Text, Uuid, bindparam, func, literal_column, select
from sqlalchemy.orm import QueryableAttribute

from app.core.compiled import Compiled
from app.core.errors import NotFound
from app.core.i18n import Words
from app.core.projections import BASE, NOW, Element
from app.core.uow import Runtime
from app.models.grants import Right
from app.models.portraits import Portrait, PortraitEdition
from app.models.stories import Edition, Story
from app.policies.media import opens_page, opens_portrait
from app.services.stories import ACCESS as PLACE

ACCESS, ID = bindparam("access", type_=Text()), bindparam("id", type_=Uuid())


class NotShown(NotFound):
    title = Words("Cette adresse ne mène nulle part", "This address leads nowhere")


def _opened(content: QueryableAttribute[str]) -> Element:
    access = func.concat(BASE, literal_column("'/m/'"), ACCESS)
    return func.replace(content, literal_column(f"'{PLACE}'"), access).label("content")


STORY = Compiled(
    select(_opened(Edition.content))
    .join(Story, Story.id == Edition.story_id)
    .where(Story.id == ID, opens_page(ACCESS, NOW, Edition.__table__.c.number))
    .order_by(Edition.number.desc())
    .limit(1)
)
PORTRAIT = Compiled(
    select(_opened(PortraitEdition.content))
    .join(Portrait, Portrait.id == PortraitEdition.portrait_id)
    .where(Portrait.id == ID, opens_portrait(ACCESS, NOW, PortraitEdition.__table__.c.number, Right.DOWNLOAD))
    .order_by(PortraitEdition.number.desc())
    .limit(1)
)


async def story(runtime: Runtime, access: str, story_id: UUID) -> dict[str, Any]:
    """Raises NotShown."""
    return await _find(runtime, STORY, access, story_id)


async def portrait(runtime: Runtime, access: str, portrait_id: UUID) -> dict[str, Any]:
    """For whoever may take it along. Raises NotShown."""
    return await _find(runtime, PORTRAIT, access, portrait_id)


async def _find(runtime: Runtime, statement: Compiled, access: str, which: UUID) -> dict[str, Any]:
    given = {"access": access, "id": which, "now": runtime.clock(), "base": runtime.settings.public_base_url}
    row = await runtime.database.reads.fetchrow(statement.query, *statement.values(given))
    if row is None:
        raise NotShown
    content: dict[str, Any] = json.loads(row["content"])
    return content
