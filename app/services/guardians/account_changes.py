"""Changes of the caller's account. A new year of birth may change what needs a guardian."""

from app.core.projections import Representation
from app.core.uow import UnitOfWork
from app.core.versions import expect
from app.schemas.patches import patched
from app.schemas.users import UserPatch, UserWrite
from app.services.accounts import users
from app.services.accounts.users import ME_READ
from app.services.guardians import birth_years
from app.services.talents import meanings


async def patch(
    uow: UnitOfWork, patch: UserPatch, version: int | None, confirmed_year: int | None = None
) -> Representation:
    """Change the caller's settings. If-Match is optional, because nobody else writes them.

    Raises Stale, Unprocessable, BelowMinimumAge, BirthYearUnconfirmed, TooMany.
    """
    person = await users.lock_caller(uow)
    if version is not None:
        await expect(uow, version, person, ME_READ)
    data = patched(UserWrite, person, patch)
    is_other = data.suggestions != person.suggestions
    await users.rewrite(uow, person, data)
    if is_other:
        await meanings.forget(uow, person.id)
    if "birth_year" in patch.root:
        await birth_years.state_year(uow, person, data.birth_year, confirmed_year)
    return await ME_READ.show(uow)
