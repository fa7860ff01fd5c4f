"""Decides which mails and pushes follow from notifications.

Each is decided once, by the person's preferences, and within a community's weekly limit. An advisory lock serialises
the decisions: two concurrent ones would each take the last free place.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, ColumnElement, Row, Uuid, and_, any_, distinct, func, literal, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import QueryableAttribute

from app.core.ids import uuid7
from app.core.jobs import Job, Lane
from app.core.uow import UnitOfWork
from app.models.communities import Community
from app.models.deliveries import Channel, Delivery, Outcome
from app.models.devices import Device
from app.models.notification_preferences import NotificationPreference, Timing
from app.models.notifications import Inbox, Notification, NotificationType, Rhythm
from app.models.sessions import Session
from app.models.users import User
from app.policies.notification_preferences import EVENT_MAIL_TYPES, channels
from app.policies.quiet_hours import Quiet
from app.services.notifications.notification_templates import SEAT, EventNotice
from app.services.notifications.notifications import EnqueueDeliveries

AT_ONCE = 1_000
LOCK = 4_001  # the number of an advisory lock of PostgreSQL
WEEK = timedelta(days=7)
OF_SEATS = (*EventNotice, SEAT)  # what follows from having registered is beyond the weekly limit


class PostMails(Job):
    """Write the mails that are due."""


class SendPushes(Job):
    """Send the pushes that are due."""

    lane = Lane.OUTBOUND


@dataclass(frozen=True, slots=True)
class DeliveryContext:
    """The facts about a batch of people that decide their deliveries."""

    preferences: Mapping[UUID, Sequence[NotificationPreference]]
    devices: Mapping[UUID, Sequence[UUID]]
    caps: Mapping[UUID, int]
    used: Counter[tuple[UUID, UUID]]  # this week, by person and community

    def takes_a_place(self, user_id: UUID, community_id: UUID | None) -> bool:
        if community_id is None:
            return True
        self.used[user_id, community_id] += 1
        return self.used[user_id, community_id] <= self.caps[community_id]


async def enqueue_deliveries(uow: UnitOfWork) -> None:
    await advisory_lock(uow, LOCK)
    fresh = (await uow.session.execute(FRESH)).all()
    ids = [item.id for item in fresh]
    context = await _known(uow, fresh)
    rows = [row for item in fresh for row in _deliveries(item, context, uow.now)]
    earlier = update(Delivery).where(in_ids(Delivery.notification_id, ids), Delivery.done_at.is_(None))
    await uow.session.execute(earlier.values(done_at=uow.now, outcome=Outcome.MOOT))
    if rows:
        await uow.session.execute(insert(Delivery).on_conflict_do_nothing(), rows)
    await uow.session.execute(update(Notification).where(in_ids(Notification.id, ids)).values(is_announced=True))
    due = {row["channel"] for row in rows if row["due_at"] <= uow.now}
    for job in (EnqueueDeliveries(),) * (len(fresh) == AT_ONCE) + (SendPushes(),) * (Channel.PUSH in due):
        uow.enqueue(job)
    if Channel.EMAIL in due:
        uow.enqueue(PostMails())


def in_ids(column: QueryableAttribute[Any], ids: Iterable[UUID]) -> ColumnElement[bool]:
    """Match a column against any number of ids, with one statement for all counts."""
    return column == any_(literal(list(ids), ARRAY(Uuid())))


def comes_too_late(kind: NotificationType, due_at: datetime | None, now: datetime) -> bool:
    """Tell whether the mission was due already: a late reminder is useless."""
    return kind is NotificationType.REMINDER and due_at is not None and due_at <= now


async def advisory_lock(uow: UnitOfWork, lock: int) -> None:
    """Take an advisory lock of PostgreSQL until this transaction ends."""
    await uow.session.execute(select(func.pg_advisory_xact_lock(lock)))


FRESH = (
    select(
        *(Notification.id, Notification.user_id, Notification.seq, Notification.type, Notification.community_id),
        *(User.timezone, User.quiet_from, User.quiet_until, Inbox.rhythm),
        (Notification.settled_at.is_(None) & Notification.is_shown).label("is_live"),
        Notification.data["kind"].astext.label("kind"),
    )
    .join(User, User.id == Notification.user_id)
    .join(Inbox, Inbox.user_id == Notification.user_id)
    .where(~Notification.is_announced)
    .order_by(Notification.told_at, Notification.seq)
    .limit(AT_ONCE)
    .with_for_update(of=Notification, skip_locked=True)
)


def _deliveries(row: Row[*tuple[Any, ...]], context: DeliveryContext, now: datetime) -> Iterable[dict[str, Any]]:
    if not row.is_live:
        return
    choice = channels(context.preferences.get(row.user_id, ()), row.type, row.community_id)
    quiet = Quiet(row.timezone, row.quiet_from, row.quiet_until)
    is_of_seat = row.type is NotificationType.STEP and row.kind in OF_SEATS
    devices = context.devices.get(row.user_id, ()) if choice.push and row.kind != EventNotice.REGISTRATION else ()
    ringing = [(Channel.PUSH, device) for device in devices]
    if row.type in EVENT_MAIL_TYPES:
        choice = choice._replace(email=Timing.OFF)
    ringing += [(Channel.EMAIL, None)] if choice.email is Timing.NOW else []  # type: ignore[list-item]
    community_id = None if is_of_seat else row.community_id
    if ringing and context.takes_a_place(row.user_id, community_id):
        free_at = quiet.free_at(now)
        for channel, device in ringing:
            yield _delivery(row, channel, device, free_at, now) | {"community_id": community_id}
    if choice.email is Timing.DIGEST and row.rhythm is not Rhythm.NEVER:
        morning = quiet.next_morning(now, on_monday=row.rhythm is Rhythm.WEEKLY)
        yield _delivery(row, Channel.DIGEST, None, morning, now)


def _delivery(
    row: Row[*tuple[Any, ...]], channel: Channel, device: UUID | None, due: datetime, now: datetime
) -> dict[str, Any]:
    return {
        "id": uuid7(),
        "notification_id": row.id,
        "seq": row.seq,
        "channel": channel,
        "device_id": device,
        "user_id": row.user_id,
        "community_id": row.community_id,
        "due_at": due,
        "created_at": now,
    }


async def _known(uow: UnitOfWork, fresh: Sequence[Row[*tuple[Any, ...]]]) -> DeliveryContext:
    people = {item.user_id for item in fresh}
    communities = {item.community_id for item in fresh if item.community_id}
    return DeliveryContext(
        preferences=await preferences_of(uow, people),
        devices=await _devices(uow, people),
        caps=await _caps(uow, communities),
        used=await _used(uow, people, communities),
    )


async def preferences_of(uow: UnitOfWork, people: Iterable[UUID]) -> Mapping[UUID, list[NotificationPreference]]:
    statement = select(NotificationPreference).where(in_ids(NotificationPreference.user_id, people))
    preferences: dict[UUID, list[NotificationPreference]] = defaultdict(list)
    for row in await uow.session.scalars(statement):
        preferences[row.user_id].append(row)
    return preferences


async def _devices(uow: UnitOfWork, people: Iterable[UUID]) -> Mapping[UUID, list[UUID]]:
    """Return the devices with a live session."""
    live = and_(Session.id == Device.session_id, Session.ended_at.is_(None))
    statement = select(Device.user_id, Device.id).join(Session, live).where(in_ids(Device.user_id, people))
    devices: dict[UUID, list[UUID]] = defaultdict(list)
    for user_id, device_id in await uow.session.execute(statement):
        devices[user_id].append(device_id)
    return devices


async def _caps(uow: UnitOfWork, communities: Iterable[UUID]) -> Mapping[UUID, int]:
    statement = select(Community.id, Community.weekly_notification_cap).where(in_ids(Community.id, communities))
    return dict(iter(await uow.session.execute(statement)))


async def _used(uow: UnitOfWork, people: Iterable[UUID], communities: Iterable[UUID]) -> Counter[tuple[UUID, UUID]]:
    """Count the deliveries of the last seven days, without those that became moot before sending."""
    rang = (
        in_ids(Delivery.user_id, people),
        in_ids(Delivery.community_id, communities),
        Delivery.channel != Channel.DIGEST,
        Delivery.created_at > uow.now - WEEK,
        Delivery.outcome.is_distinct_from(Outcome.MOOT),
    )
    times = func.count(distinct(tuple_(Delivery.notification_id, Delivery.seq)))
    statement = select(Delivery.user_id, Delivery.community_id, times).where(*rang)
    rows = await uow.session.execute(statement.group_by(Delivery.user_id, Delivery.community_id))
    return Counter({(user_id, community_id): times for user_id, community_id, times in rows if community_id})
