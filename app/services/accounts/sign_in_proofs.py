"""Proofs of an address: a mailed code, the link of the same mail, or a password."""

import hmac
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert

from app.core.clock import lately, lives
from app.core.errors import TooMany, Unauthenticated
from app.core.i18n import Language, Words
from app.core.limits import Rule, count_failures, hit, refund
from app.core.passwords import matches
from app.core.security import digest
from app.core.uow import Runtime, UnitOfWork
from app.models.sessions import CODE_LIFE, CODE_REPETITION, SignInCode
from app.models.users import User
from app.schemas.sessions import SessionCreate
from app.services.accounts.security_templates import sign_in_mail
from app.services.notifications import mails
from app.services.shared import security_log

CODES_PER_PAIR = Rule("codes per address and source", 5, timedelta(minutes=15))
CODES_PER_ADDRESS = Rule("codes per address", 50, timedelta(hours=1))
CODES_PER_SOURCE = Rule("unused codes per source", 2_500, timedelta(hours=1))  # a school of 1,000, asking twice
WRONG_CODES_PER_PAIR = Rule("wrong codes per address and source", 10, timedelta(minutes=15))
WRONG_CODES_PER_ADDRESS = Rule("wrong codes per address", 100, timedelta(hours=1))
WRONG_PASSWORDS_PER_PAIR = Rule("wrong passwords per address and source", 10, timedelta(minutes=15))
WRONG_PASSWORDS_PER_ADDRESS = Rule("wrong passwords per address", 100, timedelta(hours=1))
WRONG_PER_SOURCE = Rule("wrong codes and passwords per source", 1_000, timedelta(hours=1))


class SignInRefused(Unauthenticated):
    """Carries `attempts_left`: how many wrong ones are left for this address, from here."""

    title = Words("Ce code ou ce mot de passe n’est pas le bon")
    advice = Words(
        "Vérifie-le, ou ouvre le lien du même mail. Un code sert une fois, pendant dix minutes ; tu peux en demander "
        "un autre."
    )


class CodeKeys(NamedTuple):
    """The code and link token of a mail. Both can be derived again."""

    code: str
    link_token: str


