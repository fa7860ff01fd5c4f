"""Accounts without use: warned by mail, then erased. A click or a sign-in keeps them.

The only trace of use is the day of the last one, in UTC.
"""

from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, exists, or_, select, update

from app.core.actor import ANONYMOUS
from app.core.dates import months_from
from app.core.db import claim
from app.core.errors import NotFound
from app.core.i18n import Words
from app.core.jobs import Job
from app.core.security import Keys
from app.core.uow import Runtime, UnitOfWork
from app.models.erasures import Erasure
from app.models.users import User
from app.policies.guests import is_account
from app.services.accounts.rights_templates import inactivity_mail
from app.services.notifications import mails

PREFIX = "dtk_"
AT_ONCE = 200
WARNING = timedelta(days=28)  # the least time between mail and erasure


class InactiveAccountNotFound(NotFound):
    title = Words("Ce compte n’existe plus")


class EndInactiveAccounts(Job):
    pass


async def end(uow: UnitOfWork) -> None:
    """Warn and erase a portion of the inactive accounts."""
    settings, today = uow.runtime.settings, uow.now.date()
    warnings = await _warn(uow, months_from(today, -settings.inactive_warning_months), settings.inactive_erasure_months)
    erasures = await _erase(uow, months_from(today, -settings.inactive_erasure_months))
    if AT_ONCE in {warnings, erasures}:
        uow.enqueue(EndInactiveAccounts())


async def keep(runtime: Runtime, token: str) -> None:
    """Mark the account as used today. Raises InactiveAccountNotFound, also when its erasure has begun."""
    async with runtime.work(ANONYMOUS) as uow:
        await touch(uow, await _user_of(uow, token))


async def show(runtime: Runtime, token: str) -> None:
    """Check the link without keeping the account: mail scanners open it, too. Raises InactiveAccountNotFound."""
    async with runtime.work(ANONYMOUS) as uow:
        await _user_of(uow, token)


async def touch(uow: UnitOfWork, user_id: UUID) -> None:
    """Note the day of use, at most once a day."""
    today = uow.now.date()
    older = or_(User.last_active_on < today, User.inactive_warned_at.is_not(None))
    await uow.session.execute(
        update(User).where(User.id == user_id, older).values(last_active_on=today, inactive_warned_at=None)
    )


def address_of(runtime: Runtime, user_id: UUID) -> str:
    return f"{runtime.settings.public_base_url}/k/{token_of(runtime.keys, user_id)}"


def token_of(keys: Keys, user_id: UUID) -> str:
    return keys.signed(PREFIX, user_id.bytes)


async def _warn(uow: UnitOfWork, until: date, months: int) -> int:
    idle = select(User).where(User.last_active_on <= until, User.inactive_warned_at.is_(None), is_account(), ~_leaves())
    statement = idle.order_by(User.last_active_on).limit(AT_ONCE).with_for_update(skip_locked=True)
    people = (await uow.session.scalars(statement)).all()
    for person in people:
        person.inactive_warned_at = uow.now
        day = max(months_from(person.last_active_on, months), (uow.now + WARNING).date())
        language = person.language
        link = address_of(uow.runtime, person.id) + language.in_query
        mail = inactivity_mail(language, day=day, months=months, link=link)
        await mails.post(uow, person.email, mail)
    return len(people)


async def _erase(uow: UnitOfWork, until: date) -> int:
    """Erase without days to reflect: the warning gave a month."""
    idle = (User.last_active_on <= until, User.inactive_warned_at <= uow.now - WARNING, ~_leaves())
    due = (await uow.session.scalars(select(User.id).where(*idle).order_by(User.last_active_on).limit(AT_ONCE))).all()
    for user_id in due:
        await claim(uow.session, Erasure, user_id=user_id, asked_at=uow.now, due_at=uow.now)
    return len(due)


async def _user_of(uow: UnitOfWork, token: str) -> UUID:
    try:
        user_id = UUID(bytes=uow.runtime.keys.read_signed(PREFIX, token))
    except ValueError as error:
        raise InactiveAccountNotFound from error
    statement = select(User.id).where(User.id == user_id, ~_leaves())
    if await uow.session.scalar(statement) is None:
        raise InactiveAccountNotFound
    return user_id


def _leaves() -> ColumnElement[bool]:
    return exists().where(Erasure.user_id == User.id)
