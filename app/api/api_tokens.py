from typing import Annotated
from uuid import UUID

from fastapi import Query, Response

from app.api.body import REFUSALS
from app.api.deps import IdempotencyKey, Read, Write, written
from app.api.openapi_parts import IN_MAIN
from app.api.problems import problems
from app.api.routes import Route, Router
from app.core.cursors import InvalidCursor
from app.core.errors import TooMany, Unprocessable
from app.core.projections import Json
from app.policies.age import AgeRequired
from app.policies.communities import CommunityNotFound, ManagersOnly
from app.policies.erasures import ErasureAsked
from app.policies.measures import AccountRestricted
from app.policies.second_factors import SecondFactorRequired
from app.schemas.api_tokens import (
    ApiTokenMade,
    ApiTokenRead,
    ApiTokenUseRead,
    ApiTokenWrite,
    CommunityTokenMade,
    CommunityTokenRead,
    CommunityTokenWrite,
)
from app.schemas.pages import PageQuery, PageRead
from app.services.accounts import api_tokens
from app.services.accounts.api_tokens import ApiTokenNotFound, TooManyTokens, TooYoungForTokens
from app.services.accounts.owner_proofs import ProofRequired, WrongProof
from app.services.communities import community_tokens
from app.services.communities.community_tokens import AdultsOnly, CommunityUnverified
from app.services.shared.idempotency import IdempotencyKeyReused

router = Router(prefix="/me/tokens", tags=["programs"], route_class=Route)
in_community = Router(prefix="/communities", tags=["programs"], route_class=Route)
LIMITS = (TooManyTokens, TooMany, ApiTokenNotFound, IdempotencyKeyReused)
MANAGING = (CommunityNotFound, ManagersOnly)
MAKING = (*LIMITS, *REFUSALS, ErasureAsked, AccountRestricted, AgeRequired, SecondFactorRequired)


@router.get(
    "", response_model=PageRead[ApiTokenRead], responses=problems(InvalidCursor, Unprocessable), openapi_extra=IN_MAIN
)
async def list_api_tokens(reading: Read, query: Annotated[PageQuery, Query()]) -> Json:
    """List the tokens of your programs that are good now, newest first."""
    return await api_tokens.search(reading, query)


@router.post(
    "",
    status_code=201,
    responses=problems(*MAKING, TooYoungForTokens, ProofRequired, WrongProof, Unprocessable),
    openapi_extra=IN_MAIN,
)
async def create_api_token(uow: Write, data: ApiTokenWrite, idempotency_key: IdempotencyKey = None) -> ApiTokenMade:
    """Make a token with which a program acts for you. It is shown once, and a mail tells you.

    Whoever has a second factor gives it first. A token sees what is yours, and nothing that others gave you.
    """
    return await api_tokens.create(uow, data, idempotency_key)


@router.delete(
    "/{token_id}", status_code=204, responses=problems(ApiTokenNotFound, Unprocessable), openapi_extra=IN_MAIN
)
async def delete_api_token(uow: Write, token_id: UUID) -> None:
    """Take a token back. It is good for nothing from the next request on."""
    await api_tokens.revoke(uow, token_id)


@router.get(
    "/{token_id}/uses",
    response_model=PageRead[ApiTokenUseRead],
    responses=problems(InvalidCursor, Unprocessable),
    openapi_extra=IN_MAIN,
)
async def list_api_token_uses(reading: Read, token_id: UUID, query: Annotated[PageQuery, Query()]) -> Json:
    """List what a token was used for by day and operation, latest first."""
    return await api_tokens.search_uses(reading, token_id, query)


@in_community.get(
    "/{community_id}/tokens",
    response_model=PageRead[CommunityTokenRead],
    responses=problems(*MANAGING, InvalidCursor, Unprocessable),
)
async def list_community_tokens(reading: Read, community_id: UUID, query: Annotated[PageQuery, Query()]) -> Json:
    """List the tokens of a community that you manage, newest first."""
    return await community_tokens.search(reading, community_id, query)


@in_community.post(
    "/{community_id}/tokens",
    status_code=201,
    response_model=CommunityTokenMade,
    responses=problems(*MAKING, *MANAGING, CommunityUnverified, AdultsOnly, Unprocessable),
)
async def create_community_token(
    uow: Write, community_id: UUID, data: CommunityTokenWrite, idempotency_key: IdempotencyKey = None
) -> Response:
    """Make a token with which a program acts for a verified community, and in that one alone. Its managers are told.

    It reads who is in the community, and writes missions in its name. It reads no answer, and nothing of a journal. It
    ends with the community, and when you do not manage it any more.
    """
    return written(await community_tokens.create(uow, community_id, data, idempotency_key), 201)


@in_community.delete(
    "/{community_id}/tokens/{token_id}",
    status_code=204,
    responses=problems(*MANAGING, ApiTokenNotFound, Unprocessable),
)
async def delete_community_token(uow: Write, community_id: UUID, token_id: UUID) -> None:
    """Take a token of a community back, whoever made it."""
    await community_tokens.revoke(uow, community_id, token_id)


@in_community.get(
    "/{community_id}/tokens/{token_id}/uses",
    response_model=PageRead[ApiTokenUseRead],
    responses=problems(*MANAGING, InvalidCursor, Unprocessable),
)
async def list_community_token_uses(
    reading: Read, community_id: UUID, token_id: UUID, query: Annotated[PageQuery, Query()]
) -> Json:
    """List what a token of a community was used for by day and operation, latest first."""
    return await community_tokens.search_uses(reading, community_id, token_id, query)
