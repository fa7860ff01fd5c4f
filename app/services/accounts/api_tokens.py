"""Tokens of programs. A token is shown once; the database has its digest."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Uuid, bindparam, exists, func, select, update

from app.core.actor import ME, Actor
from app.core.api_tokens import COMMUNITY, PERSONAL, with_checksum
from app.core.db import fetch_one
from app.core.errors import Conflict, Forbidden, NotFound, Unprocessable, wrong
from app.core.i18n import Words
from app.core.limits import Rule, hit
from app.core.projections import NOW, Json, Projection, shape
from app.core.security import Keys, digest, random_token
from app.core.uow import Reading, UnitOfWork
from app.models.api_tokens import ApiToken, ApiTokenUse, Scope
from app.models.second_factors import SecondFactor
from app.models.security_events import SecurityEventKind
from app.models.sessions import OF_A_COMMUNITY, OF_A_PROGRAM, Session
from app.models.users import User
from app.policies.age import AgeRequired
from app.policies.sessions import SIGNED_IN
from app.schemas.api_tokens import ApiTokenMade, ApiTokenRead, ApiTokenUseRead, ApiTokenWrite
from app.schemas.pages import PageQuery
from app.services.accounts import owner_proofs, second_factors, suspensions, users
from app.services.accounts.security_notifications import notify_change
from app.services.accounts.security_templates import SecurityChange
from app.services.shared import idempotency, security_log

LIMIT = 20  # tokens of a person, or of a community
LONGEST = timedelta(days=366)
MADE_PER_PERSON = Rule("tokens made per person", 20, timedelta(days=1))
END = wrong("/expires_at", "token_end", Words("doit être dans l’année qui vient"))


class ApiTokenNotFound(NotFound):
    title = Words("Jeton introuvable")


class TooManyTokens(Conflict):
    title = Words("Il y a déjà vingt jetons")
    advice = Words("Retire d’abord un jeton qui ne sert plus.")


class TooYoungForTokens(Forbidden):
    title = Words("Les jetons pour programmes sont à partir de 15 ans")
    advice = Words("Un jeton laisse un programme agir à ta place. Tu pourras en créer un plus tard.")


class NewToken(NamedTuple):
    id: UUID
    name: str
    scopes: Sequence[Scope]
    expires_at: datetime


IS_LIVE = (ApiToken.expires_at > NOW) & exists().where(
    Session.id == ApiToken.id, Session.ended_at.is_(None)
).correlate_except(Session)
OWN = (ApiToken.user_id == ME.id, ApiToken.community_id.is_(None))
TOKENS = Projection(
    "api_tokens.tokens",
    SIGNED_IN,
    shape(ApiToken, ApiTokenRead),
    *OWN,
    IS_LIVE,
    order=(ApiToken.created_at, ApiToken.id),
)


def uses_of(name: str, *scope: ColumnElement[bool]) -> Projection:
    """Return the list of what a token was used for; `scope` says whose tokens the caller may see."""
    token = exists().where(ApiToken.id == ApiTokenUse.token_id, *scope).correlate_except(ApiToken)
    return Projection(
        name,
        SIGNED_IN,
        shape(ApiTokenUse, ApiTokenUseRead),
        ApiTokenUse.token_id == bindparam("token", type_=Uuid()),
        token,
        order=(ApiTokenUse.used_on, ApiTokenUse.operation),
    )


USES_OF_OWN = uses_of("api_tokens.uses", *OWN)


async def search(reading: Reading, query: PageQuery) -> Json:
    return await TOKENS.page(reading, **query.model_dump(exclude_none=True))


async def search_uses(reading: Reading, token_id: UUID, query: PageQuery) -> Json:
    """List what the token was used for. Of a token that is not the caller's there is nothing."""
    return await USES_OF_OWN.page(reading, token=token_id, **query.model_dump(exclude_none=True))


async def create(uow: UnitOfWork, data: ApiTokenWrite, key: str | None = None) -> ApiTokenMade:
    """Make a token of the caller. A mail tells them. The same request under the same key gets the same token.

    Raises IdempotencyKeyReused, AgeRequired, TooYoungForTokens, SecondFactorRequired, ProofRequired, WrongProof,
    TooManyTokens, TooMany.
    """
    person = await users.lock_caller(uow)
    await suspensions.check(uow)
    if person.birth_year is None:
        raise AgeRequired
    if not person.may_decide_alone(uow.now):
        raise TooYoungForTokens
    await _prove(uow, person, data)
    token_id, is_new = await idempotency.remember_once(uow, key, data, "token")
    if is_new:
        await make(uow, NewToken(token_id, data.name, data.scopes, data.expires_at))
        await notify_change(uow, SecurityChange.API_TOKEN_CREATION)
    row = await live_row(uow, token_id)
    token = token_of(uow.runtime.keys, row)
    return ApiTokenMade(**ApiTokenRead.model_validate(row).model_dump(), token=token)


