"""The proof that a session, which may be old or stolen, is still its owner's: asked before a new way in is added."""

from datetime import datetime, timedelta

from app.core.clock import is_recent
from app.core.errors import Forbidden
from app.core.i18n import Words
from app.core.uow import UnitOfWork
from app.models.sessions import Session
from app.models.users import User
from app.schemas.sessions import SessionCreate
from app.schemas.users import ProofWrite
from app.services.accounts.sign_in_proofs import SignInRefused, prove

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


async def expect(uow: UnitOfWork, person: User, data: ProofWrite) -> None:
    """Raises ProofRequired, WrongProof."""
    if data.code is not None or data.current_password is not None:
        proof = {"email": person.email, "code": data.code, "password": data.current_password}
        try:
            await prove(uow, SessionCreate.model_validate(proof), f"session {uow.actor.session_id}")
        except SignInRefused as error:  # a 401 would sign the phone out
            raise WrongProof(**error.extensions) from error
        return
    session = await uow.session.get_one(Session, uow.actor.session_id)
    if session.by_pass or session.by_provider or not is_fresh(session.created_at, uow.now):
        raise ProofRequired


def is_fresh(since: datetime, now: datetime) -> bool:
    """Tell whether a session is so new that it proves whose account it is."""
    return is_recent(since, now, FRESH)
