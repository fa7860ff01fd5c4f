"""Each change of sign-in is mailed to the account's owner, so that a thief cannot hide it.

The mail ignores settings, quiet hours and whether the notification was read. So the notification causes no other mail.
"""

from app.core.actor import Actor
from app.core.clock import on_the_wire
from app.core.uow import UnitOfWork
from app.models.notifications import NotificationType
from app.models.security_events import SecurityEventKind
from app.models.users import User
from app.services.accounts.security_templates import SecurityChange, security_change_mail
from app.services.notifications import mails
from app.services.notifications.notifications import NewNotification, notify
from app.services.shared import security_log


async def notify_change(uow: UnitOfWork, change: SecurityChange, owner: Actor | None = None, place: str = "") -> None:
    """Tell the owner, who is the caller unless named. `place`: the community in which somebody else did it."""
    person = await uow.session.get_one(User, (owner or uow.actor).id)
    fields = {"change": change, "changed_at": on_the_wire(uow.now)}  # each change updates the notification
    await notify(uow, person.id, NewNotification(NotificationType.SECURITY, person.id, data=fields))
    security_log.record(uow, SecurityEventKind(change), owner)
    await mails.post(uow, person.email, security_change_mail(person.language, change, place))
