"""Mails of many people to one mailbox: a few are sent at once, the rest in one mail the next morning."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from app.core.ids import uuid7
from app.core.limits import Rule, passes
from app.core.text import mailbox_of
from app.core.uow import UnitOfWork
from app.models.gathered_mails import GatheredMail
from app.models.users import User
from app.policies.quiet_hours import Quiet
from app.services.notifications import sender_refusals

# Five mails a day are sent one by one; more, as when a class asks its teacher, are easier to read as a list.
AT_ONCE = Rule("mails of people at once per mailbox", 5, timedelta(days=1))
AWAY = Quiet("Europe/Paris", None, None)  # for people without an account


async def comes_at_once(uow: UnitOfWork, email: str) -> bool:
    return await passes(uow, AT_ONCE, mailbox_of(email))


async def gather(  # noqa: PLR0913  what a mail would have said
    uow: UnitOfWork,
    sender_id: UUID,
    email: str,
    *,
    endorsement_id: UUID | None = None,
    grant_id: UUID | None = None,
    guardianship_id: UUID | None = None,
    message: str | None = None,
) -> None:
    quiet = await quiet_of(uow, email)
    item = GatheredMail(
        id=uuid7(),
        sender_id=sender_id,
        endorsement_id=endorsement_id,
        grant_id=grant_id,
        guardianship_id=guardianship_id,
        mailbox_mac=uow.runtime.keys.mac("mailbox", mailbox_of(email)),
        address_mac=sender_refusals.mac(uow.runtime, email),
        email=email,
        message=message,
        due_at=quiet.next_morning(uow.now),
        created_at=uow.now,
    )
    uow.session.add(item)
    await uow.session.flush()


async def quiet_of(uow: UnitOfWork, email: str) -> Quiet:
    person = await uow.session.scalar(select(User).where(User.email == email))
    return Quiet(person.timezone, person.quiet_from, person.quiet_until) if person else AWAY
