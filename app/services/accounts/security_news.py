"""Whoever owns an account hears of each change to what opens it: a thief who holds it for a minute cannot hush that.

The mail goes with the change, whatever was said about mails and quiet hours, and whether or not the notification was
read before; so no other mail follows from the notification.
"""

from app.core.uow import UnitOfWork
from app.models.notifications import NotificationType
from app.models.security_events import SecurityEventKind
from app.models.users import User
from app.services.accounts.security_letters import SecurityChange, security_letter
from app.services.notifications import mails
from app.services.notifications.notifications import Notice, notify
from app.services.shared import security_log


async def tell_changed(uow: UnitOfWork, change: SecurityChange) -> None:
    person = await uow.session.get_one(User, uow.actor.id)
    told = {"change": change, "changed_at": uow.now.isoformat()}  # each is news, and updates the one before
    await notify(uow, person.id, Notice(NotificationType.SECURITY, person.id, data=told))
    security_log.record(uow, SecurityEventKind(change))
    await mails.post(uow, person.email, security_letter(person.locale, change))
