"""Terms of retention; app/policies/data_map/ gives the reasons. A step may run again, or stop half-way, without harm.

A step deletes a portion in one transaction, and enqueues itself when there may be more.
"""

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import ColumnElement, delete, func, or_, select, update

from app.core import signals
from app.core.changes import Change, ChangeLog
from app.core.db import Base
from app.core.jobs import Job
from app.core.limits import Limit
from app.core.uow import UnitOfWork
from app.models.api_tokens import ApiToken
from app.models.deliveries import Delivery
from app.models.idempotency import IdempotencyKey
from app.models.identities import ProviderSignIn
from app.models.mails import Mail
from app.models.meanings import ExperienceMeaning
from app.models.notifications import Notification
from app.models.operators import AdminAct
from app.models.passkeys import SpentChallenge
from app.models.person_codes import PersonCode
from app.models.second_factors import SecondFactor
from app.models.security_events import SecurityEvent
from app.models.sessions import IDLE_LIFE, Session, SignInCode
from app.models.sign_in_passes import SignInPass
from app.models.webhooks import WebhookDelivery
from app.services.departures.portions import delete_portion
from app.services.shared import security_log
from app.services.talents import meanings

KEYS = timedelta(hours=48)
MAILS = timedelta(days=30)
ENDED_SESSIONS = timedelta(days=30)
JOB_NOTES = timedelta(days=7)
NOTIFICATIONS = timedelta(days=180)
DELIVERIES = timedelta(days=30)
ADMIN_ACTS = timedelta(days=365)
CHOICES = timedelta(days=1)  # what is near a moment, since its author chose or refused skills
SETUPS = timedelta(days=1)  # a second factor that its owner began to set up
AT_ONCE = 2_000
LOGS_AT_ONCE = 200


class ForgetExpired(Job):
    pass


class EndIdleSessions(Job):
    pass


class EndPassSessions(Job):
    pass


class ForgetTombstones(Job):
    pass


class ForgetJobNotes(Job):
    pass


class ForgetMailFiles(Job):
    pass


async def forget_expired(uow: UnitOfWork) -> None:
    token_ids = select(ApiToken.id).where(ApiToken.expires_at <= uow.now)
    over = Session.ended_at.is_(None) & Session.id.in_(token_ids)
    await uow.session.execute(update(Session).where(over).values(ended_at=uow.now))  # which shows media
    is_final = or_(Mail.sent_at.is_not(None), Mail.refused_at.is_not(None))
    is_too_late = Mail.content.is_not(None) & (Mail.until <= uow.now)  # the job that sends it may be held
    conditions: Mapping[type[Base], ColumnElement[bool]] = {
        SignInCode: SignInCode.expires_at <= uow.now,
        PersonCode: PersonCode.expires_at <= uow.now,
        SpentChallenge: SpentChallenge.expires_at <= uow.now,
        ProviderSignIn: ProviderSignIn.expires_at <= uow.now,
        Limit: Limit.ends_at <= uow.now,
        IdempotencyKey: _keys_of_no_use(uow),
        Mail: is_too_late | (is_final & (Mail.created_at <= uow.now - MAILS)),
        Notification: Notification.told_at <= uow.now - NOTIFICATIONS,
        Delivery: Delivery.created_at <= uow.now - DELIVERIES,
        WebhookDelivery: WebhookDelivery.created_at <= uow.now - DELIVERIES,
        SecurityEvent: SecurityEvent.at <= func.least(uow.now, func.now()) - security_log.RETENTION,  # see its trigger
        AdminAct: AdminAct.at <= uow.now - ADMIN_ACTS,
        SecondFactor: SecondFactor.confirmed_at.is_(None) & (SecondFactor.started_at <= uow.now - SETUPS),
        SignInPass: SignInPass.created_at <= uow.now - security_log.RETENTION,
        Session: Session.ended_at <= uow.now - ENDED_SESSIONS,
        ApiToken: ApiToken.expires_at <= uow.now - ENDED_SESSIONS,
        ExperienceMeaning: ExperienceMeaning.experience_id.in_(meanings.with_choices(uow.now - CHOICES)),
    }
    counts = [await delete_portion(uow, table, condition, AT_ONCE) for table, condition in conditions.items()]
    if max(counts) == AT_ONCE:
        uow.enqueue(ForgetExpired())


async def forget_mail_files(uow: UnitOfWork) -> None:
    await uow.runtime.mail_files.delete_until(uow.now - timedelta(days=uow.runtime.settings.mail_file_days))


async def end_idle_sessions(uow: UnitOfWork) -> None:
    idle = Session.ended_at.is_(None) & (Session.rotated_at <= uow.now - IDLE_LIFE)
    await uow.session.execute(update(Session).where(idle).values(ended_at=uow.now))


async def end_pass_sessions(uow: UnitOfWork) -> None:
    """End what a sign-in pass opened, with its streams and its key of media."""
    over = (Session.ended_at.is_(None), Session.ends_at <= uow.now)
    statement = update(Session).where(*over).values(ended_at=uow.now).returning(Session.user_id)
    for user_id in await uow.session.scalars(statement):
        await signals.send_signal(uow.session, signals.NOTIFICATIONS, str(user_id))


async def forget_tombstones(uow: UnitOfWork) -> None:
    """Delete old tombstones. A cursor before the last deleted tombstone is too old from then on."""
    until = uow.now - timedelta(days=uow.runtime.settings.tombstone_days)
    old = Change.deleted & (Change.changed_at <= until)
    statement = select(Change.user_id).where(old).distinct().limit(LOGS_AT_ONCE)
    # Change logs are locked first and in one order, as in every write to them.
    change_logs = (
        select(ChangeLog.user_id).where(ChangeLog.user_id.in_(statement)).order_by(ChangeLog.user_id).with_for_update()
    )
    rows = (await uow.session.scalars(change_logs)).all()
    subquery = delete(Change).where(old, Change.user_id.in_(rows)).returning(Change.user_id, Change.seq).cte("gone")
    last = (
        select(subquery.c.user_id, func.max(subquery.c.seq).label("seq")).group_by(subquery.c.user_id).subquery("last")
    )
    floors = (
        update(ChangeLog)
        .where(ChangeLog.user_id == last.c.user_id)
        .values(floor=func.greatest(ChangeLog.floor, last.c.seq))
    )
    await uow.session.execute(floors.execution_options(synchronize_session=False))
    if len(rows) == LOGS_AT_ONCE:
        uow.enqueue(ForgetTombstones())


async def forget_job_notes(uow: UnitOfWork) -> None:
    if await uow.runtime.queue.prune(uow.session, uow.now - JOB_NOTES, AT_ONCE) == AT_ONCE:
        uow.enqueue(ForgetJobNotes())


def _keys_of_no_use(uow: UnitOfWork) -> ColumnElement[bool]:
    """The condition for old idempotency keys. Keys of synchronisation last as long as a phone may be offline."""
    offline = uow.now - timedelta(days=uow.runtime.settings.tombstone_days)
    created_at, of_sync = IdempotencyKey.created_at, IdempotencyKey.key.contains(" ")  # no client's own key has any
    return (created_at <= uow.now - KEYS) & (~of_sync | (created_at <= offline))
