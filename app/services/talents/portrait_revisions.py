"""A published edition is frozen, except for what is withdrawn: endorsements, and pinned stories withdrawn or deleted.

They leave it at once, wherever it is shown, and only come back with another edition.
"""

import json
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select

from app.core.changes import Kind
from app.core.uow import UnitOfWork
from app.models.portraits import Portrait, PortraitEdition, PortraitStory
from app.schemas.portrait_content import Source
from app.services.stories.stories import frozen_text


async def take_out(uow: UnitOfWork, owner_id: UUID, item_id: UUID) -> None:
    """Remove that endorsement or story from all published editions of the person. A concurrent publication waits."""
    statement = select(Portrait).where(Portrait.owner_id == owner_id).order_by(Portrait.id)
    portraits = {row.id: row for row in await uow.session.scalars(statement.with_for_update())}
    citing = (PortraitEdition.portrait_id.in_(portraits), PortraitEdition.content.contains(str(item_id)))
    for edition in await uow.session.scalars(select(PortraitEdition).where(*citing).with_for_update()):
        content = json.loads(edition.content)
        _forget(content, str(item_id))
        edition.content, edition.revision = frozen_text(content), edition.revision + 1
        portrait = portraits[edition.portrait_id]
        uow.changed(owner_id, Kind.PORTRAIT, portrait.id, portrait.version)
    await uow.session.execute(delete(PortraitStory).where(PortraitStory.story_id == item_id))


def _forget(content: dict[str, Any], item_id: str) -> None:
    for talent in (item for section in content["sections"] for item in section.get("talents", ())):
        recognitions = [recognition for recognition in talent["recognitions"] if recognition["id"] != item_id]
        if len(recognitions) < len(talent["recognitions"]):
            talent["recognitions"], talent["source"] = (
                recognitions,
                Source.RECOGNISED if recognitions else Source.DECLARED,
            )
    for section in [section for section in content["sections"] if "stories" in section]:
        section["stories"] = [story for story in section["stories"] if story["id"] != item_id]
        if not section["stories"]:
            content["sections"].remove(section)
