"""An edition is frozen, but for what others take back: their words leave it at once, wherever it is shown."""

import json
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app.core.changes import Kind
from app.core.uow import UnitOfWork
from app.models.portraits import Portrait, PortraitEdition
from app.schemas.portrait_content import Source
from app.services.portrait_drafts import written


async def take_out(uow: UnitOfWork, owner_id: UUID, endorsement_id: UUID) -> None:
    """Of all that the person published. Whoever publishes meanwhile waits, and then finds it taken back."""
    theirs = select(Portrait).where(Portrait.owner_id == owner_id).order_by(Portrait.id)
    portraits = {one.id: one for one in await uow.session.scalars(theirs.with_for_update())}
    citing = (PortraitEdition.portrait_id.in_(portraits), PortraitEdition.content.contains(str(endorsement_id)))
    for edition in await uow.session.scalars(select(PortraitEdition).where(*citing).with_for_update()):
        content = json.loads(edition.content)
        _forget(content, str(endorsement_id))
        edition.content, edition.revision = written(content), edition.revision + 1
        portrait = portraits[edition.portrait_id]
        uow.changed(owner_id, Kind.PORTRAIT, portrait.id, portrait.version)


def _forget(content: dict[str, Any], endorsement_id: str) -> None:
    for talent in (one for section in content["sections"] for one in section.get("talents", ())):
        kept = [one for one in talent["recognitions"] if one["id"] != endorsement_id]
        if len(kept) < len(talent["recognitions"]):
            talent["recognitions"], talent["source"] = kept, Source.RECOGNISED if kept else Source.DECLARED
