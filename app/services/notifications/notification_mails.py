"""Sends due mails of notifications, one at once or many in a digest.

Each mail is a row of the transaction that settles its deliveries, so none is written twice.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, func, select, type_coerce, update
from sqlalchemy.dialects.postgresql import JSON

from app.core.app_paths import AppPath
from app.core.clock import on_the_wire
from app.core.i18n import Language
from app.core.projections import NOW
from app.core.uow import UnitOfWork
from app.models.communities import Community, Visibility
from app.models.deliveries import Channel, Delivery, Outcome
from app.models.missions import Mission
from app.models.notification_preferences import Timing
from app.models.notifications import Notification, NotificationType
from app.models.responses import MissionResponse
from app.models.users import User
from app.policies.notification_preferences import channels
from app.policies.notifications import may_go_out
from app.policies.quiet_hours import Quiet
from app.services.notifications import access_mail_details, mails, step_details
from app.services.notifications.deliveries import PostMails, advisory_lock, comes_too_late, in_ids, preferences_of
from app.services.notifications.mail_templates import MailItem, digest_mail, notification_mail
from app.services.notifications.notification_targets import AUTHOR, IS_TO_SAY, TARGET
from app.services.notifications.unsubscribing import WayOut

LOCK = 4_002
AT_ONCE = 200
DIGESTS_AT_ONCE = 50
LONGEST_DIGEST = 50
TIMINGS = {Channel.EMAIL: Timing.NOW, Channel.DIGEST: Timing.DIGEST}
Due = Row[*tuple[Any, ...]]


async def post(uow: UnitOfWork) -> None:
    """Write the due mails, under an advisory lock: two workers would each write half a digest."""
    await advisory_lock(uow, LOCK)
    await mails.release(uow)
    await _bring_back(uow)
    due = await _due(uow, _waiting(Channel.EMAIL).limit(AT_ONCE))
    for item in await _sorted_out(uow, due):
        await _post_notification(uow, item)
    people = list(await uow.session.scalars(RECIPIENTS.where(Delivery.due_at <= uow.now)))
    digests = await _due(uow, _waiting(Channel.DIGEST).where(in_ids(Delivery.user_id, people)))
    for _, rows in groupby(await _sorted_out(uow, digests), key=lambda item: item.user_id):
        await _post_digest(uow, list(rows))
    if len(due) == AT_ONCE or len(people) == DIGESTS_AT_ONCE:
        uow.enqueue(PostMails())


async def _bring_back(uow: UnitOfWork) -> None:
    """Make deliveries due now that a fast clock put off; quiet hours are checked again."""
    ahead = (Delivery.done_at.is_(None), Delivery.created_at > uow.now)
    await uow.session.execute(update(Delivery).where(*ahead).values(due_at=uow.now, created_at=uow.now))


async def hasten(uow: UnitOfWork, user_id: UUID) -> bool:
    """Send the person's digest now. False: there is none, or it is not fully decided."""
    statement = select(Notification.id).where(Notification.user_id == user_id, ~Notification.is_announced)
    if await uow.session.scalar(statement.limit(1)) is not None:
        return False
    waiting = (Delivery.user_id == user_id, Delivery.channel == Channel.DIGEST, Delivery.done_at.is_(None))
    early = update(Delivery).where(*waiting).values(due_at=uow.now).returning(Delivery.id)
    rows = (await uow.session.scalars(early)).all()
    if rows:
        uow.enqueue(PostMails())
    return bool(rows)


async def move_digest(uow: UnitOfWork, person: User, zone: str) -> None:
    """Move the digest to the morning of the person's new time zone, at once if that has begun; quiet hours are checked
    then.
    """
    waiting = (Delivery.user_id == person.id, Delivery.channel == Channel.DIGEST, Delivery.done_at.is_(None))
    due_at = func.timezone(person.timezone, func.timezone(zone, Delivery.due_at))
    await uow.session.execute(update(Delivery).where(*waiting).values(due_at=due_at))


RECIPIENTS = (
    select(Delivery.user_id)
    .where(Delivery.channel == Channel.DIGEST, Delivery.done_at.is_(None))
    .distinct()
    .limit(DIGESTS_AT_ONCE)
)


def _waiting(channel: Channel) -> Select[*tuple[Any, ...]]:
    notifications = Notification.seq == Delivery.seq
    is_unread = (
        notifications & Notification.is_shown & Notification.read_at.is_(None) & Notification.settled_at.is_(None)
    )
    live = is_unread & IS_TO_SAY & may_go_out(NOW)  # the target may be gone by now
    return (
        select(
            *(Delivery.id, Delivery.channel, Notification.type, Notification.subject_id, Notification.data),
            *(
                User.id.label("user_id"),
                User.email,
                User.locale,
                User.simple_language,
                User.timezone,
                User.quiet_from,
                User.quiet_until,
            ),
            *(Notification.community_id, Community.name.label("community"), live.label("is_live")),
            *(Mission.brief, Mission.due_at, MissionResponse.comment, Community.visibility, AUTHOR.label("author")),
            type_coerce(TARGET, JSON).label("target"),
        )
        .join(Notification, Notification.id == Delivery.notification_id)
        .join(User, User.id == Delivery.user_id)
        .outerjoin(Community, Community.id == Notification.community_id)
        .outerjoin(Mission, Mission.id == Notification.subject_id)
        .outerjoin(
            MissionResponse,
            (MissionResponse.mission_id == Mission.id) & (MissionResponse.user_id == Notification.user_id),
        )
        .where(Delivery.channel == channel, Delivery.done_at.is_(None))
        .order_by(Delivery.user_id, Notification.told_at.desc(), Delivery.id)
        .with_for_update(of=Delivery)
    )


