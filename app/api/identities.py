from typing import Annotated
from uuid import UUID

from fastapi import Path, Query, Request, Response

from app.api.body import REFUSALS
from app.api.deps import AnonymousWrite, IdempotencyKey, Read, Source, Write, model_response
from app.api.permissions import OPEN
from app.api.problems import asked_language, problems
from app.api.routes import Route, Router
from app.core.cursors import InvalidCursor
from app.core.errors import TooMany, Unprocessable
from app.core.projections import Json
from app.core.requests import runtime
from app.schemas.identities import (
    IdentityCreate,
    IdentityRead,
    ProviderSignInCreate,
    ProviderSignInRead,
    ProvidersRead,
)
from app.schemas.pages import PageQuery, PageRead
from app.services.accounts import identities, provider_sign_ins
from app.services.accounts.identities import IdentityNotFound, IdentityTaken
from app.services.accounts.owner_proofs import ProofRequired, WrongProof
from app.services.accounts.provider_sign_ins import ProviderNotFound, ProviderSignInRefused, ProviderUnavailable
from app.services.shared.idempotency import IdempotencyKeyReused

providers = Router(prefix="/sessions/providers", tags=["sessions"], route_class=Route)
router = Router(prefix="/me/identities", tags=["me"], route_class=Route)
Provider = Annotated[str, Path(pattern=r"^[a-z][a-z0-9-]*$", max_length=40, examples=["proconnect"])]
PROOF = (ProviderSignInRefused, ProofRequired, WrongProof)


@providers.get("", responses=problems(public=True), openapi_extra=OPEN)
async def list_providers(request: Request) -> ProvidersRead:
    """List the services of identity that people may sign in with, such as ProConnect. There may be none."""
    return provider_sign_ins.search(runtime(request), asked_language(request))


@providers.post(
    "/{provider}",
    status_code=201,
    responses=problems(*REFUSALS, ProviderNotFound, ProviderUnavailable, TooMany, Unprocessable, public=True),
    openapi_extra=OPEN,
)
async def start_provider_sign_in(
    uow: AnonymousWrite, provider: Provider, data: ProviderSignInCreate, source: Source
) -> ProviderSignInRead:
    """Begin to sign in at a service of identity. The browser comes back to `/sign-in/{token}` of the application.

    Send that token as `provider_ticket`, with the `code_verifier` of this `code_challenge`, to `POST /v1/sessions`, or
    to `POST /v1/me/identities` to add it to your account. A token that you did not begin is refused.
    """
    return await provider_sign_ins.start(uow, provider, data, source)


@router.get("", response_model=PageRead[IdentityRead], responses=problems(InvalidCursor, Unprocessable))
async def list_identities(reading: Read, query: Annotated[PageQuery, Query()]) -> Json:
    """List the services of identity that open your account, newest first. A mailed code always does."""
    return await identities.search(reading, query)


@router.post(
    "",
    status_code=201,
    response_model=IdentityRead,
    responses=problems(*REFUSALS, *PROOF, IdentityTaken, TooMany, Unprocessable, IdempotencyKeyReused)
    | {200: {"model": IdentityRead, "description": "It opened your account already"}},
)
async def create_identity(uow: Write, data: IdentityCreate, idempotency_key: IdempotencyKey = None) -> Response:
    """Let a service of identity open your account, too. You are told by mail."""
    identity, is_new = await identities.create(uow, data, idempotency_key)
    return model_response(identity, is_new=is_new)


@router.delete("/{identity_id}", status_code=204, responses=problems(IdentityNotFound, Unprocessable))
async def delete_identity(uow: Write, identity_id: UUID) -> None:
    """Take a service of identity away from your account. All other sessions end."""
    await identities.remove(uow, identity_id)
