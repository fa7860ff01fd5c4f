from fastapi import Response

from app.api.body import REFUSALS
from app.api.deps import PRIVATE, IdempotencyKey, Source, Write, model_response
from app.api.problems import problems
from app.api.routes import Route, Router
from app.core.errors import TooMany, Unprocessable
from app.policies.claims import ClaimNotFound
from app.schemas.guests import AddressWrite, ClaimRead, ClaimWrite
from app.schemas.sessions import TokensRead
from app.services.accounts.sign_in_proofs import SignInRefused
from app.services.accounts.suspensions import SUSPENSIONS
from app.services.departures import guests
from app.services.rooms import claims
from app.services.rooms.claims import AlreadyClaimed, GuestsOnly
from app.services.shared import idempotency
from app.services.shared.idempotency import IdempotencyKeyReused

router = Router(prefix="/me", tags=["rooms"], route_class=Route)


@router.post(
    "/claims",
    status_code=201,
    response_model=ClaimRead,
    responses=problems(
        *REFUSALS, *SUSPENSIONS, ClaimNotFound, AlreadyClaimed, TooMany, Unprocessable, IdempotencyKeyReused
    )
    | {200: {"model": ClaimRead, "description": "You took it already"}},
)
async def create_claim(uow: Write, data: ClaimWrite, idempotency_key: IdempotencyKey = None) -> Response:
    """Take what you did as a guest into your account. It is moved, never added: an answer of the account stands."""
    await idempotency.remember(uow, idempotency_key, data)
    claim, is_new = await claims.claim(uow, data)
    return model_response(claim, is_new=is_new)


@router.put(
    "/address",
    response_model=TokensRead,
    responses=problems(*REFUSALS, GuestsOnly, SignInRefused, TooMany, Unprocessable),
)
async def put_address(uow: Write, data: AddressWrite, source: Source) -> Response:
    """Make an account of the guest that you are, by the code that `POST /v1/sessions/codes` mails.

    Where the address has an account already, what you did comes into it. The token of the guest ends.
    """
    return Response((await claims.take_address(uow, data, source)).json(), 200, PRIVATE, "application/json")


@router.delete("", status_code=204, responses=problems(GuestsOnly))
async def delete_guest(uow: Write) -> None:
    """Forget the guest that you are, at once, with all that leads to you."""
    await guests.leave(uow)
