"""Notifications of grants to their readers. They lose names and titles when the access ends."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, delete, exists, func, literal, or_, select, text, update
from sqlalchemy.dialects.postgresql import JSONB, array
from sqlalchemy.orm import aliased

from app.core.jobs import Job
from app.core.limits import Rule, hit
from app.core.uow import UnitOfWork
from app.models.deliveries import Delivery
from app.models.grants import AudienceType, Grant
from app.models.notifications import Notification, NotificationType
from app.models.users import User
from app.services.access import grant_words
from app.services.notifications.notifications import NewNotification, close, notify, reopen

NAMING = (NotificationType.GRANT, NotificationType.EXPIRY)  # types that name the owner and the target
NAMES = ("person", "title", "title_fr", "title_en")
NAMELESS = text(f"data - array{list(NAMES)}")
HAS_NAMES = Notification.data.has_any(array(NAMES))  # also closed ones, as after a change of term
LATELY = timedelta(days=30)
AT_ONCE = 500
# A person who knows somebody's id can grant them something, and causes a mail with its title.
PER_GIVER = Rule("accesses given to people per giver", 60, timedelta(days=1))
PER_READER = Rule("accesses given per giver and reader", 20, timedelta(days=1))
_grant = aliased(Grant, name="given")


class ForgetEndedGrants(Job):
    pass


class NotifyBegunGrants(Job):
    pass


async def admit(uow: UnitOfWork, grant: Grant) -> None:
    """Limit the grants to people. Raises TooMany."""
    await hit(uow.runtime, PER_READER, (grant.owner_id, grant.audience_id), uow.now)
    await hit(uow.runtime, PER_GIVER, grant.owner_id, uow.now)


async def notify_reader(uow: UnitOfWork, grant: Grant) -> None:
    """Notify the reader of a grant, unless it begins later. A grant given again is not notified again."""
    if grant.audience_id is None:
        return
    if grant.starts_at and grant.starts_at > uow.now:
        return  # `notify_begun_grants` does so when it begins
    owner = await uow.session.get_one(User, grant.owner_id)
    reader = await uow.session.get_one(User, grant.audience_id)
    fields = {"grant_id": str(grant.id), "person_id": str(owner.id), "person": owner.display_name}
    fields |= await grant_words.title_fields(uow, [grant], reader)
    notification = NewNotification(NotificationType.GRANT, grant.id, data=fields)
    if not await reopen(uow, reader.id, _grants_like(grant), notification):
        await notify(uow, reader.id, notification)


async def notify_begun_grants(uow: UnitOfWork) -> None:
    """Notify readers of grants that began lately. It searches for them, as a clock may have been wrong."""
    about = (Notification.user_id == Grant.audience_id, Notification.subject_id == Grant.id, HAS_NAMES)
    conditions = (
        Grant.audience_type == AudienceType.USER,
        Grant.audience_id.is_not(None),
        Grant.revoked_at.is_(None),
        Grant.starts_at <= uow.now,
        Grant.starts_at > uow.now - LATELY,
        or_(Grant.ends_at.is_(None), Grant.ends_at > uow.now),
        ~exists().where(*about),  # a postponed grant has lost its names, and is notified again
    )
    statement = (
        select(Grant).where(*conditions).order_by(Grant.starts_at).limit(AT_ONCE).with_for_update(skip_locked=True)
    )
    rows = (await uow.session.scalars(statement)).all()
    for grant in sorted(rows, key=lambda item: str(item.audience_id)):  # the lock order of `notify`: no deadlock
        await notify_reader(uow, grant)
    if len(rows) == AT_ONCE:
        uow.enqueue(NotifyBegunGrants())


async def change_term(uow: UnitOfWork, grant: Grant) -> None:
    """Reset the reminder of a grant whose end changed, and correct its notifications without announcing them."""
    await _restate(uow, grant)
    grant.reminded_at = None
    old = (Notification.subject_id == grant.id, Notification.type == NotificationType.EXPIRY)
    values = {"settled_at": uow.now, "read_at": func.coalesce(Notification.read_at, uow.now), "is_shown": False}
    await uow.session.execute(update(Notification).where(*old, Notification.settled_at.is_(None)).values(values))


async def _restate(uow: UnitOfWork, grant: Grant) -> None:
    reader = await uow.session.get(User, grant.audience_id) if grant.audience_id else None
    if reader is None:
        return
    await uow.session.flush()
    condition = Grant.id == grant.id if grant.request_id is None else Grant.request_id == grant.request_id
    standing = select(Grant).where(condition, Grant.revoked_at.is_(None)).order_by(Grant.id)
    grants = (await uow.session.scalars(standing)).all()
    if not grants:
        return
    words = await grant_words.title_fields(uow, grants, reader)
    conditions = (
        Notification.subject_id.in_([grant.id, grant.request_id]),
        Notification.type == NotificationType.GRANT,
    )
    statement = update(Notification).where(*conditions, Notification.is_shown, Notification.user_id == reader.id)
    await uow.session.execute(statement.values(data=Notification.data.op("||")(literal(words, JSONB))))


async def forget(uow: UnitOfWork, grant: Grant) -> None:
    """Close the notifications of a revoked grant, and remove names from them."""
    await close(uow, grant.id)
    await _unname(uow, and_(_names_grant(grant), _is_over(uow)))


async def put_off(uow: UnitOfWork, grant: Grant) -> None:
    """Remove names from notifications and waiting mails of a grant that now begins later."""
    silent = await _unname(uow, and_(_names_grant(grant), _is_over(uow)))
    waiting = delete(Delivery).where(Delivery.notification_id.in_(silent), Delivery.done_at.is_(None))
    await uow.session.execute(waiting)


def _names_grant(grant: Grant) -> ColumnElement[bool]:
    of_reader = Notification.user_id == grant.audience_id
    return and_(of_reader, Notification.subject_id.in_([grant.id, grant.request_id]))


async def forget_ended(uow: UnitOfWork) -> None:
    """Remove names for grants that ended by themselves. Repeating the job is harmless."""
    lately = and_(Grant.ends_at <= uow.now, Grant.ends_at > uow.now - LATELY)
    condition = and_(
        Notification.user_id == Grant.audience_id, Notification.subject_id.in_([Grant.id, Grant.request_id])
    )
    statement = select(Notification.id).join(Grant, condition).where(lately, HAS_NAMES, _is_over(uow))
    selection = statement.limit(AT_ONCE).with_for_update(skip_locked=True, of=Notification)
    if len(await _unname(uow, Notification.id.in_(selection))) == AT_ONCE:
        uow.enqueue(ForgetEndedGrants())


async def _unname(uow: UnitOfWork, condition: ColumnElement[bool]) -> Sequence[UUID]:
    """Remove names and hide the notifications. Return their ids. The rows stay, so that a new grant adds none."""
    values = {"data": NAMELESS, "is_shown": False, "settled_at": func.coalesce(Notification.settled_at, uow.now)}
    statement = update(Notification).where(condition).values(values).returning(Notification.id)
    return (await uow.session.scalars(statement.execution_options(synchronize_session=False))).all()


def _is_over(uow: UnitOfWork) -> ColumnElement[bool]:
    """Whether the reader has no standing grant of what the current notification names."""
    about = or_(_grant.id == Notification.subject_id, _grant.request_id == Notification.subject_id)
    condition = or_(_grant.starts_at.is_(None), _grant.starts_at <= uow.now)
    stands = and_(_grant.revoked_at.is_(None), condition, or_(_grant.ends_at.is_(None), _grant.ends_at > uow.now))
    still = exists().where(about, _grant.audience_id == Notification.user_id, stands).correlate_except(_grant)
    return and_(Notification.type.in_(NAMING), ~still)


def _grants_like(grant: Grant) -> Select[UUID]:
    """Select the grants of the same target from the same owner to the same reader."""
    return select(Grant.id).where(
        Grant.owner_id == grant.owner_id,
        Grant.audience_type == grant.audience_type,
        Grant.audience_id == grant.audience_id,
        Grant.target_type == grant.target_type,
        Grant.target_id.is_not_distinct_from(grant.target_id),
    )
