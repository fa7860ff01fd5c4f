from fastapi import Response

from app.api.body import REFUSALS
from app.api.deps import Read, Write, written
from app.api.problems import problems
from app.api.routes import Route, Router
from app.core.errors import TooMany, Unprocessable
from app.core.projections import Json
from app.policies.second_factors import SecondFactorRequired
from app.schemas.second_factors import (
    RecoveryCodesRead,
    SecondFactorBegun,
    SecondFactorCode,
    SecondFactorConfirmation,
    SecondFactorRead,
)
from app.services.accounts import second_factors
from app.services.accounts.second_factors import NoSecondFactor, SecondFactorPresent, WrongSecondFactor
from app.services.departures import second_factor_removal

router = Router(prefix="/me/second-factor", tags=["me"], route_class=Route)
ENTRY = (*REFUSALS, NoSecondFactor, WrongSecondFactor, TooMany, Unprocessable)


@router.get("", response_model=SecondFactorRead, responses=problems())
async def get_second_factor(reading: Read) -> Json:
    """Read whether you have an authenticator app, and until when this session is verified by it."""
    return await second_factors.get(reading)


@router.put("", responses=problems(SecondFactorPresent))
async def put_second_factor(uow: Write) -> SecondFactorBegun:
    """Begin to add an authenticator app. It counts once its code was given."""
    return await second_factors.begin(uow)


@router.put("/confirmation", responses=problems(*ENTRY, SecondFactorPresent))
async def confirm_second_factor(uow: Write, data: SecondFactorConfirmation) -> RecoveryCodesRead:
    """Give the app’s first code. The answer holds your recovery codes, which are never shown again."""
    return await second_factors.confirm(uow, data.code)


@router.put("/verification", response_model=SecondFactorRead, responses=problems(*ENTRY))
async def verify_second_factor(uow: Write, data: SecondFactorCode) -> Response:
    """Verify this session for twelve hours, with a code of the app or a recovery code."""
    return written(await second_factors.verify(uow, data.code))


@router.put("/recovery-codes", responses=problems(SecondFactorRequired))
async def renew_recovery_codes(uow: Write) -> RecoveryCodesRead:
    """Make ten new recovery codes; the old ones are good for nothing then."""
    return await second_factors.renew_codes(uow)


@router.delete("", status_code=204, responses=problems(NoSecondFactor, SecondFactorRequired))
async def delete_second_factor(uow: Write) -> None:
    """Take the authenticator app away. Every access that you had asked for ends with it, also before it was given."""
    await second_factor_removal.remove(uow)
