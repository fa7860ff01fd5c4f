"""Creates, updates and closes notifications; everything else about notifications follows from these rows.

`notify` takes one person, or a SELECT of user ids, which may be 10,000, in one statement. There is one live
notification per person and subject: a repetition updates it and marks it unread, unless nothing is new. `close` ends
it, so that no reminder, mail or push follows an answer; `reopen` revives it when its subject is back.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Select,
    Update,
    Uuid,
    and_,
    bindparam,
    exists,
    func,
    literal,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.orm import QueryableAttribute, aliased

from app.core.compiled import Compiled
from app.core.jobs import Job
from app.core.projections import NOW
from app.core.signals import NOTIFICATIONS, send_signal
from app.core.uow import UnitOfWork
from app.models.deliveries import Delivery
from app.models.notifications import LIVE, Inbox, Notification, NotificationType
from app.models.users import User
from app.policies.notification_preferences import wants_in_app

Recipients = UUID | Select[UUID]
OF_LATE = timedelta(days=7)
NAMELESS = text("data - array['person', 'person_id']")
DUTIES = (NotificationType.JOIN_REQUEST, NotificationType.FLAG, NotificationType.APPEAL)  # for the team of a community


class EnqueueDeliveries(Job):
    """Decide which mails and pushes follow from what people were told."""


@dataclass(frozen=True, slots=True)
class NewNotification:
    """`data`: ids, under names that end in `_id`, and the names that the sentence of this type needs (`title`,
    `community`, `person`). A later one on the same subject is new if its type or its data differ."""

    type: NotificationType
    subject_id: UUID
    community_id: UUID | None = None
    data: Mapping[str, str | int | None] = field(default_factory=dict)


async def notify(uow: UnitOfWork, recipients: Recipients, notification: NewNotification) -> int:
    """Notify the recipients; return how many got something new. They see it as soon as the transaction commits."""
    fresh = select(User.id, literal(1)).where(_in_recipients(User.id, recipients), ~_known(notification))
    # In the order of user ids, to avoid deadlocks.
    bump = insert(Inbox).from_select(["user_id", "seq"], fresh.order_by(User.id), include_defaults=False)
    subquery = (
        bump.on_conflict_do_update(index_elements=["user_id"], set_={"seq": Inbox.seq + 1})
        .returning(Inbox.user_id, Inbox.seq)
        .cte("numbered")
    )
    columns: dict[str, ColumnElement[Any]] = {
        "type": literal(notification.type, Notification.type.type),
        "community_id": literal(notification.community_id, Notification.community_id.type),
        "data": literal(_stored(notification), JSONB),
        "is_shown": wants_in_app(subquery.c.user_id, notification.type, notification.community_id),
        "is_announced": literal(value=False),
        "told_at": literal(uow.now),
    }
    values = {
        "id": func.gen_random_uuid(),
        "user_id": subquery.c.user_id,
        "seq": subquery.c.seq,
        "subject_id": literal(notification.subject_id),
        "created_at": literal(uow.now),
        **columns,
    }
    statement = insert(Notification).from_select(list(values), select(*values.values()), include_defaults=False)
    updates = {name: statement.excluded[name] for name in ("seq", *columns)} | {"read_at": None}
    upsert = statement.on_conflict_do_update(index_elements=["user_id", "subject_id"], index_where=LIVE, set_=updates)
    count = len((await uow.session.execute(upsert.returning(Notification.id))).all())
    if count:
        uow.enqueue(EnqueueDeliveries())
        await send_signal(uow.session, NOTIFICATIONS, str(recipients) if isinstance(recipients, UUID) else "")
    return count


async def reopen(uow: UnitOfWork, user_id: UUID, earlier: Select[UUID], notification: NewNotification) -> bool:
    """Move a recent notification of one of those subjects to this one, without new deliveries unless it ended
    before they were decided.

    False: there was none, or this subject has a live one.
    """
    alias = aliased(Notification)
    about = (alias.user_id == user_id, alias.subject_id == notification.subject_id, alias.type != notification.type)
    statement = select(Notification.id).where(
        ~exists().where(*about, alias.settled_at.is_(None)),
        Notification.user_id == user_id,
        Notification.type == notification.type,
        Notification.subject_id.in_(earlier),
        Notification.told_at > uow.now - OF_LATE,
    )
    values = {
        "subject_id": notification.subject_id,
        "data": _stored(notification),
        "is_announced": select(Delivery.id).where(Delivery.notification_id == Notification.id).exists(),
        "read_at": func.nullif(Notification.read_at, Notification.settled_at),  # an ended one counts as read
        "is_shown": wants_in_app(Notification.user_id, notification.type, notification.community_id),
        "settled_at": None,
    }
    last = statement.order_by(Notification.seq.desc()).limit(1).scalar_subquery()
    update_statement = (
        update(Notification).where(Notification.id == last).values(values).returning(Notification.is_announced)
    )
    is_announced = await uow.session.scalar(update_statement)
    if is_announced is False:
        uow.enqueue(EnqueueDeliveries())
    return is_announced is not None


async def close(uow: UnitOfWork, subject_id: UUID, recipients: Recipients | None = None) -> None:
    """Close the notifications of a subject, for those people or for everybody."""
    if isinstance(recipients, UUID):
        await _CLOSE_OF_PERSON.execute(uow.session, {"subject": subject_id, "person": recipients, "now": uow.now})
        return
    condition = Notification.subject_id == subject_id
    await _close(uow, condition if recipients is None else condition & Notification.user_id.in_(recipients))


async def close_duties(uow: UnitOfWork, community_id: UUID, user_id: UUID) -> None:
    """Close a person's duties in a community they no longer lead, which also hides who asked to join."""
    condition = (Notification.community_id == community_id) & (Notification.user_id == user_id)
    await _close(uow, condition & Notification.type.in_(DUTIES))
    statement = update(Notification).where(condition, Notification.type == NotificationType.JOIN_REQUEST)
    await uow.session.execute(statement.values(data=NAMELESS, is_shown=False))


async def _close(uow: UnitOfWork, condition: ColumnElement[bool]) -> None:
    await uow.session.execute(_closing(condition, literal(uow.now)))


def _closing(condition: ColumnElement[bool], now: ColumnElement[datetime]) -> Update:
    values = {"settled_at": now, "read_at": func.coalesce(Notification.read_at, now)}
    return update(Notification).where(condition, Notification.settled_at.is_(None)).values(values)


_CLOSE_OF_PERSON = Compiled(
    _closing(
        and_(
            Notification.subject_id == bindparam("subject", type_=Uuid()),
            Notification.user_id == bindparam("person", type_=Uuid()),
        ),
        NOW,
    )
)


def _in_recipients(column: QueryableAttribute[UUID], recipients: Recipients) -> ColumnElement[bool]:
    return column == recipients if isinstance(recipients, UUID) else column.in_(recipients)


def _known(notification: NewNotification) -> ColumnElement[bool]:
    return (
        select(Notification.id)
        .where(
            Notification.user_id == User.id,
            Notification.subject_id == notification.subject_id,
            Notification.settled_at.is_(None),
            Notification.type == notification.type,
            Notification.data == literal(_stored(notification), JSONB),
        )
        .exists()
    )


def _stored(notification: NewNotification) -> dict[str, str | int]:
    return {name: value for name, value in notification.data.items() if value is not None}
