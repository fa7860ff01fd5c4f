"""Recipients can refuse the mails of one person, by one click and without an account."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from sqlalchemy import select

from app.core.uow import Runtime, UnitOfWork
from app.models.sender_refusals import SenderRefusal
from app.services.notifications import mails
from app.services.notifications.mail_bodies import MailBody
from app.services.notifications.unsubscribing import WayOut


async def post(uow: UnitOfWork, sender_id: UUID, mails_by_email: Mapping[str, MailBody]) -> None:
    """Send to those of these addresses that accept mails of that person. The sender cannot tell which do."""
    for email in await welcoming(uow, sender_id, mails_by_email):
        link = way_out(uow.runtime, sender_id, mac(uow.runtime, email))
        await mails.post(uow, email, mails_by_email[email].with_way_out(link))


async def welcoming(uow: UnitOfWork, sender_id: UUID, emails: Iterable[str]) -> list[str]:
    """Return those of these addresses that accept mails of that person."""
    macs = {email: mac(uow.runtime, email) for email in emails}
    statement = select(SenderRefusal.address_mac).where(
        SenderRefusal.sender_id == sender_id, SenderRefusal.address_mac.in_(macs.values())
    )
    refusals = set(await uow.session.scalars(statement))
    return [email for email, address_mac in macs.items() if address_mac not in refusals]


def way_out(runtime: Runtime, sender_id: UUID, address: bytes) -> str:
    token = WayOut(sender_id, address=address).token(runtime.keys)
    return f"{runtime.settings.public_base_url}/n/{token}"


def mac(runtime: Runtime, email: str) -> bytes:
    return runtime.keys.mac("addressee", email)
