"""Requests by letter: a copy of the data, an erasure, a correction. Whoever has an account gets a mail about it."""

import asyncio
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import select

from app.core.app_paths import AppPath
from app.core.db import fetch_one
from app.core.i18n import Words
from app.core.uow import UnitOfWork
from app.models.erasures import Erasure
from app.models.operators import AdminVerb
from app.models.users import User
from app.services.accounts.report_templates import (
    LEAVING,
    LEAVING_EFFECT,
    NAME_EFFECT,
    NAME_SUBJECT,
    TAKEN_ALONG,
    TAKEN_ALONG_EFFECT,
    measure_mail,
)
from app.services.accounts.rights_templates import KEEP_ACCOUNT
from app.services.departures import erasures
from app.services.moderation import addresses
from app.services.notifications import mails
from app.services.notifications.mail_bodies import Button
from app.services.operators.operators import NobodyThere, act
from app.services.portability import exports


async def export(uow: UnitOfWork, email: str, to: Path, reason: str) -> int:
    """Write the person's export archive to a file that an operator hands over. Returns its size in bytes.

    Without an account, the file holds the rows that name the address. Raises NobodyThere, FileExistsError.
    """
    try:
        person = await _person(uow, email)
    except NobodyThere:
        await act(uow, AdminVerb.EXPORT_ACCOUNT, None, reason)
        return await addresses.export(uow, email, to)
    await act(uow, AdminVerb.EXPORT_ACCOUNT, person.id, reason)
    size = 0
    await asyncio.to_thread(to.touch, 0o600, exist_ok=False)
    try:
        with await asyncio.to_thread(to.open, "wb") as file:
            async for chunk in exports.stream_for(uow, person.id):
                size += await asyncio.to_thread(file.write, chunk)
    except BaseException:
        await asyncio.to_thread(to.unlink)
        raise
    await _mail(uow, person, TAKEN_ALONG, TAKEN_ALONG_EFFECT.in_(person.language), reason)
    return size


async def erase(uow: UnitOfWork, email: str, reason: str) -> date:
    """Begin an erasure, which the person can cancel for 14 days: a letter may be forged. Returns the day it is due.

    Raises NobodyThere.
    """
    person = await _person(uow, email)
    await act(uow, AdminVerb.ERASE_ACCOUNT, person.id, reason)
    await erasures.begin(uow, person)
    await uow.session.flush()
    due = await uow.session.get_one(Erasure, person.id)
    address = uow.runtime.settings.app_address(AppPath.ERASURE)
    button = Button(KEEP_ACCOUNT, address) if address else None
    await _mail(uow, person, LEAVING, LEAVING_EFFECT.in_(person.language), reason, button=button)
    return due.due_at.astimezone(ZoneInfo(person.timezone)).date()


async def erase_address(uow: UnitOfWork, email: str, reason: str) -> int:
    """Erase what names an address without an account. Returns how many agreements stay as proof. Raises NobodyThere."""
    await act(uow, AdminVerb.ERASE_ACCOUNT, None, reason)
    return await addresses.erase(uow, email, reason)


async def rectify(uow: UnitOfWork, email: str, name: str, reason: str) -> None:
    """Correct the display name. `admin birth-year` or a guardian corrects a year of birth. Raises NobodyThere."""
    person = await _person(uow, email)
    await act(uow, AdminVerb.RECTIFY_ACCOUNT, person.id, reason)
    person.display_name = name
    person.touch(uow.now)
    await _mail(uow, person, NAME_SUBJECT, NAME_EFFECT.in_(person.language, name=name), reason)


async def _mail(  # noqa: PLR0913  a mail has that many parts
    uow: UnitOfWork, person: User, subject: Words, effect: str, reason: str, *, button: Button | None = None
) -> None:
    mail = measure_mail(person.language, subject=subject, effect=effect, reason=reason, button=button)
    await mails.post(uow, person.email, mail)


async def _person(uow: UnitOfWork, email: str) -> User:
    """Lock the account of that address. Raises NobodyThere."""
    return await fetch_one(
        uow.session, select(User).where(User.email == email).with_for_update(key_share=True), NobodyThere
    )
