from datetime import timedelta

from app.core.clock import is_recent
from app.core.errors import Forbidden, NotFound, Unprocessable, wrong
from app.core.i18n import Words
from app.core.passwords import hashed, is_common
from app.core.uow import UnitOfWork
from app.models.sessions import Session
from app.models.users import User
from app.schemas.sessions import SessionCreate
from app.schemas.users import PasswordWrite
from app.services.accounts import bearer_links, sessions, users
from app.services.accounts.security_notifications import notify_change
from app.services.accounts.security_templates import SecurityChange
from app.services.accounts.sign_in_proofs import SignInRefused, prove

COMMON = Words("se devine trop vite : prends quatre mots sans rapport entre eux")
FRESH = timedelta(minutes=15)


class ProofRequired(Forbidden):
    title = Words("Prouve d’abord que ce compte est à toi")
    advice = Words(
        "Cette session n’est pas nouvelle : donne le mot de passe actuel (`current_password`), ou un code (`code`) que "
        "`POST /v1/sessions/codes` envoie à ton adresse."
    )


class WrongProof(Forbidden):
    title = SignInRefused.title
    advice = SignInRefused.advice


class PasswordNotFound(NotFound):
    title = Words("Ce compte n’a pas de mot de passe")


async def put(uow: UnitOfWork, data: PasswordWrite) -> None:
    """Set the password and end all other sessions: a device may be lost.

    A session older than some minutes has to prove the account: a thief could otherwise return by a password.
    Raises Unprocessable for a common password, ProofRequired, WrongProof.
    """
    person = await users.lock_caller(uow)
    if is_common(data.password, *person.email.split("@"), person.display_name or ""):
        raise Unprocessable(errors=[wrong("/password", "common_password", COMMON)])
    await _prove(uow, person, data)
    person.password_hash = await hashed(data.password)
    await _changed(uow, person, SecurityChange.PASSWORD_SET)


async def remove(uow: UnitOfWork) -> None:
    """Remove the password. Raises PasswordNotFound."""
    person = await users.lock_caller(uow)
    if person.password_hash is None:
        raise PasswordNotFound
    person.password_hash = None
    await _changed(uow, person, SecurityChange.PASSWORD_REMOVED)


async def _prove(uow: UnitOfWork, person: User, data: PasswordWrite) -> None:
    if data.code is not None or data.current_password is not None:
        proof = {"email": person.email, "code": data.code, "password": data.current_password}
        try:
            await prove(uow, SessionCreate.model_validate(proof), f"session {uow.actor.session_id}")
        except SignInRefused as error:  # a 401 would sign the phone out
            raise WrongProof from error
        return
    session = await uow.session.get_one(Session, uow.actor.session_id)
    if not is_recent(session.created_at, uow.now, FRESH):
        raise ProofRequired


async def _changed(uow: UnitOfWork, person: User, change: SecurityChange) -> None:
    person.touch(uow.now)
    await sessions.end_others(uow)
    await bearer_links.end_all(uow, uow.actor.id)
    await notify_change(uow, change)
