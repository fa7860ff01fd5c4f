from typing import Annotated
from uuid import UUID

from fastapi import Query, Response

from app.api.body import REFUSALS
from app.api.deps import IdempotencyKey, Read, Write, model_response, written
from app.api.problems import problems
from app.api.routes import Route, Router
from app.core.cursors import InvalidCursor
from app.core.errors import TooMany, Unprocessable
from app.core.projections import Json
from app.policies.second_factors import SecondFactorRequired
from app.schemas.pages import PageQuery, PageRead
from app.schemas.passkeys import (
    CreationChallengeRead,
    PasskeyAdded,
    PasskeyCreate,
    PasskeyRead,
    PasskeyUse,
    PasskeyWrite,
    RequestChallengeRead,
)
from app.schemas.second_factors import SecondFactorRead
from app.services.accounts import passkeys
from app.services.accounts.owner_proofs import ProofRequired, WrongProof
from app.services.accounts.passkeys import PasskeyNotFound, TooManyPasskeys, WrongPasskey
from app.services.accounts.second_factors import NoSecondFactor
from app.services.departures import second_factor_removal
from app.services.shared.idempotency import IdempotencyKeyReused

router = Router(prefix="/me/passkeys", tags=["me"], route_class=Route)
ADDITION = (
    *(*REFUSALS, ProofRequired, WrongProof, WrongPasskey, TooManyPasskeys),
    *(TooMany, Unprocessable, IdempotencyKeyReused),
)


@router.get("", response_model=PageRead[PasskeyRead], responses=problems(InvalidCursor, Unprocessable))
async def list_passkeys(reading: Read, query: Annotated[PageQuery, Query()]) -> Json:
    """List your passkeys, newest first."""
    return await passkeys.search(reading, query)


@router.get("/creation-challenge", responses=problems(TooManyPasskeys))
async def get_passkey_creation_challenge(reading: Read) -> CreationChallengeRead:
    """Read a new challenge to add a passkey by. Good once, for five minutes and this session."""
    return await passkeys.offer_addition(reading)


@router.get("/verification-challenge", responses=problems(NoSecondFactor))
async def get_passkey_verification_challenge(reading: Read) -> RequestChallengeRead:
    """Read a new challenge to verify this session by a passkey. Good once, for five minutes and this session."""
    return await passkeys.offer_verification(reading)


@router.post(
    "",
    status_code=201,
    response_model=PasskeyAdded,
    responses=problems(*ADDITION) | {200: {"model": PasskeyAdded, "description": "It was added already"}},
)
async def add_passkey(uow: Write, data: PasskeyCreate, idempotency_key: IdempotencyKey = None) -> Response:
    """Add a passkey, which opens your account without your address. Its owner is told by mail.

    Made with a check of who holds the device, it stands for the second factor as well: as the first one, or when added
    by a verified session. Sent again after a lost answer, it is the same one.
    """
    passkey, is_new = await passkeys.add(uow, data, idempotency_key)
    return model_response(passkey, is_new=is_new)


@router.put(
    "/verification", response_model=SecondFactorRead, responses=problems(*REFUSALS, WrongPasskey, Unprocessable)
)
async def verify_by_passkey(uow: Write, data: PasskeyUse) -> Response:
    """Verify this session for twelve hours, by a passkey that checked who holds it."""
    return written(await passkeys.verify(uow, data.credential))


@router.put("/{passkey_id}", responses=problems(*REFUSALS, PasskeyNotFound, Unprocessable))
async def put_passkey(uow: Write, passkey_id: UUID, data: PasskeyWrite) -> PasskeyRead:
    """Name a passkey."""
    return await passkeys.rename(uow, passkey_id, data.name)


@router.delete(
    "/{passkey_id}", status_code=204, responses=problems(PasskeyNotFound, SecondFactorRequired, Unprocessable)
)
async def delete_passkey(uow: Write, passkey_id: UUID) -> None:
    """Take a passkey away. One that stands for the second factor takes a verified session.

    With the last second factor, every access that you had asked for ends.
    """
    await second_factor_removal.remove_passkey(uow, passkey_id)