async def send_code(uow: UnitOfWork, email: str, language: Language, source: str) -> dict[str, object]:
    """Mail a code and a link. The answer does not tell whether the address has an account."""
    try:
        await hit(uow.runtime, CODES_PER_PAIR, (email, source), uow.now)
        await hit(uow.runtime, CODES_PER_ADDRESS, email, uow.now)
    except TooMany as problem:
        await security_log.record_refusal(uow.runtime, problem, {}, email)
        raise
    await hit(uow.runtime, CODES_PER_SOURCE, source, uow.now)
    code, link_token = await _live_keys(uow, email)
    link = f"{uow.runtime.settings.public_base_url}/sign-in/{link_token}"
    minutes = int(CODE_LIFE.total_seconds() // 60)
    is_simple = await uow.session.scalar(select(User.simple_language).where(User.email == email))
    language = language.in_sentences(simple=language.is_simple or bool(is_simple))
    mail = sign_in_mail(language, code=code, link=link, minutes=minutes)
    await mails.post(uow, email, mail, until=uow.now + CODE_LIFE)
    return {"expires_in": int(CODE_LIFE.total_seconds()), "locale": language.base}


async def prove(uow: UnitOfWork, data: SessionCreate, source: str) -> str:
    """Return the address that the caller has proved. Raises SignInRefused, TooMany."""
    if data.email is None:
        return await _prove_by_link(uow, str(data.link_token), source)
    if data.password is not None:
        return await _prove_by_password(uow, data.email, data.password, source)
    return await _prove_by_code(uow, data.email, str(data.code), source)


async def _prove_by_password(uow: UnitOfWork, email: str, password: str, source: str) -> str:
    pair, address = (WRONG_PASSWORDS_PER_PAIR, (email, source)), (WRONG_PASSWORDS_PER_ADDRESS, email)
    async with count_failures(uow.runtime, SignInRefused, pair, address, (WRONG_PER_SOURCE, source)):
        password_hash = await uow.session.scalar(select(User.password_hash).where(User.email == email))
        if not await matches(password, password_hash):
            raise SignInRefused
    return email


async def _prove_by_code(uow: UnitOfWork, email: str, code: str, source: str) -> str:
    pair, address = (WRONG_CODES_PER_PAIR, (email, source)), (WRONG_CODES_PER_ADDRESS, email)
    async with count_failures(uow.runtime, SignInRefused, pair, address, (WRONG_PER_SOURCE, source)):
        selection = select(SignInCode.code_mac).where(
            SignInCode.email == email, lives(SignInCode.expires_at, uow.now, CODE_LIFE)
        )
        code_mac = await uow.session.scalar(selection)
        if code_mac is None or not hmac.compare_digest(code_mac, _mac(uow.runtime, email, code)):
            raise SignInRefused
    statement = delete(SignInCode).where(SignInCode.email == email, SignInCode.code_mac == code_mac)
    if await uow.session.scalar(statement.returning(SignInCode.email)) is None:
        raise SignInRefused  # a concurrent request has used the code
    await refund(uow.runtime, CODES_PER_SOURCE, source)
    return email


async def _prove_by_link(uow: UnitOfWork, link_token: str, source: str) -> str:
    """Prove by the link, without a limit: it cannot be guessed, and opens whatever others try."""
    live = (SignInCode.link_digest == digest(link_token), lives(SignInCode.expires_at, uow.now, CODE_LIFE))
    email: str | None = await uow.session.scalar(delete(SignInCode).where(*live).returning(SignInCode.email))
    if email is None:
        raise SignInRefused
    await refund(uow.runtime, CODES_PER_SOURCE, source)
    return email


async def _live_keys(uow: UnitOfWork, email: str) -> CodeKeys:
    """Prolong the live code of the address, or make a new one where none was mailed within the hour.

    Concurrent requests get the same code: the row is locked until the end of the transaction.
    """
    fresh = _keys_of(uow.runtime, email, uow.now)
    values = _row(uow, email, fresh, uow.now)
    live = lives(SignInCode.expires_at, uow.now, CODE_LIFE) & lately(SignInCode.made_at, uow.now, CODE_REPETITION)
    insertion = (
        insert(SignInCode)
        .values(values)
        .on_conflict_do_update(index_elements=["email"], set_=values, where=~func.coalesce(live, False))
    )
    if await uow.session.scalar(insertion.returning(SignInCode.email)) is not None:
        return fresh
    row = await uow.session.get_one(SignInCode, email, populate_existing=True)
    keys = fresh if row.made_at is None else _keys_of(uow.runtime, email, row.made_at)
    if digest(keys.link_token) != row.link_digest:  # version 0.1.0 has made another code meanwhile
        keys, row.made_at = fresh, uow.now
        row.code_mac, row.link_digest = values["code_mac"], values["link_digest"]
    row.expires_at = uow.now + CODE_LIFE
    return keys


def _row(uow: UnitOfWork, email: str, keys: CodeKeys, made_at: datetime) -> dict[str, Any]:
    return {
        "email": email,
        "code_mac": _mac(uow.runtime, email, keys.code),
        "link_digest": digest(keys.link_token),
        "tries": 0,
        "made_at": made_at,
        "expires_at": made_at + CODE_LIFE,
    }


def _keys_of(runtime: Runtime, email: str, made_at: datetime) -> CodeKeys:
    parts = (email, round(made_at.timestamp() * 1e6))
    number = int.from_bytes(runtime.keys.mac("mailed code", *parts)) % 10**6
    return CodeKeys(f"{number:06}", runtime.keys.token("dtl_", *parts))


def _mac(runtime: Runtime, email: str, code: str) -> bytes:
    return runtime.keys.mac("sign-in code", email, code)
