"""Writes what webhooks are told, in the transaction of what happened. Ids alone: a receiver asks the API for more."""

import json
from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import text

from app.core.db import NEW_ID_SQL
from app.core.jobs import Job, Lane
from app.core.uow import UnitOfWork
from app.models.webhooks import WebhookEvent


class SendWebhooks(Job):
    lane = Lane.OUTBOUND


# Operators have webhooks without a community.
_EMIT = f"""
    insert into webhook_deliveries (id, webhook_id, event, ids, due_at, tries, created_at)
    select {NEW_ID_SQL}, id, cast(:event as text), cast(:ids as jsonb), :now, 0, :now from webhooks
    where {{owner}} and state = 'active' and cast(:event as text) = any(events) returning id
"""  # noqa: S608  our own words
_TO_COMMUNITY = text(_EMIT.format(owner="community_id = :community_id"))
_TO_OPERATORS = text(_EMIT.format(owner="community_id is null"))


async def emit(uow: UnitOfWork, event: WebhookEvent, community_id: UUID, **ids: UUID) -> None:
    """Tell the webhooks of a community that want to know of the event."""
    await uow.session.flush()
    values = {"event": event, "community_id": community_id, "now": uow.now}
    rows = await uow.session.execute(_TO_COMMUNITY, values | {"ids": _json({"community_id": community_id, **ids})})
    if rows.first() is not None:
        uow.enqueue(SendWebhooks())


async def emit_to_operators(uow: UnitOfWork, event: WebhookEvent, **ids: UUID) -> None:
    await uow.session.flush()
    rows = await uow.session.execute(_TO_OPERATORS, {"event": event, "now": uow.now, "ids": _json(ids)})
    if rows.first() is not None:
        uow.enqueue(SendWebhooks())


def _json(ids: Mapping[str, UUID]) -> str:
    return json.dumps({name: str(value) for name, value in ids.items()})
