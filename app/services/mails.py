"""A mail is a row of the transaction that causes it; the worker sends it, at least once, under one Message-ID."""

from uuid import UUID

from app.core.jobs import Job
from app.core.ports import Letter, MailRefused
from app.core.uow import UnitOfWork
from app.models.mails import Mail
from app.services.letters import LetterBody


class SendMail(Job):
    mail_id: UUID


async def post(uow: UnitOfWork, to: str, body: LetterBody) -> None:
    body = body.sent_from(uow.runtime.settings.public_base_url)
    letter = {"to": to, "subject": body.subject, "text": body.text, "html": body.html, "headers": body.headers}
    mail = Mail(user_id=uow.actor.user_id, letter=letter, created_at=uow.now)
    uow.session.add(mail)
    await uow.session.flush()
    uow.enqueue(SendMail(mail_id=mail.id))


async def send(uow: UnitOfWork, mail_id: UUID) -> None:
    mail = await uow.session.get(Mail, mail_id, with_for_update=True)
    if mail is None or mail.letter is None:
        return
    try:
        await uow.runtime.mailer.send(Letter(id=mail.id, **mail.letter))
    except MailRefused:
        mail.refused(uow.now)
    else:
        mail.sent(uow.now)
