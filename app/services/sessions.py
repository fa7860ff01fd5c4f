"""Signing in by an e-mailed code, staying signed in, and ending it."""

import hmac
import json
import secrets
from datetime import timedelta
from uuid import UUID

from sqlalchemy import bindparam, delete, select, update
from sqlalchemy.dialects.postgresql import insert

from app.core.actor import ME, Actor
from app.core.changes import Feed
from app.core.db import claim, fetch_one
from app.core.errors import NotFound, Unauthenticated
from app.core.i18n import Locale, Words
from app.core.ids import uuid7
from app.core.limits import Rule, forgive, hit
from app.core.passwords import matches
from app.core.projections import Json, Projection, shape
from app.core.security import ACCESS_TOKEN_LIFE, RefreshToken, SessionEnded, digest, random_token
from app.core.signals import NEWS, notify
from app.core.uow import Reading, Runtime, UnitOfWork
from app.models.sessions import CODE_LIFE, CODE_TRIES, IDLE_LIFE, Session, SignInCode
from app.models.users import User
from app.policies.age import check_year
from app.policies.sessions import SIGNED_IN
from app.schemas.pages import PageQuery
from app.schemas.sessions import SessionCreate, SessionRead
from app.services import mails
from app.services.letters import sign_in_letter
from app.services.users import ME_READ

CODES_PER_ADDRESS = Rule("codes per address", 5, timedelta(minutes=15))
CODES_PER_SOURCE = Rule("codes per source", 300, timedelta(hours=1))
PASSWORDS_PER_ADDRESS = Rule("passwords per address", 10, timedelta(minutes=15))
SIGN_INS_PER_SOURCE = Rule("sign-ins per source", 600, timedelta(hours=1))


class SignInRefused(Unauthenticated):
    title = Words("Ce code ou ce mot de passe n’est pas le bon", "That code or password is not right")
    advice = Words(
        "Vérifie-le, ou demande un nouveau code : il sert une fois, pendant dix minutes, et cinq essais.",
        "Check it, or ask for a new code: it is good once, for ten minutes and five tries.",
    )


class SessionNotFound(NotFound):
    title = Words("Session introuvable", "No such session")


SESSIONS = Projection(
    SIGNED_IN,
    shape(Session, SessionRead, current=(Session.id == ME.session_id)),
    Session.user_id == ME.id,
    Session.ended_at.is_(None),
    order=(Session.id,),
)


# Made once: it opens every work, and to put it together again takes longer than to run it.
ADMITTED = (
    select(User)
    .join(Session, Session.user_id == User.id)
    .where(Session.id == bindparam("session"), Session.ended_at.is_(None), User.id == bindparam("me"))
)


async def admit(uow: UnitOfWork) -> User:
    """Let the signed-in person in, with their row at hand. Raises Unauthenticated when the session has ended."""
    person = await uow.session.scalar(ADMITTED, {"session": uow.actor.session_id, "me": uow.actor.id})
    if person is None:
        raise Unauthenticated
    return person


async def search(reading: Reading, query: PageQuery) -> Json:
    return await SESSIONS.page(reading, **query.model_dump(exclude_none=True))


