"""Whoever is sent mails by people they may not know can stop those of one person: by one click, without an account."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import select

from app.core.uow import Runtime, UnitOfWork
from app.models.sender_refusals import SenderRefusal
from app.services import mails
from app.services.letters import LetterBody
from app.services.unsubscribing import WayOut


async def post(uow: UnitOfWork, sender_id: UUID, letters: Mapping[str, LetterBody]) -> None:
    """To those of these addresses that still take mails of that person. Nothing tells the others apart."""
    macs = {email: _mac(uow.runtime, email) for email in letters}
    refused = select(SenderRefusal.address_mac).where(
        SenderRefusal.sender_id == sender_id, SenderRefusal.address_mac.in_(macs.values())
    )
    unwanted = set(await uow.session.scalars(refused))
    for email, mac in macs.items():
        if mac not in unwanted:
            token = WayOut(sender_id, address=mac).token(uow.runtime.keys)
            link = f"{uow.runtime.settings.public_base_url}/n/{token}"
            await mails.post(uow, email, letters[email].with_way_out(link))


def _mac(runtime: Runtime, email: str) -> bytes:
    return runtime.keys.mac("addressee", email)
