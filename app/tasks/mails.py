from app.core.uow import UnitOfWork
from app.services.notifications import mails
from app.services.notifications.mails import SendMail


async def send_mail(uow: UnitOfWork, job: SendMail) -> None:
    await mails.send(uow, job.mail_id)
