"""A Portrait as it would be published now."""

import asyncio
import json
from uuid import UUID

from app.core.projections import Json, Representation
from app.core.uow import Reading
from app.services.portraits.composition import compose, suggestions
from app.services.portraits.facts import FACTS
from app.services.portraits.portraits import PortraitNotFound
from app.services.portraits.warnings import of_portrait
from app.services.stories.stories import MEDIA_PREFIX, frozen_text


async def get(reading: Reading, portrait_id: UUID) -> Representation:
    representation = await FACTS.find(reading, id=portrait_id)
    if representation is None:
        raise PortraitNotFound
    facts = json.loads(representation.json)
    content = compose(facts)
    warnings = await asyncio.to_thread(of_portrait, reading.runtime, content)
    draft = {
        "portrait_id": str(portrait_id),
        "version": representation.version,
        "warnings": warnings,
        "suggestions": suggestions(facts),
        "content": content,
    }
    return Representation(
        representation.version,
        Json(frozen_text(draft).replace(MEDIA_PREFIX, facts["media_base"]).encode()),
    )
