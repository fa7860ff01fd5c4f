"""Sends pushes of notifications.

A push cannot be part of a transaction: a batch is leased for a while, and each push is settled once it is sent. If a
worker dies, its batch is sent again under the same topics, so push services and browsers replace the first.
"""

import asyncio
import base64
import json
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Row, delete, select, type_coerce, update
from sqlalchemy.dialects.postgresql import JSON

from app.core.ports import Push, PushGone, PushRefused
from app.core.projections import NOW
from app.core.uow import UnitOfWork
from app.models.communities import Community
from app.models.deliveries import Channel, Delivery, Outcome
from app.models.devices import Device
from app.models.missions import Mission
from app.models.notifications import Notification
from app.models.sessions import Session
from app.models.users import User
from app.policies.notification_preferences import channels
from app.policies.notifications import may_go_out
from app.policies.quiet_hours import Quiet
from app.services.notifications.deliveries import SendPushes, comes_too_late, in_ids, preferences_of
from app.services.notifications.notification_subjects import subject_of
from app.services.notifications.notification_targets import AUTHOR, IS_TO_SAY, TARGET

AT_ONCE = 100
SIDE_BY_SIDE = 16
LEASE = timedelta(minutes=3)
TRIES = 6
FIRST_DELAY = timedelta(minutes=1)
Due = Row[*tuple[Any, ...]]


async def send(uow: UnitOfWork) -> None:
    async with uow.runtime.work(uow.actor) as borrowing:
        due = await _borrowed(borrowing)
        going = await _sorted_out(borrowing, due)
    places = asyncio.Semaphore(SIDE_BY_SIDE)
    await asyncio.gather(*(_send(uow, item, places) for item in going))
    if len(due) == AT_ONCE:
        uow.enqueue(SendPushes())


async def _borrowed(uow: UnitOfWork) -> list[Due]:
    waiting = (
        select(Delivery.id)
        .where(Delivery.channel == Channel.PUSH, Delivery.done_at.is_(None), Delivery.due_at <= uow.now)
        .order_by(Delivery.due_at)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    ids = list(await uow.session.scalars(waiting))
    borrow = update(Delivery).where(in_ids(Delivery.id, ids))
    await uow.session.execute(borrow.values(due_at=uow.now + LEASE, tries=Delivery.tries + 1))
    return list((await uow.session.execute(WITH_DETAILS.where(in_ids(Delivery.id, ids)), {"now": uow.now})).all())


_LIVE = (
    (Notification.seq == Delivery.seq)
    & Notification.is_shown
    & Notification.read_at.is_(None)
    & Notification.settled_at.is_(None)
    & Session.ended_at.is_(None)
    & IS_TO_SAY
    & may_go_out(NOW)
)
WITH_DETAILS = (
    select(
        *(Delivery.id, Delivery.tries, Device.id.label("device_id"), Device.endpoint, Device.p256dh, Device.auth),
        *(Notification.id.label("notification_id"), Notification.type, Notification.data, Notification.subject_id),
        *(Notification.community_id, User.id.label("user_id"), User.locale, User.simple_language, User.timezone),
        *(User.quiet_from, User.quiet_until, Community.name.label("community"), _LIVE.label("is_live")),
        Mission.due_at,
        *(type_coerce(TARGET, JSON).label("target"), AUTHOR.label("author")),
    )
    .join(Device, Device.id == Delivery.device_id)
    .join(Session, Session.id == Device.session_id)
    .join(Notification, Notification.id == Delivery.notification_id)
    .join(User, User.id == Delivery.user_id)
    .outerjoin(Community, Community.id == Notification.community_id)
    .outerjoin(Mission, Mission.id == Notification.subject_id)
)


async def _sorted_out(uow: UnitOfWork, due: list[Due]) -> list[Due]:
    """Return the deliveries that go out now. Moot ones are closed; quiet hours put others off."""
    preferences = await preferences_of(uow, {item.user_id for item in due})
    going = []
    for item in due:
        free_at = Quiet(item.timezone, item.quiet_from, item.quiet_until).free_at(uow.now)
        timing = channels(preferences.get(item.user_id, ()), item.type, item.community_id).push
        if not (item.is_live and timing) or comes_too_late(item.type, item.due_at, uow.now):
            await _note(uow, item.id, done_at=uow.now, outcome=Outcome.MOOT)
        elif free_at > uow.now:
            await _note(uow, item.id, due_at=free_at, created_at=uow.now, tries=item.tries - 1)
        else:
            going.append(item)
    return going


async def _send(uow: UnitOfWork, row: Due, places: asyncio.Semaphore) -> None:
    async with places:
        try:
            await uow.runtime.pusher.send(_push(row))
        except PushGone:
            async with uow.runtime.work(uow.actor) as after:
                await after.session.execute(delete(Device).where(Device.id == row.device_id))
            return
        except PushRefused:
            outcome: dict[str, object] = {"done_at": uow.now, "outcome": Outcome.FAILED}
        except ConnectionError:
            given_up = {"done_at": uow.now, "outcome": Outcome.FAILED}
            later = {"due_at": uow.now + FIRST_DELAY * 2 ** (row.tries - 1)}
            outcome = given_up if row.tries >= TRIES else later
        else:
            outcome = {"done_at": uow.now, "outcome": Outcome.SENT}
        async with uow.runtime.work(uow.actor) as after:
            await _note(after, row.id, **outcome)


async def _note(uow: UnitOfWork, delivery_id: UUID, **values: object) -> None:
    await uow.session.execute(update(Delivery).where(Delivery.id == delivery_id).values(**values))


def _push(row: Due) -> Push:
    """Return the payload for a service worker to show it, and for an app to open it."""
    names = {"author": row.author} | ({"community": row.community} if row.community else {})
    language = row.locale.in_sentences(simple=row.simple_language)
    content = {
        "id": str(row.notification_id),
        "type": row.type,
        "title": subject_of(row.type, names | row.data, language, row.target and row.target["type"]),
        "body": row.community or "",
        "tag": str(row.notification_id),
        "subject_id": str(row.subject_id),
        "target": row.target,
        "community_id": str(row.community_id) if row.community_id else None,
        "data": row.data,
    }
    topic = base64.urlsafe_b64encode(row.notification_id.bytes).decode().rstrip("=")
    payload = json.dumps(content, ensure_ascii=False).encode()
    return Push(row.endpoint, row.p256dh, row.auth, topic, payload)
