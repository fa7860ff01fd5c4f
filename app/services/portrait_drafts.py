"""A Portrait as it would be published now."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from app.core.projections import Json, Representation
from app.core.uow import Reading
from app.services.portrait_composition import compose, suggestions
from app.services.portrait_facts import FACTS
from app.services.portraits import PortraitNotFound
from app.services.stories import MEDIA_PREFIX

DISGUISED = MEDIA_PREFIX.replace("{", "\\u007b")


async def get(reading: Reading, portrait_id: UUID) -> Representation:
    found = await FACTS.find(reading, id=portrait_id)
    if found is None:
        raise PortraitNotFound
    facts = json.loads(found.json)
    about = {"portrait_id": str(portrait_id), "version": found.version, "suggestions": suggestions(facts)}
    return Representation(
        found.version, Json(written(compose(facts) | about).replace(MEDIA_PREFIX, facts["access"]).encode())
    )


def written(content: Mapping[str, Any]) -> str:
    """As text in which `{access}` stands at the head of addresses, and nowhere else, whatever a person wrote."""
    text = json.dumps(content, ensure_ascii=False)
    return text.replace(MEDIA_PREFIX, DISGUISED).replace(f'"url": "{DISGUISED}/', f'"url": "{MEDIA_PREFIX}/')