async def _due(uow: UnitOfWork, waiting: Select[*tuple[Any, ...]]) -> Sequence[Due]:
    return (await uow.session.execute(waiting.where(Delivery.due_at <= uow.now), {"now": uow.now})).all()


async def _sorted_out(uow: UnitOfWork, due: Sequence[Due]) -> list[Due]:
    """Return the deliveries that go out now, and settle them. Moot ones are closed; quiet hours put others off."""
    preferences = await preferences_of(uow, {item.user_id for item in due})
    going, moot = [], []
    for item in due:
        free_at = Quiet(item.timezone, item.quiet_from, item.quiet_until).free_at(uow.now)
        timing = channels(preferences.get(item.user_id, ()), item.type, item.community_id).email
        if not item.is_live or timing is not TIMINGS[item.channel] or comes_too_late(item.type, item.due_at, uow.now):
            moot.append(item.id)
        elif free_at > uow.now:
            put_off = {
                "due_at": free_at,
                "created_at": uow.now,
            }  # the new decision is dated, in case this clock is ahead, too
            await uow.session.execute(update(Delivery).where(Delivery.id == item.id).values(put_off))
        else:
            going.append(item)
    await _done(uow, moot, Outcome.MOOT)
    await _done(uow, (item.id for item in going), Outcome.SENT)
    return going


async def _done(uow: UnitOfWork, ids: Iterable[UUID], outcome: Outcome) -> None:
    statement = update(Delivery).where(in_ids(Delivery.id, ids)).values(done_at=uow.now, outcome=outcome)
    await uow.session.execute(statement)


async def _post_notification(uow: UnitOfWork, row: Due) -> None:
    way_out = WayOut(row.user_id, row.community_id, None if row.community_id else row.type)
    details = await access_mail_details.details_of(uow, row.type, row.subject_id, row.user_id)
    if row.type is NotificationType.STEP and (kind := row.data.get("kind")):
        reader = step_details.Reader(row.user_id, _language(row), row.timezone)
        details = await step_details.details_of(uow, row.subject_id, kind, reader)
    item = replace(_item(uow, row), details=details)
    language = _language(row)
    mail = notification_mail(language, row.timezone, item, _address(uow, way_out) + language.in_query)
    await mails.post(uow, row.email, mail, until=row.due_at if row.type is NotificationType.REMINDER else None)


async def _post_digest(uow: UnitOfWork, rows: Sequence[Due]) -> None:
    person, items = rows[0], [_item(uow, row) for row in rows]
    home = uow.runtime.settings.app_address(AppPath.NOTIFICATIONS)
    language = _language(person)
    way_out = _address(uow, WayOut(person.user_id)) + language.in_query
    mail = digest_mail(language, items[:LONGEST_DIGEST], home, way_out)
    await mails.post(uow, person.email, mail)


def _language(row: Due) -> Language:
    locale: Language = row.locale
    return locale.in_sentences(simple=row.simple_language)


def _item(uow: UnitOfWork, row: Due) -> MailItem:
    """Return the item with the mission's brief and due date, or the comment on the answer, as they are now."""
    quote = {NotificationType.MISSION: row.brief, NotificationType.RETURNED: row.comment}.get(row.type)
    asks = row.type in {NotificationType.MISSION, NotificationType.REMINDER} and row.due_at is not None
    details = {"message": quote} if quote else {}
    data = row.data | details | {"author": row.author} | ({"due_at": on_the_wire(row.due_at)} if asks else {})
    target = row.target and row.target["type"]
    return MailItem(row.type, data, row.community, opening=_opening(uow, row), target=target)


def _opening(uow: UnitOfWork, row: Due) -> str | None:
    """Return the address of what it is about: in the application, or else a page of this server."""
    settings = uow.runtime.settings
    if row.target is None:
        return None
    has_page = row.target["type"] == "community" and row.visibility is Visibility.PUBLIC
    page = f"{settings.public_base_url}/c/{row.target['id']}" if has_page else None
    return settings.app_address(row.target["path"]) or page


def _address(uow: UnitOfWork, way_out: WayOut) -> str:
    return f"{uow.runtime.settings.public_base_url}/n/{way_out.token(uow.runtime.keys)}"
