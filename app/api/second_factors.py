from app.api.body import REFUSALS
from app.api.deps import IdempotencyKey, Read, Write
from app.api.problems import problems
from app.api.routes import Route, Router
from app.core.errors import TooMany, Unprocessable
from app.core.projections import Json
from app.policies.second_factors import SecondFactorRequired
from app.schemas.second_factors import (
    RecoveryCodesRead,
    SecondFactorBegun,
    SecondFactorCode,
    SecondFactorRead,
    SecondFactorVerified,
)
from app.services.accounts import second_factors
from app.services.accounts.second_factors import NoSecondFactor, SecondFactorPresent, WrongSecondFactor
from app.services.departures import second_factor_removal
from app.services.shared.idempotency import IdempotencyKeyReused

router = Router(prefix="/me/second-factor", tags=["me"], route_class=Route)
ENTRY = (*REFUSALS, NoSecondFactor, WrongSecondFactor, TooMany, Unprocessable)


@router.get("", response_model=SecondFactorRead, responses=problems())
async def get_second_factor(reading: Read) -> Json:
    """Read whether you have an authenticator app, and until when this session is verified by it."""
    return await second_factors.get(reading)


@router.post(
    "",
    status_code=201,
    responses=problems(SecondFactorPresent, SecondFactorRequired, Unprocessable, IdempotencyKeyReused),
)
async def create_second_factor(uow: Write, idempotency_key: IdempotencyKey = None) -> SecondFactorBegun:
    """Begin to add an authenticator app. It counts once its code was given."""
    return await second_factors.begin(uow, idempotency_key)


@router.put("/verification", responses=problems(*ENTRY, SecondFactorRequired))
async def verify_second_factor(uow: Write, data: SecondFactorCode) -> SecondFactorVerified:
    """Verify this session for twelve hours, with a code of the app or a recovery code.

    With its first code, the app counts: the answer holds your recovery codes, which are never shown again.
    """
    return await second_factors.verify(uow, data.code)


@router.post(
    "/recovery-codes",
    status_code=201,
    responses=problems(NoSecondFactor, SecondFactorRequired, Unprocessable, IdempotencyKeyReused),
)
async def create_recovery_codes(uow: Write, idempotency_key: IdempotencyKey = None) -> RecoveryCodesRead:
    """Make ten new recovery codes; the old ones are good for nothing then."""
    return await second_factors.renew_codes(uow, idempotency_key)


@router.delete("", status_code=204, responses=problems(NoSecondFactor, SecondFactorRequired))
async def delete_second_factor(uow: Write) -> None:
    """Take the authenticator app away. With the last second factor, every access that you had asked for ends."""
    await second_factor_removal.remove(uow)
