"""Sign-in, refresh and the end of sessions."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from app.core.actor import ME, Actor, Delegation
from app.core.changes import ChangeLog
from app.core.db import claim, fetch_one
from app.core.errors import NotFound, Problem, TooMany, Unauthenticated
from app.core.i18n import Language, Words
from app.core.ids import uuid7
from app.core.projections import Json, Projection, shape
from app.core.security import ACCESS_TOKEN_LIFE, RefreshToken, SessionEnded, random_token
from app.core.signals import NOTIFICATIONS, send_signal
from app.core.uow import Reading, Runtime, UnitOfWork
from app.models.security_events import SecurityEventKind
from app.models.sessions import IDLE_LIFE, PASS_SESSION_LIFE, Session
from app.models.sign_in_passes import PASS_PREFIX, SignInPass
from app.models.users import User
from app.policies.age import check_year
from app.policies.sessions import OF_A_PERSON, SIGNED_IN
from app.schemas.pages import PageQuery
from app.schemas.sessions import SessionCreate, SessionRead
from app.services.accounts import inactivity, passkeys, sign_in_passes
from app.services.accounts.sign_in_proofs import SignInRefused, prove
from app.services.accounts.users import ME_READ
from app.services.shared import security_log


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a new or renewed session answers."""

    access_token: str
    refresh_token: str
    media_url: str
    user: Json

    def json(self, *, in_cookie: bool = False) -> Json:
        """Return the answer's body. A refresh token that is in a cookie is not in it."""
        tokens = {
            "access_token": self.access_token,
            "refresh_token": None if in_cookie else self.refresh_token,
            "token_type": "Bearer",
            "expires_in": int(ACCESS_TOKEN_LIFE.total_seconds()),
            "media_url": self.media_url,
        }
        return Json(json.dumps(tokens)[:-1].encode() + b', "user": ' + self.user + b"}")


class SessionNotFound(NotFound):
    title = Words("Session introuvable")


SESSIONS = Projection(
    "sessions.sessions",
    SIGNED_IN,
    shape(Session, SessionRead, current=(Session.id == ME.session_id)),
    Session.user_id == ME.id,
    Session.ended_at.is_(None),
    OF_A_PERSON,
    order=(Session.id,),
)


REFUSALS: Mapping[type[Problem], SecurityEventKind] = {SignInRefused: SecurityEventKind.SIGN_IN_REFUSED}


async def search(reading: Reading, query: PageQuery) -> Json:
    return await SESSIONS.page(reading, **query.model_dump(exclude_none=True))


async def create(uow: UnitOfWork, data: SessionCreate, language: Language, source: str) -> Tokens:
    """Sign in. A first sign-in creates the account. Raises SignInRefused, PasskeyRefused, Unprocessable."""
    if data.passkey is not None:
        proof = await passkeys.prove(uow, data.passkey)
        return await open_for(uow, proof.email, language, data.device_name, is_verified=proof.is_second_factor)
    if data.link_token is not None and data.link_token.startswith(PASS_PREFIX):
        return await _open_by_pass(uow, await sign_in_passes.take(uow, data.link_token), data.device_name)
    return await open_for(uow, await prove_address(uow, data, source), language, data.device_name, data.birth_year)


async def recognise(uow: UnitOfWork, data: SessionCreate, language: Language, source: str) -> UUID:
    """Return the account of the proof, created if there was none, without a session.

    Raises SignInRefused, Unprocessable.
    """
    return await _account(uow, await prove_address(uow, data, source), language, data.birth_year)


async def open_for(  # noqa: PLR0913  who, and how they came in
    uow: UnitOfWork,
    email: str,
    language: Language,
    device_name: str,
    birth_year: int | None = None,
    *,
    is_verified: bool = False,
) -> Tokens:
    """Open a session for an address that its owner has proved. Creates the account if there was none."""
    user_id = await _account(uow, email, language, birth_year)
    return await open_session(uow, user_id, device_name, uow.now if is_verified else None)


