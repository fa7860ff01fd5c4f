"""Writes what webhooks are told, in the transaction of what happened. Ids alone: a receiver asks the API for more."""

import json
from collections.abc import Mapping
from uuid import UUID

from app.core.compiled import run
from app.core.db import NEW_ID_SQL
from app.core.jobs import Job, Lane
from app.core.uow import UnitOfWork
from app.models.webhooks import WebhookEvent


class SendWebhooks(Job):
    lane = Lane.OUTBOUND


# Operators have webhooks without a community.
_EMIT = f"""
    insert into webhook_deliveries (id, webhook_id, event, ids, due_at, tries, created_at)
    select {NEW_ID_SQL}, id, $1::text, $2::text::jsonb, $3, 0, $3::timestamptz from webhooks
    where {{owner}} and state = 'active' and $1::text = any(events) returning id
"""  # noqa: S608  our own words
_TO_COMMUNITY = _EMIT.format(owner="community_id = $4")
_TO_OPERATORS = _EMIT.format(owner="community_id is null")


async def emit(uow: UnitOfWork, event: WebhookEvent, community_id: UUID, **ids: UUID) -> None:
    """Tell the webhooks of a community that want to know of the event."""
    await _emit(uow, _TO_COMMUNITY, event, {"community_id": community_id, **ids}, community_id)


async def emit_to_operators(uow: UnitOfWork, event: WebhookEvent, **ids: UUID) -> None:
    await _emit(uow, _TO_OPERATORS, event, ids)


async def _emit(uow: UnitOfWork, query: str, event: WebhookEvent, ids: Mapping[str, UUID], *owner: UUID) -> None:
    words = json.dumps({name: str(value) for name, value in ids.items()})
    rows = await run(uow.session, query, event, words, uow.now, *owner)
    if rows.first() is not None:
        uow.enqueue(SendWebhooks())
