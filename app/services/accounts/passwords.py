from app.core.errors import NotFound, Unprocessable, wrong
from app.core.i18n import Words
from app.core.passwords import hashed, is_common
from app.core.uow import UnitOfWork
from app.models.users import User
from app.schemas.users import PasswordWrite
from app.services.accounts import bearer_links, owner_proofs, sessions, users
from app.services.accounts.security_notifications import notify_change
from app.services.accounts.security_templates import SecurityChange

COMMON = Words("se devine trop vite : prends quatre mots sans rapport entre eux")


class PasswordNotFound(NotFound):
    title = Words("Ce compte n’a pas de mot de passe")


async def put(uow: UnitOfWork, data: PasswordWrite) -> None:
    """Set the password and end all other sessions: a device may be lost.

    A session older than some minutes has to prove the account: a thief could otherwise return by a password.
    Raises Unprocessable for a common password, ProofRequired, WrongProof.
    """
    person = await users.lock_caller(uow)
    if is_common(data.password, person.email, *person.email.split("@"), person.display_name or ""):
        raise Unprocessable(errors=[wrong("/password", "common_password", COMMON)])
    await owner_proofs.expect(uow, person, data)
    person.password_hash = await hashed(data.password)
    await _changed(uow, person, SecurityChange.PASSWORD_SET)


async def remove(uow: UnitOfWork) -> None:
    """Remove the password. Raises PasswordNotFound."""
    person = await users.lock_caller(uow)
    if person.password_hash is None:
        raise PasswordNotFound
    person.password_hash = None
    await _changed(uow, person, SecurityChange.PASSWORD_REMOVED)


async def _changed(uow: UnitOfWork, person: User, change: SecurityChange) -> None:
    person.touch(uow.now)
    await sessions.end_others(uow)
    await bearer_links.end_all(uow, uow.actor.id)
    await notify_change(uow, change)
