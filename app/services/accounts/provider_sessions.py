"""Sessions that a provider of identity opens, and what ends them there."""

from uuid import UUID

from sqlalchemy import delete

from app.core.errors import Forbidden
from app.core.i18n import Language, Words
from app.core.providers import Assertion
from app.core.uow import UnitOfWork
from app.models.identities import ProviderSession
from app.schemas.sessions import SessionCreate
from app.services.accounts import identities, inactivity, provider_sign_ins, sessions
from app.services.accounts.sessions import Tokens

SEAL_PURPOSE = "end of a session at a provider"


class AddressUnproven(Forbidden):
    """Carries `email`: the address that the provider gave, if any."""

    title = Words("Prouve d’abord une adresse mail")
    advice = Words(
        "Ce service d’identité n’ouvre encore aucun compte. Demande un code par `POST /v1/sessions/codes` : à "
        "l’adresse de ton compte, si tu en as un. Puis renvoie la même demande avec `email` et `code`."
    )


async def create(uow: UnitOfWork, data: SessionCreate, language: Language, source: str) -> Tokens:
    """Sign in by a proof of an address, or by what a provider asserted.

    Raises SignInRefused, ProviderSignInRefused, AddressUnproven, IdentityTaken, Unprocessable.
    """
    if data.provider_ticket is None or data.code_verifier is None:
        return await sessions.create(uow, data, language, source)
    assertion = await provider_sign_ins.take(uow, data.provider_ticket, data.code_verifier)
    user_id = await identities.find_owner(uow, assertion)
    if user_id is not None:
        await inactivity.touch(uow, user_id)
        return await _open(uow, user_id, data.device_name, assertion)
    user_id = await _account(uow, assertion, data, language, source)
    tokens = await _open(uow, user_id, data.device_name, assertion, has_proved_address=data.email is not None)
    await identities.attach(uow, assertion)
    return tokens


async def sign_out(uow: UnitOfWork) -> str | None:
    """End the current session. Returns where the browser ends it at the provider that demands that."""
    session_id = uow.actor.session_id
    ciphertext = await uow.session.scalar(
        delete(ProviderSession)
        .where(ProviderSession.session_id == session_id)
        .returning(ProviderSession.end_session_url)
    )
    await sessions.end_current(uow)
    if ciphertext is None or session_id is None:
        return None
    return uow.runtime.keys.unseal(SEAL_PURPOSE, session_id, ciphertext).decode()


async def _account(uow: UnitOfWork, assertion: Assertion, data: SessionCreate, language: Language, source: str) -> UUID:
    """Return the account of an address that is proved: by a mailed code, or by the provider where it has none yet."""
    if data.email is not None:
        return await sessions.recognise(uow, data, language, source)
    user_id = None
    if assertion.email_verified and assertion.email is not None:
        user_id = await sessions.create_account(uow, assertion.email, language, data.birth_year)
    if user_id is None:  # an account is not taken over by an address that somebody else checked
        raise AddressUnproven(email=assertion.email)
    return user_id


async def _open(
    uow: UnitOfWork, user_id: UUID, device_name: str, assertion: Assertion, *, has_proved_address: bool = False
) -> Tokens:
    is_unproven = assertion.two_factors_at is None
    tokens = await sessions.open_session(
        uow, user_id, device_name, assertion.two_factors_at, by_provider=is_unproven and not has_proved_address
    )
    session_id = uow.actor.session_id
    if assertion.end_session_url is not None and session_id is not None:
        ciphertext = uow.runtime.keys.seal(SEAL_PURPOSE, session_id, assertion.end_session_url.encode())
        uow.session.add(ProviderSession(session_id=session_id, end_session_url=ciphertext))
    return tokens
