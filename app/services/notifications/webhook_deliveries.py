"""Sends what webhooks are told.

A request cannot be part of a transaction: a batch is leased for a while, and each delivery is settled once it was sent.
If a worker dies, its batch is sent again under the same ids, by which receivers know what they have.
"""

import asyncio
import json
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, or_, select, update

from app.core.clock import PUT_BACK, on_the_wire
from app.core.errors import Gone
from app.core.ports import WebhookRefused
from app.core.security import Keys
from app.core.statuses import status_of
from app.core.uow import UnitOfWork
from app.core.webhook_signatures import signed_headers
from app.models.communities import Community
from app.models.webhooks import OVERLAP, DeliveryOutcome, Webhook, WebhookDelivery, WebhookEnd, WebhookState
from app.services.notifications import webhook_mails
from app.services.shared.webhook_events import SendWebhooks

AT_ONCE = 100
LEASE = timedelta(minutes=3)
PATIENCE = timedelta(minutes=2)  # for one webhook in one batch; the rest of it waits for the next
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
DELAYS = (MINUTE / 2, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 8 * HOUR, 8 * HOUR)  # after each try: a day
PATIENCE_DAYS = timedelta(days=5)  # without a single success
NO_RECEIVER = status_of(Gone)
Due = Row[*tuple[Any, ...]]
WITH_DETAILS = (
    select(
        *(WebhookDelivery.id, WebhookDelivery.event, WebhookDelivery.ids, WebhookDelivery.tries),
        *(WebhookDelivery.created_at, Webhook.id.label("webhook_id"), Webhook.url, Webhook.state),
        *(Webhook.secret_number, Webhook.secret_at, Webhook.community_id),
        (Webhook.community_id.is_(None) | Community.verified_at.is_not(None)).label("is_verified"),
    )
    .join(Webhook, Webhook.id == WebhookDelivery.webhook_id)
    .outerjoin(Community, Community.id == Webhook.community_id)
    .order_by(WebhookDelivery.created_at, WebhookDelivery.id)
)


async def send(uow: UnitOfWork) -> None:
    async with uow.runtime.work(uow.actor) as borrowing:
        due = await _borrow(borrowing)
    rows_by_webhook = defaultdict(list)
    for row in due:
        rows_by_webhook[row.webhook_id].append(row)
    sending = (_send_in_turn(uow, rows) for rows in rows_by_webhook.values())
    failures = [result for result in await asyncio.gather(*sending, return_exceptions=True) if result is not None]
    if failures:  # of the database: all others were sent
        raise failures[0]
    if len(due) == AT_ONCE:
        uow.enqueue(SendWebhooks())


def keys_of(keys: Keys, webhook_id: UUID, number: int, since: datetime, now: datetime) -> list[bytes]:
    """Return the keys that sign now: the present one, and for a day the one before."""
    numbers = [number, number - 1] if number > 1 and now < since + OVERLAP else [number]
    return [secret_key(keys, webhook_id, item) for item in numbers]


def secret_key(keys: Keys, webhook_id: UUID, number: int) -> bytes:
    """Derive a secret: an answer that was lost is given again, and a copy of the database signs nothing."""
    return keys.mac("webhook", webhook_id, number)


