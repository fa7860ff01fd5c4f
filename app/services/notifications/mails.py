"""A mail is a row of the transaction that causes it; the worker sends it, at least once, under one Message-ID."""

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select, update

from app.core.jobs import Job, Lane
from app.core.ports import Attachment, MailRefused, OutgoingMail
from app.core.uow import UnitOfWork
from app.models.mails import Mail
from app.models.users import User
from app.policies.quiet_hours import Quiet
from app.services.notifications.mail_bodies import MailBody, MailKind

AT_ONCE = 1_000
LONGEST_QUIET = timedelta(days=1, hours=2)  # the clocks may change
# Mails that people wait for, or must act on: sign-in, security, a guardian's agreement. Sent in quiet hours, too.
URGENT = frozenset(
    {
        MailKind.SIGN_IN,
        MailKind.SECURITY_CHANGE,
        MailKind.PROGRAM,
        MailKind.OWN_GRANT,
        MailKind.ERASURE_REQUEST,
        MailKind.ERASURE,
        MailKind.ADDRESS_ERASURE,
        MailKind.EXPORT,
        MailKind.INACTIVITY,
        MailKind.AGREEMENT_REQUEST,
        MailKind.KEPT_PLACE,
        MailKind.AGREEMENT,
        MailKind.COMING_OF_AGE,
        MailKind.AGREEMENT_END,
        MailKind.BIRTH_YEAR_REQUEST,
        MailKind.BIRTH_YEAR_CHANGE,
        MailKind.MEASURE,
    }
)


class SendMail(Job):
    lane = Lane.OUTBOUND
    mail_id: UUID


async def post(uow: UnitOfWork, to: str, body: MailBody, *, until: datetime | None = None) -> None:
    """Store a mail. `until`: not sent after that. Without an address, to a guest, nothing is sent."""
    if not to:
        return
    body = body.sent_from(uow.runtime.settings.public_base_url)
    content = {"to": to, "subject": body.subject, "text": body.text, "html": body.html, "headers": body.headers}
    file = {} if body.attachment is None else {"attachment": asdict(body.attachment)}
    mail = Mail(
        user_id=uow.actor.user_id,
        content=content | file,
        keeps_quiet=body.kind not in URGENT,
        until=until,
        created_at=uow.now,
    )
    uow.session.add(mail)
    await uow.session.flush()
    uow.enqueue(SendMail(mail_id=mail.id))


async def release(uow: UnitOfWork) -> None:
    """Send the mails whose quiet hours are over. A hold of more than a day was caused by a fast clock."""
    over = or_(Mail.due_at <= uow.now, Mail.due_at > uow.now + LONGEST_QUIET)
    statement = select(Mail.id).where(over).order_by(Mail.due_at).limit(AT_ONCE).with_for_update(skip_locked=True)
    free = update(Mail).where(Mail.id.in_(statement)).values(due_at=None).returning(Mail.id)
    for mail_id in (await uow.session.scalars(free.execution_options(synchronize_session=False))).all():
        uow.enqueue(SendMail(mail_id=mail_id))


async def send(uow: UnitOfWork, mail_id: UUID) -> None:
    """Send a mail, and record the result. No transaction is open meanwhile: a server may be silent for long.

    Raises ConnectionError when the server cannot be reached: quiet hours may begin before a later attempt. A worker
    that dies between sending and recording sends the mail again, under the same Message-ID.
    """
    async with uow.runtime.work(uow.actor) as looking:
        content = await _to_send_now(looking, mail_id)
    if content is None:
        return
    outcome = Mail.sent_at
    try:
        await uow.runtime.mailer.send(_outgoing(mail_id, content))
    except MailRefused:
        outcome = Mail.refused_at
    waiting = update(Mail).where(Mail.id == mail_id, Mail.content.is_not(None))
    await uow.session.execute(waiting.values({outcome: uow.runtime.clock(), Mail.content: None}))


def _outgoing(mail_id: UUID, content: dict[str, Any]) -> OutgoingMail:
    file = {"attachment": Attachment(**content["attachment"])} if "attachment" in content else {}
    return OutgoingMail(id=mail_id, **(content | file))


async def _to_send_now(uow: UnitOfWork, mail_id: UUID) -> dict[str, Any] | None:
    """Return the mail, or None if it was sent, is too late, or meets quiet hours."""
    mail = await uow.session.get(Mail, mail_id)
    if mail is None or mail.content is None:
        return None
    if mail.until is not None and mail.until <= uow.now:
        mail.refused_at, mail.content = uow.now, None
        return None
    free_at = await _free_at(uow, mail.content["to"]) if mail.keeps_quiet else uow.now
    mail.due_at = free_at if free_at > uow.now else None
    return None if mail.due_at else mail.content


async def _free_at(uow: UnitOfWork, address: str) -> datetime:
    """Return the end of the recipient's quiet hours. Without an account there are none."""
    hours = select(User.timezone, User.quiet_from, User.quiet_until).where(User.email == address)
    row = (await uow.session.execute(hours)).one_or_none()
    return uow.now if row is None else Quiet(*row).free_at(uow.now)