async def open_session(
    uow: UnitOfWork,
    user_id: UUID,
    device_name: str,
    second_factor_at: datetime | None = None,
    **columns: object,
) -> Tokens:
    """Open a session of an account. The caller of `uow` acts as this person from here on."""
    session = Session(
        user_id=user_id,
        device_name=device_name,
        second_factor_at=second_factor_at,
        media_key=random_token(),
        created_at=uow.now,
        rotated_at=uow.now,
        generation=1,
        id=uuid7(),
        **columns,
    )
    uow.session.add(session)
    security_log.record(uow, SecurityEventKind.SIGNED_IN, Actor(session.user_id, session.id))
    if second_factor_at is not None:
        security_log.record(uow, SecurityEventKind.SECOND_FACTOR_GIVEN, Actor(session.user_id, session.id))
    await uow.session.flush()
    actor = Actor(session.user_id, session.id, delegation=_delegation(session.by_pass, session.community_id, uow.now))
    return await _tokens(uow, actor, RefreshToken(session.id, session.generation), session.ends_at)


async def _open_by_pass(uow: UnitOfWork, opened_by: SignInPass, device_name: str) -> Tokens:
    """Open the session of a pass, one at a time; that of a demonstration is its person's own."""
    await inactivity.touch(uow, opened_by.user_id)
    if opened_by.community_id is None:
        return await open_session(uow, opened_by.user_id, device_name)
    earlier = (Session.user_id == opened_by.user_id, Session.by_pass.is_(True), Session.ended_at.is_(None))
    await uow.session.execute(update(Session).where(*earlier).values(ended_at=uow.now))
    return await open_session(
        uow,
        opened_by.user_id,
        device_name,
        by_pass=True,
        pass_id=opened_by.id,
        community_id=opened_by.community_id,
        ends_at=uow.now + PASS_SESSION_LIFE,
    )


def _delegation(by_pass: bool, community_id: UUID | None, since: datetime) -> Delegation | None:  # noqa: FBT001  a row
    """Return what limits a session that a pass opened. Raises Unauthenticated where its school is gone."""
    if not by_pass:
        return None
    if community_id is None:
        raise Unauthenticated
    return Delegation(community_id, since)


# A browser writes its cookies down half a minute late: killed before that, it has an older one.
COOKIE_REST = timedelta(minutes=1)
# It also stores the day of use, at most once a day. What was rotated after $5 is not rotated anew.
ROTATE = """
with rotated as (
update sessions set
  generation = case when generation = $2 and rotated_at > $5::timestamptz then generation
    else greatest(generation, $2::bigint + 1) end,
  rotated_at = case when generation = $2 and rotated_at > $5::timestamptz then rotated_at else $3::timestamptz end,
  ended_at = case when generation - $2 not in (0, 1) then $3::timestamptz end
where id = $1 and ended_at is null and rotated_at > $4::timestamptz and (ends_at is null or ends_at > $3::timestamptz)
returning id, user_id, generation, ended_at, by_pass, community_id, created_at, ends_at
), seen as (
update users set last_active_on = ($3::timestamptz at time zone 'UTC')::date, inactive_warned_at = null
from rotated where users.id = rotated.user_id and rotated.ended_at is null
  and (users.last_active_on < ($3::timestamptz at time zone 'UTC')::date or users.inactive_warned_at is not null))
select id, user_id, generation, ended_at, by_pass, community_id, created_at, ends_at from rotated
"""


async def refresh(uow: UnitOfWork, token: str, *, from_cookie: bool = False) -> Tokens:
    """Rotate the refresh token; that of a cookie once a minute. Raises SessionEnded.

    A generation stays valid until its successor is used: a phone may have lost the answer, or asked twice at once. A
    later
    use ends the session, in a transaction of its own that the refusal does not roll back.
    """
    claims = uow.runtime.keys.read_refresh_token(token)
    latest = uow.now - COOKIE_REST if from_cookie else uow.now
    claim = (claims.session_id, claims.generation, uow.now, uow.now - IDLE_LIFE, latest)
    row = await uow.runtime.database.writes.fetchrow(ROTATE, *claim)
    if row is not None and row["ended_at"] is not None:
        owner = Actor(row["user_id"], row["id"])
        await security_log.write(uow.runtime, SecurityEventKind.SESSION_REUSED, owner, None, uow.now)
    if row is None or row["ended_at"] is not None:
        raise SessionEnded
    successor = RefreshToken(row["id"], row["generation"])
    try:
        delegation = _delegation(row["by_pass"], row["community_id"], row["created_at"])
        return await _tokens(uow, Actor(row["user_id"], row["id"], delegation=delegation), successor, row["ends_at"])
    except Unauthenticated as error:  # the session ended meanwhile
        raise SessionEnded from error