async def _borrow(uow: UnitOfWork) -> list[Due]:
    is_too_far = WebhookDelivery.due_at > uow.now + max(DELAYS) + PUT_BACK  # by a clock that was ahead
    waiting = (
        select(WebhookDelivery.id)
        .where(WebhookDelivery.done_at.is_(None), or_(WebhookDelivery.due_at <= uow.now, is_too_far))
        .order_by(WebhookDelivery.due_at)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    ids = list(await uow.session.scalars(waiting))
    lease = update(WebhookDelivery).where(WebhookDelivery.id.in_(ids))
    await uow.session.execute(lease.values(due_at=uow.now + LEASE, tries=WebhookDelivery.tries + 1))
    return list((await uow.session.execute(WITH_DETAILS.where(WebhookDelivery.id.in_(ids)))).all())


async def _send_in_turn(uow: UnitOfWork, rows: Iterable[Due]) -> None:
    """Send the deliveries of one webhook. After a failure the rest waits with the one that failed."""
    began, next_at = uow.runtime.clock(), None
    for row in rows:
        now = uow.runtime.clock()
        if row.state != WebhookState.ACTIVE or not row.is_verified:
            await _note(uow, row.id, done_at=now, outcome=DeliveryOutcome.CANCELLATION)
        elif next_at is not None or now - began > PATIENCE:
            await _note(uow, row.id, due_at=next_at or now, tries=row.tries - 1)
        else:
            next_at = await _send(uow, row)


async def _send(uow: UnitOfWork, row: Due) -> datetime | None:
    """Send one delivery. Return when the next try is after a failure."""
    status = await _post(uow, row)
    now = uow.runtime.clock()
    if status is not None and 200 <= status < 300:  # noqa: PLR2004  it has it
        await _note(uow, row.id, done_at=now, outcome=DeliveryOutcome.SUCCESS, status=status)
        await _change(uow, row.webhook_id, failing_since=None)
        return None
    if status == NO_RECEIVER:
        await _note(uow, row.id, done_at=now, outcome=DeliveryOutcome.FAILURE, status=status)
        await _disable(uow, row.webhook_id, WebhookEnd.GONE)
        return now
    if row.tries > len(DELAYS):
        await _note(uow, row.id, done_at=now, outcome=DeliveryOutcome.FAILURE, status=status)
        next_at = now
    else:
        next_at = now + DELAYS[row.tries - 1]
        await _note(uow, row.id, due_at=next_at, status=status)
    await _note_failure(uow, row.webhook_id)
    return next_at


async def _post(uow: UnitOfWork, row: Due) -> int | None:
    """Return the status of the answer; None: there was none, or the address is none of ours to write to."""
    content = {"type": row.event, "timestamp": on_the_wire(row.created_at), "data": row.ids}
    body, now = json.dumps(content, separators=(",", ":")).encode(), uow.runtime.clock()
    keys = keys_of(uow.runtime.keys, row.webhook_id, row.secret_number, row.secret_at, now)
    headers = signed_headers(keys, str(row.id), now, body)
    other_headers = {"Content-Type": "application/json", "User-Agent": "Day-Tripper-Webhooks/1"}
    try:
        return await uow.runtime.webhooks.post(row.url, body, headers | other_headers)
    except (ConnectionError, WebhookRefused):
        return None


async def _note(uow: UnitOfWork, delivery_id: UUID, **values: object) -> None:
    async with uow.runtime.work(uow.actor) as after:
        statement = update(WebhookDelivery).where(WebhookDelivery.id == delivery_id)
        await after.session.execute(statement.values(**values))


async def _change(uow: UnitOfWork, webhook_id: UUID, **values: object) -> None:
    async with uow.runtime.work(uow.actor) as after:
        failing = update(Webhook).where(Webhook.id == webhook_id, Webhook.failing_since.is_not(None))
        await after.session.execute(failing.values(**values))


async def _note_failure(uow: UnitOfWork, webhook_id: UUID) -> None:
    """Note since when the webhook fails; after days of it, disable it."""
    async with uow.runtime.work(uow.actor) as after:
        webhook = await after.session.get(Webhook, webhook_id, with_for_update=True)
        if webhook is None:
            return
        webhook.failing_since = webhook.failing_since or after.now
        is_over = webhook.failing_since <= after.now - PATIENCE_DAYS
    if is_over:
        await _disable(uow, webhook_id, WebhookEnd.FAILING)


async def _disable(uow: UnitOfWork, webhook_id: UUID, reason: WebhookEnd) -> None:
    """Disable the webhook, cancel what waits for it, and tell whom it belongs to."""
    async with uow.runtime.work(uow.actor) as after:
        webhook = await after.session.get(Webhook, webhook_id, with_for_update=True)
        if webhook is None or webhook.state is WebhookState.OFF:
            return
        webhook.change({"state": WebhookState.OFF, "ended_by": reason}, after.now)
        waiting = update(WebhookDelivery).where(
            WebhookDelivery.webhook_id == webhook_id, WebhookDelivery.done_at.is_(None)
        )
        await after.session.execute(waiting.values(done_at=after.now, outcome=DeliveryOutcome.CANCELLATION))
        await webhook_mails.mail_end(after, webhook, reason)