async def send_code(uow: UnitOfWork, email: str, locale: Locale, source: str) -> dict[str, object]:
    """Mail a code and a link. The same for an address that we know and one that we do not."""
    await hit(uow.runtime, CODES_PER_SOURCE, source, uow.now)
    await hit(uow.runtime, CODES_PER_ADDRESS, email, uow.now)
    code, link_token = f"{secrets.randbelow(10**6):06}", f"dtl_{random_token()}"
    fresh = {
        "code_mac": _mac(uow.runtime, email, code),
        "link_digest": digest(link_token),
        "tries": 0,
        "expires_at": uow.now + CODE_LIFE,
    }
    one = insert(SignInCode).values(email=email, **fresh)
    await uow.session.execute(one.on_conflict_do_update(index_elements=["email"], set_=fresh))
    link = f"{uow.runtime.settings.public_base_url}/sign-in/{link_token}"
    minutes = int(CODE_LIFE.total_seconds() // 60)
    await mails.post(uow, email, sign_in_letter(locale, code=code, link=link, minutes=minutes))
    return {"expires_in": int(CODE_LIFE.total_seconds()), "locale": locale}


async def create(uow: UnitOfWork, data: SessionCreate, locale: Locale, source: str) -> Json:
    """Raises SignInRefused, Unprocessable. A first sign-in makes the account."""
    await hit(uow.runtime, SIGN_INS_PER_SOURCE, source, uow.now)
    return await open_for(uow, await prove(uow, data), locale, data.device_name, data.birth_year)


async def recognise(uow: UnitOfWork, data: SessionCreate, locale: Locale, source: str) -> UUID:
    """Whose account it is, or from now on is, where no session is wanted. Raises SignInRefused, Unprocessable."""
    await hit(uow.runtime, SIGN_INS_PER_SOURCE, source, uow.now)
    return await _account(uow, await prove(uow, data), locale, data.birth_year)


async def open_for(
    uow: UnitOfWork, email: str, locale: Locale, device_name: str, birth_year: int | None = None
) -> Json:
    """A session for whoever has this address, with an account if they had none. They have proved it is theirs."""
    session = Session(
        user_id=await _account(uow, email, locale, birth_year),
        device_name=device_name,
        media_key=random_token(),
        created_at=uow.now,
        rotated_at=uow.now,
        generation=1,
        id=uuid7(),
    )
    uow.session.add(session)
    return await _tokens(uow, Actor(session.user_id, session.id), RefreshToken(session.id, session.generation))


ROTATE = """
update sessions set generation = greatest(generation, $2::bigint + 1), rotated_at = $3::timestamptz,
  ended_at = case when generation - $2 not in (0, 1) then $3::timestamptz end
where id = $1 and ended_at is null and rotated_at > $4::timestamptz
returning id, user_id, generation, ended_at
"""


async def refresh(uow: UnitOfWork, token: str) -> Json:
    """Rotate the refresh token. Raises SessionEnded.

    A generation stays good until its successor was used: a phone may have lost the answer, or asked twice at once.
    After that its reuse ends the session, which commits by itself: the refusal rolls nothing back.
    """
    refreshed = uow.runtime.keys.read_refresh_token(token)
    claim = (refreshed.session_id, refreshed.generation, uow.now, uow.now - IDLE_LIFE)
    row = await uow.runtime.database.writes.fetchrow(ROTATE, *claim)
    if row is None or row["ended_at"] is not None:
        raise SessionEnded
    successor = RefreshToken(row["id"], row["generation"])
    try:
        return await _tokens(uow, Actor(row["user_id"], row["id"]), successor)
    except Unauthenticated as error:  # it ended since
        raise SessionEnded from error


async def end(uow: UnitOfWork, session_id: UUID) -> None:
    """Effective on the next request. Raises SessionNotFound."""
    mine = (Session.id == session_id) & (Session.user_id == uow.actor.id) & Session.ended_at.is_(None)
    session = await fetch_one(uow.session, select(Session).where(mine), SessionNotFound)
    session.ended_at = uow.now
    await notify(uow.session, NEWS, str(uow.actor.id))  # its streams end with it


async def end_current(uow: UnitOfWork) -> None:
    if uow.actor.session_id is None:
        raise Unauthenticated
    await end(uow, uow.actor.session_id)


async def end_others(uow: UnitOfWork) -> None:
    others = (Session.user_id == uow.actor.id) & (Session.id != uow.actor.session_id) & Session.ended_at.is_(None)
    await uow.session.execute(update(Session).where(others).values(ended_at=uow.now))
    await notify(uow.session, NEWS, str(uow.actor.id))


async def prove(uow: UnitOfWork, data: SessionCreate) -> str:
    """The address that the caller has shown to be theirs. Raises SignInRefused, TooMany."""
    if data.password is not None and data.email is not None:
        return await _prove_by_password(uow, data.email, data.password)
    return await _prove_by_code(uow, data)


async def _prove_by_password(uow: UnitOfWork, email: str, password: str) -> str:
    await hit(uow.runtime, PASSWORDS_PER_ADDRESS, email, uow.now)
    known = await uow.session.scalar(select(User.password_hash).where(User.email == email))
    if not await matches(password, known):
        raise SignInRefused
    await forgive(uow.runtime, PASSWORDS_PER_ADDRESS, email)
    return email


TRY = """
update sign_in_codes set tries = tries + 1 where (email = $1 or link_digest = $2) and expires_at > $3 and tries < $4
returning email, code_mac
"""


async def _prove_by_code(uow: UnitOfWork, data: SessionCreate) -> str:
    link = digest(data.link_token) if data.link_token else None
    # Counted on a connection of its own: a refusal rolls this transaction back, and must not take the count along.
    row = await uow.runtime.database.counts.fetchrow(TRY, data.email, link, uow.now, CODE_TRIES)
    if row is None:
        raise SignInRefused
    right = data.code is None or hmac.compare_digest(row["code_mac"], _mac(uow.runtime, row["email"], data.code))
    if not right:
        raise SignInRefused
    used = delete(SignInCode).where(SignInCode.email == row["email"], SignInCode.code_mac == row["code_mac"])
    if (await uow.session.execute(used.returning(SignInCode.email))).first() is None:
        raise SignInRefused  # somebody was faster: it is good once
    return str(row["email"])


async def _account(uow: UnitOfWork, email: str, locale: Locale, birth_year: int | None) -> UUID:
    check_year(birth_year, uow.now)
    told = {"email": email, "locale": locale, "birth_year": birth_year}
    fresh = {**told, "id": uuid7(), "created_at": uow.now, "updated_at": uow.now}
    made = insert(User).values(**fresh).on_conflict_do_nothing(index_elements=["email"]).returning(User.id)
    user_id = await uow.session.scalar(made)
    if user_id is not None:
        await claim(uow.session, Feed, user_id=user_id)
        return user_id
    return await fetch_one(uow.session, select(User.id).where(User.email == email), NotFound)


async def _tokens(uow: UnitOfWork, actor: Actor, refresh_token: RefreshToken) -> Json:
    uow.actor, keys = actor, uow.runtime.keys  # from here on, the visitor is this person
    tokens = {
        "access_token": keys.access_token(uow.actor, uow.now),
        "refresh_token": keys.refresh_token(refresh_token),
        "token_type": "Bearer",
        "expires_in": int(ACCESS_TOKEN_LIFE.total_seconds()),
    }
    user = await ME_READ.show(uow)
    return Json(json.dumps(tokens)[:-1].encode() + b', "user": ' + user.json + b"}")


def _mac(runtime: Runtime, email: str, code: str) -> bytes:
    return runtime.keys.mac("sign-in code", email, code)
