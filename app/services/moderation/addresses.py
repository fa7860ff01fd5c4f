"""Rows that name an address without an account: of guardians, of endorsers, of whoever reported something.

These people may ask by letter for a copy (GDPR, art. 15), and for erasure (art. 17). What a guardian agreed to
ends, and stays as proof for its term (art. 17.3.e): PostgreSQL lets nobody delete it before.
"""

import asyncio
import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, delete, or_, select, union_all, update

from app.core.clock import on_the_wire
from app.core.db import Base
from app.core.i18n import Language, Locale
from app.core.uow import UnitOfWork
from app.models.consents import Consent
from app.models.endorsements import Endorsement
from app.models.gathered_mails import GatheredMail
from app.models.guardians import Guardianship, GuardianshipState
from app.models.mails import Mail
from app.models.reports import Report
from app.models.sessions import SignInCode
from app.services.accounts import guardian_pages
from app.services.accounts.report_templates import address_erasure_mail
from app.services.departures import erasures
from app.services.guardians import guardians
from app.services.notifications import mails
from app.services.operators.operators import NobodyThere
from app.services.talents.endorsement_requests import address_mac

ANNOUNCED_FOR = timedelta(days=3)  # what could not be sent by then is erased unsent
OPEN = (GuardianshipState.ASKED, GuardianshipState.ACTIVE)
HANDED_OVER: Mapping[type[Base], Sequence[str]] = {
    Guardianship: ("email", "name", "locale", "acts", "state", "asked_at", "answered_at", "ended_at"),
    Consent: ("kind", "given_by", "text", "text_version", "boxes", "given_at", "withdrawn_at"),
    Endorsement: ("email", "asked_name", "message", "endorser_name", "endorser_role", "comment", "state", "asked_at"),
    Report: ("reference", "email", "reason", "text", "decision", "appeal", "answer", "created_at"),
    GatheredMail: ("email", "message", "created_at"),
    Mail: ("letter", "created_at", "sent_at"),
    SignInCode: ("email", "made_at"),
}


async def export(uow: UnitOfWork, email: str, to: Path) -> int:
    """Write what names the address to a JSON file, without whoever gave it. Returns its size. Raises NobodyThere."""
    written = json.dumps(await _find(uow, email), ensure_ascii=False, indent=1, default=_spelled)
    await asyncio.to_thread(to.touch, 0o600, exist_ok=False)
    return await asyncio.to_thread(to.write_text, written)


def _spelled(value: object) -> str:
    return on_the_wire(value) if isinstance(value, datetime) else str(value)


async def erase(uow: UnitOfWork, email: str, reason: str) -> int:
    """Erase what names the address, also what waited to be sent to it, and say so to it in one mail.

    Returns how many agreements of a guardian stay as proof. Raises NobodyThere.
    """
    await _find(uow, email)
    locale = await _language(uow, email)
    statement = select(Guardianship.id).where(Guardianship.email == email, Guardianship.state.in_(OPEN))
    for guardianship_id in (await uow.session.scalars(statement.order_by(Guardianship.id))).all():
        await guardians.decline(uow, guardian_pages.token_of(uow.runtime, guardianship_id))
    await erasures.forget_endorser(uow, email)
    blank = update(Report).where(Report.email == email).values(email=None, text=None, appeal=None)
    for change in (
        blank,
        *(delete(table).where(_named(uow, email)[table]) for table in (GatheredMail, Mail, SignInCode)),
    ):
        await uow.session.execute(change.execution_options(synchronize_session=False))
    guardianships = select(Guardianship.id).where(Guardianship.email == email)
    count = len((await uow.session.scalars(guardianships)).all())
    body = address_erasure_mail(locale, reason=reason, keeps_proofs=count > 0)
    await mails.post(uow, email, body, until=uow.now + ANNOUNCED_FOR)
    return count


async def _language(uow: UnitOfWork, email: str) -> Language:
    """Return the language in which the address was last written to."""
    languages = union_all(
        select(Guardianship.locale.label("locale"), Guardianship.asked_at.label("at")).where(
            Guardianship.email == email, Guardianship.locale.is_not(None)
        ),
        select(Endorsement.language, Endorsement.asked_at).where(Endorsement.email == email),
        select(Report.language, Report.created_at).where(Report.email == email),
    ).subquery()
    locale = await uow.session.scalar(select(languages.c.locale).order_by(languages.c.at.desc()).limit(1))
    return locale or Locale.FR


def _named(uow: UnitOfWork, email: str) -> dict[type[Base], ColumnElement[bool]]:
    theirs = select(Guardianship.id).where(Guardianship.email == email)
    return {
        Guardianship: Guardianship.email == email,
        Consent: Consent.subject_id.in_(theirs),
        Endorsement: or_(Endorsement.email == email, Endorsement.address_mac == address_mac(uow.runtime, email)),
        Report: Report.email == email,
        GatheredMail: GatheredMail.email == email,
        Mail: Mail.content["to"].astext == email,
        SignInCode: SignInCode.email == email,
    }


async def _find(uow: UnitOfWork, email: str) -> dict[str, list[dict[str, Any]]]:
    findings = {}
    for table, condition in _named(uow, email).items():
        rows = await uow.session.execute(
            select(*(table.__table__.c[name] for name in HANDED_OVER[table])).where(condition)
        )
        if items := [dict(row) for row in rows.mappings()]:
            findings[table.__tablename__] = items
    if not findings:
        raise NobodyThere
    return findings
