"""A week before an access ends, its owner and its reader are reminded once."""

from datetime import timedelta
from functools import partial
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, or_, select, update

from app.core.i18n import Words
from app.core.jobs import Job
from app.core.uow import UnitOfWork
from app.models.grants import AudienceType, Grant
from app.models.notifications import NotificationType
from app.models.users import User
from app.services.notifications import notifications
from app.services.notifications.access_templates import named
from app.services.notifications.notification_templates import titled
from app.services.notifications.notifications import NewNotification

BEFORE = timedelta(days=7)
AT_ONCE = 200


class RemindOfEndings(Job):
    pass


class Reminder(NamedTuple):
    grant_id: UUID
    to: User
    counterpart: User


async def remind(uow: UnitOfWork) -> None:
    """Remind of grants that end within a week. A grant shorter than a week or not yet begun gets no reminder."""
    soon = (
        select(Grant.id)
        .where(
            Grant.audience_type == AudienceType.USER,
            Grant.revoked_at.is_(None),
            Grant.reminded_at.is_(None),
            or_(Grant.starts_at.is_(None), Grant.starts_at <= uow.now),
            Grant.ends_at > uow.now,
            Grant.ends_at <= uow.now + BEFORE,
            Grant.ends_at - func.greatest(Grant.created_at, Grant.starts_at) > BEFORE,  # greatest() ignores nulls
        )
        .order_by(Grant.id)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    statement = update(Grant).where(Grant.id.in_(soon)).values(reminded_at=uow.now).returning(Grant)
    ending = (await uow.session.scalars(statement.execution_options(synchronize_session=False))).all()
    first: dict[tuple[UUID, UUID | None], Grant] = {}  # one mail per owner and reader
    for grant in sorted(ending, key=lambda item: (item.ends_at, item.id)):
        first.setdefault((grant.person_id, grant.audience_id), grant)
    reminders = [item for grant in first.values() for item in await _to_both(uow, grant)]
    for reminder in sorted(reminders, key=lambda reminder: reminder.to.id):  # the lock order of `notify`: no deadlock
        await _notify(uow, reminder)
    if len(ending) == AT_ONCE:
        uow.enqueue(RemindOfEndings())


async def _to_both(uow: UnitOfWork, grant: Grant) -> list[Reminder]:
    owner = await uow.session.get_one(User, grant.owner_id)
    reader = await uow.session.get(User, grant.audience_id)
    if reader is None:
        return []  # the reader's account is erased
    return [Reminder(grant.id, owner, reader), Reminder(grant.id, reader, owner)]


async def _notify(uow: UnitOfWork, reminder: Reminder) -> None:
    name = Words.each(partial(named, reminder.counterpart))
    fields = {
        "grant_id": str(reminder.grant_id),
        "person_id": str(reminder.counterpart.id),
        **titled(name, reminder.to.locale),
    }
    await notifications.notify(
        uow, reminder.to.id, NewNotification(NotificationType.EXPIRY, reminder.grant_id, data=fields)
    )