async def make(uow: UnitOfWork, data: NewToken, community_id: UUID | None = None) -> None:
    """Make a token and its session. The caller has locked whom it is for. Raises Unprocessable, TooManyTokens."""
    if not uow.now < data.expires_at <= uow.now + LONGEST:
        raise Unprocessable(errors=[END])
    await hit(uow.runtime, MADE_PER_PERSON, uow.actor.id, uow.now)
    is_personal = (ApiToken.user_id == uow.actor.id) & ApiToken.community_id.is_(None)
    scope = is_personal if community_id is None else ApiToken.community_id == community_id
    live = select(func.count()).select_from(ApiToken).join(Session, Session.id == ApiToken.id)
    count = await uow.session.scalar(live.where(scope, Session.ended_at.is_(None), ApiToken.expires_at > uow.now))
    if (count or 0) >= LIMIT:
        raise TooManyTokens
    uow.session.add(
        Session(
            id=data.id,
            user_id=uow.actor.id,
            device_name=data.name,
            media_key=random_token(),
            generation=OF_A_PROGRAM if community_id is None else OF_A_COMMUNITY,
            created_at=uow.now,
            rotated_at=uow.now,
        )
    )
    await uow.session.flush()
    row = ApiToken(
        id=data.id,
        user_id=uow.actor.id,
        community_id=community_id,
        name=data.name,
        scopes=[str(scope) for scope in data.scopes],
        created_at=uow.now,
        expires_at=data.expires_at,
    )
    row.digest = digest(token_of(uow.runtime.keys, row))
    uow.session.add(row)
    await uow.session.flush()


def token_of(keys: Keys, row: ApiToken) -> str:
    """Derive the token of a row: an answer that was lost is given again."""
    prefix = PERSONAL if row.community_id is None else COMMUNITY
    return with_checksum(keys.token(prefix, row.id))


async def live_row(uow: UnitOfWork, token_id: UUID) -> ApiToken:
    """Return the token, unless it statement meanwhile. Raises ApiTokenNotFound."""
    statement = select(ApiToken).join(Session, Session.id == ApiToken.id)
    live = statement.where(ApiToken.id == token_id, Session.ended_at.is_(None))
    return await fetch_one(uow.session, live, ApiTokenNotFound)


async def revoke(uow: UnitOfWork, token_id: UUID) -> None:
    """End a token of the caller, at once. Raises ApiTokenNotFound."""
    await end(uow, ApiToken.id == token_id, ApiToken.user_id == uow.actor.id, ApiToken.community_id.is_(None))


async def end(uow: UnitOfWork, *conditions: ColumnElement[bool]) -> None:
    """End the one token that meets the conditions. Raises ApiTokenNotFound."""
    statement = select(Session, ApiToken.user_id).join(ApiToken, ApiToken.id == Session.id)
    row = (await uow.session.execute(statement.where(*conditions, Session.ended_at.is_(None)))).one_or_none()
    if row is None:
        raise ApiTokenNotFound
    row.Session.ended_at = uow.now
    security_log.record(uow, SecurityEventKind.API_TOKEN_END, Actor(row.user_id, row.Session.id))


async def end_of_maker(uow: UnitOfWork, community_id: UUID, user_id: UUID) -> None:
    """End the tokens that somebody made who does not manage the community any more."""
    tokens = select(ApiToken.id).where(ApiToken.community_id == community_id, ApiToken.user_id == user_id)
    statement = update(Session).where(Session.id.in_(tokens), Session.ended_at.is_(None)).values(ended_at=uow.now)
    for token_id in (await uow.session.scalars(statement.returning(Session.id))).all():
        security_log.record(uow, SecurityEventKind.API_TOKEN_END, Actor(user_id, token_id))


async def _prove(uow: UnitOfWork, person: User, data: ApiTokenWrite) -> None:
    """Check the second factor of who has one, and else that the caller is who signed in."""
    factor = await uow.session.get(SecondFactor, person.id)
    if factor is not None and factor.confirmed_at is not None:
        await second_factors.require(uow)
    else:
        await owner_proofs.expect(uow, person, data)
