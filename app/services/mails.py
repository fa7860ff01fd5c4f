"""A mail is a row of the transaction that causes it; the worker sends it, at least once, under one Message-ID."""

from uuid import UUID

from sqlalchemy import update

from app.core.jobs import Job, Lane
from app.core.ports import Letter, MailRefused
from app.core.uow import UnitOfWork
from app.models.mails import Mail
from app.services.letters import LetterBody


class SendMail(Job):
    lane = Lane.OUTBOUND
    mail_id: UUID


async def post(uow: UnitOfWork, to: str, body: LetterBody) -> None:
    body = body.sent_from(uow.runtime.settings.public_base_url)
    letter = {"to": to, "subject": body.subject, "text": body.text, "html": body.html, "headers": body.headers}
    mail = Mail(user_id=uow.actor.user_id, letter=letter, created_at=uow.now)
    uow.session.add(mail)
    await uow.session.flush()
    uow.enqueue(SendMail(mail_id=mail.id))


async def send(uow: UnitOfWork, mail_id: UUID) -> None:
    """Send it, and note what became of it. No transaction is open meanwhile: a server may be silent for long.

    Raises ConnectionError when the server cannot be reached. A worker that dies between the two sends it once more,
    under the same Message-ID.
    """
    async with uow.runtime.work(uow.actor) as reading:
        mail = await reading.session.get(Mail, mail_id)
        letter = None if mail is None else mail.letter
    if letter is None:
        return
    outcome = Mail.sent_at
    try:
        await uow.runtime.mailer.send(Letter(id=mail_id, **letter))
    except MailRefused:
        outcome = Mail.refused_at
    waiting = update(Mail).where(Mail.id == mail_id, Mail.letter.is_not(None))
    await uow.session.execute(waiting.values({outcome: uow.runtime.clock(), Mail.letter: None}))
