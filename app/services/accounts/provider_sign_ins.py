"""A sign-in at a provider of identity: begun by an application, brought back by a browser, taken by the application.

The application keeps a `code_verifier`, whose digest it gives at the start. Whoever intercepts the ticket cannot use
it, and a ticket that somebody else began is good for nothing in this application. All else is derived from the row's
id.
"""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

import structlog
from pydantic import TypeAdapter
from sqlalchemy import delete, update

from app.core.actor import ANONYMOUS
from app.core.clock import lives
from app.core.errors import NotFound, Unauthenticated, Unavailable
from app.core.i18n import Language, Words
from app.core.ids import uuid7
from app.core.limits import Rule, hit
from app.core.provider_settings import ProviderSettings
from app.core.providers import Assertion, AssertionRefused, Authorization, ProviderSilent
from app.core.uow import Runtime, UnitOfWork
from app.models.identities import AUTHORIZATION_LIFE, TICKET_LIFE, ProviderSignIn
from app.schemas.identities import ProviderRead, ProviderSignInCreate, ProviderSignInRead, ProvidersRead

logger = structlog.get_logger(__name__)
SIGN_INS_PER_SOURCE = Rule("sign-ins at providers per source", 2_500, timedelta(hours=1))  # as of mailed codes
TICKET = "dto_"
SEAL_PURPOSE = "assertion of a provider"
ASSERTION = TypeAdapter(Assertion)
BUTTON = Words("S’identifier avec {name}")
LONGEST_CODE = 2_000


class ProviderNotFound(NotFound):
    title = Words("Ce service d’identité n’est pas proposé ici")
    advice = Words("`GET /v1/sessions/providers` dit lesquels le sont.")


class ProviderUnavailable(Unavailable):
    title = Words("Ce service d’identité ne répond pas")
    advice = Words("Réessaie dans une minute, ou connecte-toi par un code : `POST /v1/sessions/codes`.")


class ProviderSignInRefused(Unauthenticated):
    title = Words("Cette connexion ne vaut pas, ou plus")
    advice = Words(
        "Elle a été commencée ailleurs, a déjà servi, ou date de plus d’une demi-heure. Recommence par "
        "`POST /v1/sessions/providers/{provider}`."
    )


def search(runtime: Runtime, language: Language) -> ProvidersRead:
    providers = runtime.settings.identity_providers
    return ProvidersRead(items=[_read(name, provider, language) for name, provider in providers.items()])


def _read(name: str, provider: ProviderSettings, language: Language) -> ProviderRead:
    button = BUTTON.in_(language, name=provider.name)
    return ProviderRead(id=name, name=provider.name, button=button, about_url=provider.about)


async def start(uow: UnitOfWork, provider: str, data: ProviderSignInCreate, source: str) -> ProviderSignInRead:
    """Begin a sign-in. Raises ProviderNotFound, ProviderUnavailable, TooMany."""
    await hit(uow.runtime, SIGN_INS_PER_SOURCE, source, uow.now)
    if provider not in uow.runtime.settings.identity_providers:
        raise ProviderNotFound
    sign_in = ProviderSignIn(
        id=uuid7(),
        provider=provider,
        code_challenge=data.code_challenge,
        demands_two_factors=data.second_factor,
        expires_at=uow.now + AUTHORIZATION_LIFE,
    )
    try:
        url = await uow.runtime.providers.authorize_url(provider, _authorization(uow.runtime, sign_in))
    except ProviderSilent as error:
        logger.warning("provider silent", provider=provider, reason=str(error))
        raise ProviderUnavailable from error
    uow.session.add(sign_in)
    return ProviderSignInRead(authorize_url=url, expires_in=int(AUTHORIZATION_LIFE.total_seconds()))


async def receive(runtime: Runtime, provider: str, parameters: Mapping[str, str]) -> str:
    """Take what a browser brought back from the provider, once, and return the ticket for the application.

    Raises ProviderSignInRefused, ProviderUnavailable.
    """
    sign_in = await _claim(runtime, provider, parameters.get("state", ""))
    code = parameters.get("code", "")
    if not 0 < len(code) <= LONGEST_CODE:  # the person said no, or the provider did
        raise ProviderSignInRefused
    authorization = _authorization(runtime, sign_in)
    try:
        assertion = await runtime.providers.redeem(provider, authorization, code, parameters.get("iss"))
    except AssertionRefused as error:
        logger.warning("assertion refused", provider=provider, reason=error.reason)
        raise ProviderSignInRefused from error
    except ProviderSilent as error:
        logger.warning("provider silent", provider=provider, reason=str(error))
        raise ProviderUnavailable from error
    await _keep(runtime, sign_in.id, assertion)
    return runtime.keys.signed(TICKET, sign_in.id.bytes)


