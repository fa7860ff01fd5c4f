"""Who reacts to what, on one page."""

from app.core.uow import Handlers
from app.services.mails import SendMail
from app.tasks import mails

HANDLERS: Handlers = {
    SendMail: mails.send_mail,
}