async def holder(runtime: Runtime, token: str) -> Actor:
    """Return whose session this refresh token renews. Raises SessionEnded."""
    claims = runtime.keys.read_refresh_token(token)
    statement = "select user_id from sessions where id = $1 and ended_at is null and generation - $2 in (0, 1)"
    row = await runtime.database.reads.fetchrow(statement, claims.session_id, claims.generation)
    if row is None:
        raise SessionEnded
    return Actor(row["user_id"], claims.session_id)


async def end(uow: UnitOfWork, session_id: UUID) -> None:
    """End a session from the next request on. Raises SessionNotFound."""
    conditions = (Session.id == session_id) & (Session.user_id == uow.actor.id) & Session.ended_at.is_(None)
    session = await fetch_one(uow.session, select(Session).where(conditions), SessionNotFound)
    session.ended_at = uow.now
    security_log.record(uow, SecurityEventKind.SESSION_ENDED, Actor(uow.actor.id, session_id))
    await send_signal(uow.session, NOTIFICATIONS, str(uow.actor.id))  # ends the session's streams


async def end_current(uow: UnitOfWork) -> None:
    if uow.actor.session_id is None:
        raise Unauthenticated
    await end(uow, uow.actor.session_id)


async def end_others(uow: UnitOfWork) -> None:
    await end_all(uow, uow.actor.id, but=uow.actor.session_id)


async def end_all(uow: UnitOfWork, user_id: UUID, *, but: UUID | None = None) -> None:
    """End the sessions of a person, except `but`."""
    conditions = (Session.user_id == user_id) & Session.id.is_distinct_from(but) & Session.ended_at.is_(None)
    rows = await uow.session.scalars(update(Session).where(conditions).values(ended_at=uow.now).returning(Session.id))
    for session_id in rows.all():
        security_log.record(uow, SecurityEventKind.SESSION_ENDED, Actor(user_id, session_id))
    await send_signal(uow.session, NOTIFICATIONS, str(user_id))


async def prove_address(uow: UnitOfWork, data: SessionCreate, source: str) -> str:
    """Prove the address. Failures are noted in the owner's security log. Raises SignInRefused, TooMany."""
    try:
        return await prove(uow, data, source)
    except (SignInRefused, TooMany) as problem:
        if data.email is not None:
            await security_log.record_refusal(uow.runtime, problem, REFUSALS, data.email)
        raise


async def _account(uow: UnitOfWork, email: str, language: Language, birth_year: int | None) -> UUID:
    user_id = await create_account(uow, email, language, birth_year)
    if user_id is None:
        user_id = await fetch_one(uow.session, select(User.id).where(User.email == email), NotFound)
        await inactivity.touch(uow, user_id)
    return user_id


async def create_account(uow: UnitOfWork, email: str, language: Language, birth_year: int | None) -> UUID | None:
    """Create the account of an address. Returns None when there is one. Raises Unprocessable, BelowMinimumAge."""
    check_year(birth_year, uow.now)
    spoken = {"locale": language.base, "simple_language": language.is_simple}
    fields = {"email": email, **spoken, "birth_year": birth_year, "last_active_on": uow.now.date()}
    fresh = {**fields, "id": uuid7(), "created_at": uow.now, "updated_at": uow.now}
    statement = insert(User).values(**fresh).on_conflict_do_nothing(index_elements=["email"]).returning(User.id)
    user_id = await uow.session.scalar(statement)
    if user_id is not None:
        await claim(uow.session, ChangeLog, user_id=user_id)
    return user_id


async def _media_url(uow: UnitOfWork) -> str:
    """Return the template of the addresses of all media that this session may see."""
    media_key = await uow.session.scalar(select(Session.media_key).where(Session.id == uow.actor.session_id))
    return f"{uow.runtime.settings.public_base_url}/m/{media_key}/{{id}}/{{name}}"


async def _tokens(uow: UnitOfWork, actor: Actor, refresh_token: RefreshToken, until: datetime | None = None) -> Tokens:
    uow.actor, keys = actor, uow.runtime.keys  # the visitor acts as this person from here on
    user = await ME_READ.show(uow)
    tokens = keys.access_token(uow.actor, uow.now, until), keys.refresh_token(refresh_token)
    return Tokens(*tokens, await _media_url(uow), user.json)
