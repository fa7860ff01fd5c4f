from typing import Annotated

from fastapi import Header, Request, Response

from app.api.body import REFUSALS
from app.api.deps import IfMatch, Read, Write, json_response, json_response_or_304, version_of
from app.api.problems import problems
from app.api.routes import Route, Router
from app.core.errors import Stale, TooMany, Unprocessable
from app.policies.age import BirthYearUnconfirmed
from app.schemas.users import PasswordWrite, UserPatch, UserRead
from app.services.accounts import passwords, users
from app.services.accounts.owner_proofs import ProofRequired, WrongProof
from app.services.accounts.passwords import PasswordNotFound
from app.services.guardians import account_changes

router = Router(prefix="/me", tags=["me"], route_class=Route)
ConfirmedYear = Annotated[
    int | None,
    Header(
        ge=1900,
        le=2199,
        examples=[2013],
        description="The year of birth once more, where `birth-year-unconfirmed` said what it takes back",
    ),
]
PROOF = (ProofRequired, WrongProof)


@router.get("", response_model=UserRead, responses=problems())
async def get_me(reading: Read, request: Request) -> Response:
    """Read your own account."""
    return json_response_or_304(request, await users.get(reading))


@router.patch(
    "", response_model=UserRead, responses=problems(*REFUSALS, Stale, Unprocessable, BirthYearUnconfirmed, TooMany)
)
async def patch_me(
    uow: Write, data: UserPatch, if_match: IfMatch = None, confirm_birth_year: ConfirmedYear = None
) -> Response:
    """Change your name, language, time zone, year of birth, quiet hours… by JSON merge patch.

    Under 15, an earlier year of birth waits in `claimed_birth_year` until somebody confirms it.
    """
    return json_response(await account_changes.patch(uow, data, version_of(if_match), confirm_birth_year))


@router.put("/password", status_code=204, responses=problems(*REFUSALS, *PROOF, TooMany, Unprocessable))
async def put_password(uow: Write, data: PasswordWrite) -> None:
    """Set a password, to sign in without a mail. Your other sessions end, and a mail tells you."""
    await passwords.put(uow, data)


@router.delete("/password", status_code=204, responses=problems(PasswordNotFound))
async def delete_password(uow: Write) -> None:
    """Take your password away: codes by mail still sign you in. Your other sessions end, and a mail tells you."""
    await passwords.remove(uow)
