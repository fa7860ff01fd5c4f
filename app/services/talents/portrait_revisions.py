"""An edition is frozen, but for what is taken back: the words of others, and stories that were pinned to it and are
withdrawn or deleted. They leave it at once, wherever it is shown, and come back with another edition only."""

import json
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select

from app.core.changes import Kind
from app.core.uow import UnitOfWork
from app.models.portraits import Portrait, PortraitEdition, PortraitStory
from app.schemas.portrait_content import Source
from app.services.stories.stories import frozen_text


async def take_out(uow: UnitOfWork, owner_id: UUID, which: UUID) -> None:
    """That endorsement or story, of all that the person published. Whoever publishes meanwhile waits, and then finds
    it taken back."""
    statement = select(Portrait).where(Portrait.owner_id == owner_id).order_by(Portrait.id)
    portraits = {row.id: row for row in await uow.session.scalars(statement.with_for_update())}
    citing = (PortraitEdition.portrait_id.in_(portraits), PortraitEdition.content.contains(str(which)))
    for edition in await uow.session.scalars(select(PortraitEdition).where(*citing).with_for_update()):
        content = json.loads(edition.content)
        _forget(content, str(which))
        edition.content, edition.revision = frozen_text(content), edition.revision + 1
        portrait = portraits[edition.portrait_id]
        uow.changed(owner_id, Kind.PORTRAIT, portrait.id, portrait.version)
    await uow.session.execute(delete(PortraitStory).where(PortraitStory.story_id == which))


def _forget(content: dict[str, Any], which: str) -> None:
    for talent in (item for section in content["sections"] for item in section.get("talents", ())):
        kept = [recognition for recognition in talent["recognitions"] if recognition["id"] != which]
        if len(kept) < len(talent["recognitions"]):
            talent["recognitions"], talent["source"] = kept, Source.RECOGNISED if kept else Source.DECLARED
    for section in [section for section in content["sections"] if "stories" in section]:
        section["stories"] = [story for story in section["stories"] if story["id"] != which]
        if not section["stories"]:
            content["sections"].remove(section)
