from typing import Annotated
from uuid import UUID

from fastapi import Query, Request, Response

from app.api.body import REFUSALS
from app.api.deps import AnonymousWrite, Read, Source, Write
from app.api.permissions import OPEN
from app.api.problems import asked_language, problems
from app.api.refresh_cookies import SECURITY, SET_COOKIE, CookieRefused, Ending, Keeping
from app.api.routes import Route, Router
from app.core.cursors import InvalidCursor
from app.core.errors import TooMany, Unprocessable
from app.core.projections import Json
from app.core.requests import runtime
from app.core.security import SessionEnded
from app.schemas.identities import SignedOutRead
from app.schemas.pages import PageQuery, PageRead
from app.schemas.passkeys import RequestChallengeRead
from app.schemas.sessions import (
    CodeRequest,
    CodeSentRead,
    DelegatedSessionRead,
    OwnershipWrite,
    SessionCreate,
    SessionRead,
    SessionRefresh,
    TokensRead,
)
from app.services.accounts import delegations, passkeys, provider_sessions, sessions, sign_in_proofs
from app.services.accounts.identities import IdentityTaken
from app.services.accounts.owner_proofs import ProofRequired, WrongProof
from app.services.accounts.provider_sessions import AddressUnproven
from app.services.accounts.provider_sign_ins import ProviderSignInRefused
from app.services.accounts.sessions import SessionNotFound
from app.services.accounts.sign_in_proofs import SignInRefused

router = Router(prefix="/sessions", tags=["sessions"], route_class=Route)
WAYS_IN = (*REFUSALS, SignInRefused, ProviderSignInRefused, AddressUnproven, IdentityTaken)


@router.post(
    "/codes",
    status_code=202,
    response_model=CodeSentRead,
    responses=problems(*REFUSALS, TooMany, Unprocessable, public=True),
    openapi_extra=OPEN,
)
async def send_code(uow: AnonymousWrite, data: CodeRequest, request: Request, source: Source) -> dict[str, object]:
    """Mail a six-digit code and a link to an address. The answer is the same whether we know it or not.

    Each further mail repeats the code, for an hour or until it was used.
    """
    return await sign_in_proofs.send_code(uow, data.email, asked_language(request), source)


@router.get("/passkey-challenge", responses=problems(public=True), openapi_extra=OPEN)
async def get_sign_in_challenge(request: Request) -> RequestChallengeRead:
    """Read a new challenge to sign in by a passkey. Good once, for five minutes; nothing is kept of it until then."""
    return passkeys.offer_sign_in(runtime(request))


@router.post(
    "",
    status_code=201,
    response_model=TokensRead,
    responses=problems(*WAYS_IN, CookieRefused, TooMany, Unprocessable, public=True) | {201: {"headers": SET_COOKIE}},
    openapi_extra=OPEN,
)
async def create_session(
    uow: AnonymousWrite, data: SessionCreate, request: Request, source: Source, keeping: Keeping
) -> Response:
    """Sign in on this device. A first sign-in makes the account."""
    return keeping.answer(await provider_sessions.create(uow, data, asked_language(request), source), 201)


@router.post(
    "/refresh",
    response_model=TokensRead,
    responses=problems(*REFUSALS, SessionEnded, CookieRefused, Unprocessable, public=True)
    | {200: {"headers": SET_COOKIE}},
    openapi_extra=OPEN,
)
async def refresh_session(uow: AnonymousWrite, keeping: Keeping, data: SessionRefresh | None = None) -> Response:
    """Trade the refresh token for new tokens. With `X-Keep-Refresh: cookie` it comes from the cookie, without a body.

    A refresh token stays good, and gives the same successor, until that successor is used: an answer may be lost, or
    asked for twice at once. A token that is used after its successor ends the session.
    """
    return keeping.answer(await sessions.refresh(uow, keeping.token(data), from_cookie=keeping.in_cookie))


@router.get("", response_model=PageRead[SessionRead], responses=problems(InvalidCursor, Unprocessable))
async def list_sessions(reading: Read, query: Annotated[PageQuery, Query()]) -> Json:
    """List the devices you are signed in on, newest first."""
    return await sessions.search(reading, query)


@router.get(
    "/delegated", response_model=PageRead[DelegatedSessionRead], responses=problems(InvalidCursor, Unprocessable)
)
async def list_delegated_sessions(reading: Read, query: Annotated[PageQuery, Query()]) -> Json:
    """List the sessions that a code of your school opened: who made it, and what was done. What you saw is left out."""
    return await delegations.search(reading, query)


@router.put(
    "/current/ownership",
    status_code=204,
    responses=problems(*REFUSALS, ProofRequired, WrongProof, TooMany, Unprocessable),
)
async def own_current_session(uow: Write, data: OwnershipWrite) -> None:
    """Prove that you hold this session, which a code of your school opened: it then opens all that is yours.

    Renew it afterwards (`POST /v1/sessions/refresh`): the access token of before stays as limited as it was.
    """
    await delegations.own(uow, data)


@router.put(
    "/delegated/{session_id}/acknowledgement", status_code=204, responses=problems(SessionNotFound, Unprocessable)
)
async def acknowledge_session(uow: Write, session_id: UUID) -> None:
    """Say that you saw what was done in a session that a code of your school opened."""
    await delegations.acknowledge(uow, session_id)


@router.delete(
    "/current",
    status_code=204,
    responses=problems(SessionEnded, CookieRefused, Unprocessable)
    | {200: {"model": SignedOutRead, "headers": SET_COOKIE}, 204: {"headers": SET_COOKIE}},
    openapi_extra=SECURITY,
)
async def delete_current_session(uow: Ending, keeping: Keeping) -> Response:
    """Sign out of this device. With `X-Keep-Refresh: cookie` the cookie says of which, and goes.

    200 tells where to sign out of the service of identity that opened the session, too.
    """
    return keeping.forget(await provider_sessions.sign_out(uow))


@router.delete("/{session_id}", status_code=204, responses=problems(SessionNotFound, Unprocessable))
async def delete_session(uow: Write, session_id: UUID) -> None:
    """Sign out of one of your devices. It is effective on its next request."""
    await sessions.end(uow, session_id)