async def take(uow: UnitOfWork, ticket: str, code_verifier: str) -> Assertion:
    """Use up a ticket, if the transaction commits. Raises ProviderSignInRefused."""
    try:
        sign_in_id = UUID(bytes=uow.runtime.keys.read_signed(TICKET, ticket))
    except ValueError as error:
        raise ProviderSignInRefused from error
    challenge = base64.urlsafe_b64encode(hashlib.sha256(code_verifier.encode()).digest()).rstrip(b"=").decode()
    usable = (
        ProviderSignIn.id == sign_in_id,
        ProviderSignIn.code_challenge == challenge,
        ProviderSignIn.assertion.is_not(None),
        lives(ProviderSignIn.expires_at, uow.now, TICKET_LIFE),
    )
    ciphertext = await uow.session.scalar(delete(ProviderSignIn).where(*usable).returning(ProviderSignIn.assertion))
    if ciphertext is None:
        raise ProviderSignInRefused
    return ASSERTION.validate_json(uow.runtime.keys.unseal(SEAL_PURPOSE, sign_in_id, ciphertext))


def return_address(runtime: Runtime, provider: str) -> str:
    return f"{runtime.settings.public_base_url}/connect/{provider}"


async def _claim(runtime: Runtime, provider: str, state: str) -> ProviderSignIn:
    """Mark a sign-in as returned, in a transaction of its own: whatever follows, its state is used up."""
    live = (
        ProviderSignIn.id == _id_of(runtime, state),
        ProviderSignIn.provider == provider,  # an answer of another provider never meets this one's keys
        ProviderSignIn.returned_at.is_(None),
    )
    async with runtime.work(ANONYMOUS) as uow:
        condition = (*live, lives(ProviderSignIn.expires_at, uow.now, AUTHORIZATION_LIFE))
        statement = update(ProviderSignIn).where(*condition).values(returned_at=uow.now).returning(ProviderSignIn)
        sign_in: ProviderSignIn | None = await uow.session.scalar(statement)
        if sign_in is None or provider not in runtime.settings.identity_providers:
            raise ProviderSignInRefused
        uow.session.expunge(sign_in)
    return sign_in


async def _keep(runtime: Runtime, sign_in_id: UUID, assertion: Assertion) -> None:
    ciphertext = runtime.keys.seal(SEAL_PURPOSE, sign_in_id, ASSERTION.dump_json(assertion))
    async with runtime.work(ANONYMOUS) as uow:
        statement = update(ProviderSignIn).where(ProviderSignIn.id == sign_in_id)
        await uow.session.execute(statement.values(assertion=ciphertext, expires_at=uow.now + TICKET_LIFE))


def _authorization(runtime: Runtime, sign_in: ProviderSignIn) -> Authorization:
    """Derive all that goes to the provider. State and nonce: 64 letters and digits, as FranceConnect counts them."""
    verifier = runtime.keys.mac("challenge of a sign-in at a provider", sign_in.id)
    return Authorization(
        redirect_uri=return_address(runtime, sign_in.provider),
        state=sign_in.id.hex + _tag(runtime, sign_in.id),
        nonce=runtime.keys.mac("nonce of a sign-in at a provider", sign_in.id).hex(),
        code_verifier=base64.urlsafe_b64encode(verifier).rstrip(b"=").decode(),
        demands_two_factors=sign_in.demands_two_factors,
    )


def _id_of(runtime: Runtime, state: str) -> UUID:
    try:
        sign_in_id = UUID(hex=state[:32])
    except ValueError as error:
        raise ProviderSignInRefused from error
    if not hmac.compare_digest(state.encode(), (sign_in_id.hex + _tag(runtime, sign_in_id)).encode()):
        raise ProviderSignInRefused
    return sign_in_id


def _tag(runtime: Runtime, sign_in_id: UUID) -> str:
    return runtime.keys.mac("state of a sign-in at a provider", sign_in_id)[:16].hex()
