"""Passkeys: added while signed in, used to sign in without an address, named. Their removal is a departure."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Boolean, DateTime, func, literal_column, select

from app.core.actor import ANONYMOUS, ME, Actor
from app.core.clock import PUT_BACK
from app.core.db import claim, fetch_one
from app.core.errors import Conflict, Forbidden, NotFound, Unauthenticated
from app.core.i18n import Words
from app.core.projections import Json, Projection, SingleProjection, build, shape, wire
from app.core.security import digest
from app.core.signatures import base64url
from app.core.uow import Reading, Runtime, UnitOfWork
from app.models.passkeys import MOST_PASSKEYS, Passkey, SpentChallenge
from app.models.security_events import SecurityEventKind
from app.models.users import User
from app.policies.sessions import SIGNED_IN
from app.schemas import passkeys as shapes
from app.schemas.pages import PageQuery
from app.services.accounts import bearer_links, ceremonies, owner_proofs, second_factors, users
from app.services.accounts.ceremonies import CHALLENGE_LIFE, TIMEOUT, Ceremony, InvalidPasskey, Use
from app.services.accounts.security_notifications import notify_change
from app.services.accounts.security_templates import SecurityChange
from app.services.shared import idempotency, security_log

NAME = "Day Tripper"
KINDS = (ceremonies.ES256, ceremonies.EDDSA, ceremonies.RS256)


class PasskeyNotFound(NotFound):
    title = Words("Clé d’accès introuvable")


class PasskeyRefused(Unauthenticated):
    title = Words("Cette clé d’accès n’ouvre aucun compte ici")
    advice = Words("Recommence, ou demande un code par mail. Un défi sert une fois, pendant cinq minutes.")


class WrongPasskey(Forbidden):
    title = Words("Cette clé d’accès n’a pas fait ce qui était demandé")
    advice = Words("Demande un nouveau défi, puis recommence. Un défi sert une fois, pendant cinq minutes.")


class TooManyPasskeys(Conflict):
    title = Words("Ce compte a déjà dix clés d’accès")
    advice = Words("Enlève celle d’un appareil que tu n’as plus, puis recommence.")


PASSKEYS = Projection(
    "passkeys.passkeys", SIGNED_IN, shape(Passkey, shapes.PasskeyRead), Passkey.user_id == ME.id, order=(Passkey.id,)
)


_PASSKEYS = (
    select(
        func.json_agg(
            build(
                {
                    "credential_id": func.encode(Passkey.credential_id, "hex"),
                    "is_second_factor": Passkey.is_second_factor,
                }
            )
        )
    )
    .where(Passkey.user_id == User.id)
    .scalar_subquery()
)
OWNER = SingleProjection(
    SIGNED_IN,
    build(
        {
            "id": User.id,
            "email": User.email,
            "display_name": User.display_name,
            "since": wire(literal_column("gate.created_at", DateTime(timezone=True))),
            "is_unproven": literal_column("gate.by_pass or gate.by_provider", Boolean()),
            "passkeys": func.coalesce(_PASSKEYS, literal_column("'[]'::json")),
        }
    ),
    User.version,
    User.id == ME.id,
)


@dataclass(frozen=True, slots=True)
class Proof:
    """Whose account a passkey has opened, and whether it stands for the second factor."""

    email: str
    is_second_factor: bool
    owner_id: UUID


async def search(reading: Reading, query: PageQuery) -> Json:
    return await PASSKEYS.page(reading, **query.model_dump(exclude_none=True))


async def offer_addition(reading: Reading) -> shapes.CreationChallengeRead:
    """Return what a browser needs to make a passkey. Raises TooManyPasskeys."""
    owner = await _owner(reading)
    _expect_room(len(owner.passkeys))
    options = shapes.CreationOptions(
        rp=shapes.RelyingParty(id=ceremonies.rp_id(reading.runtime.settings), name=NAME),
        user=shapes.PasskeyUser(
            id=base64url(owner.id.bytes), name=owner.email, display_name=owner.display_name or owner.email
        ),
        challenge=ceremonies.new_challenge(reading.runtime.keys, Ceremony.ADDITION, reading.actor, reading.now),
        key_kinds=[shapes.KeyKind(type="public-key", alg=kind) for kind in KINDS],
        timeout=TIMEOUT,
        exclude=_descriptors(owner.passkeys),
        selection=shapes.AuthenticatorSelection(
            resident_key="required", require_resident_key=True, user_verification="preferred"
        ),
        attestation="none",
    )
    return shapes.CreationChallengeRead(
        public_key=options,
        expires_in=int(CHALLENGE_LIFE.total_seconds()),
        needs_proof=owner.is_unproven or not owner_proofs.is_fresh(owner.since, reading.now),
    )


def offer_sign_in(runtime: Runtime) -> shapes.RequestChallengeRead:
    """Return what a browser needs to sign in by a passkey; it asks which one."""
    return _offer(Reading(ANONYMOUS, runtime), Ceremony.SIGN_IN, [])


async def offer_verification(reading: Reading) -> shapes.RequestChallengeRead:
    """Return what a browser needs to verify this session. Raises NoSecondFactor."""
    passkeys = [item for item in (await _owner(reading)).passkeys if item.is_second_factor]
    if not passkeys:
        raise second_factors.NoSecondFactor
    return _offer(reading, Ceremony.VERIFICATION, _descriptors(passkeys))


async def add(uow: UnitOfWork, data: shapes.PasskeyCreate, key: str | None) -> tuple[shapes.PasskeyAdded, bool]:
    """Add a passkey; sent again after a lost answer, it is the same one, and not new.

    Raises ProofRequired, WrongProof, WrongPasskey, TooManyPasskeys, IdempotencyKeyReused.
    """
    person = await users.lock_caller(uow)
    passkey_id = await idempotency.remember(uow, key, data, "passkey")
    try:
        challenge = ceremonies.challenge_of(data.credential.response.client_data)
        ceremonies.check_challenge(uow.runtime.keys, challenge, Ceremony.ADDITION, uow.actor, uow.now)
        credential = ceremonies.read_attestation(uow.runtime.settings, data.credential, challenge)
    except InvalidPasskey as error:
        raise WrongPasskey from error
    passkeys = await _passkeys(uow)
    for passkey in passkeys:
        if passkey.credential_id == credential.credential_id:
            return _addition(passkey, await second_factors.find_codes(uow, passkey.id)), False
    _expect_room(len(passkeys))
    await owner_proofs.expect(uow, person, data)
    others_id = await uow.session.scalar(select(Passkey.id).where(Passkey.credential_id == credential.credential_id))
    if others_id or not await _spend(uow, challenge):
        raise WrongPasskey
    is_first = not await second_factors.is_present(uow)
    passkey = Passkey(
        id=passkey_id,
        user_id=uow.actor.id,
        credential_id=credential.credential_id,
        public_key=credential.public_key,
        sign_count=credential.sign_count,
        name=data.name,
        is_second_factor=credential.is_users_own and (is_first or await second_factors.is_verified(uow)),
        created_at=uow.now,
    )
    uow.session.add(passkey)
    await bearer_links.end_all(uow, uow.actor.id)
    await notify_change(uow, SecurityChange.PASSKEY_ADDED)
    codes = await second_factors.with_new_codes(uow, passkey.id) if passkey.is_second_factor and is_first else None
    return _addition(passkey, codes.recovery_codes if codes else None), True


async def prove(uow: UnitOfWork, assertion: shapes.PasskeyAssertion) -> Proof:
    """Return whose account the passkey opens. It cannot be guessed, so that no limit counts. Raises PasskeyRefused."""
    try:
        passkey, use = await _use(uow, assertion, Ceremony.SIGN_IN, ANONYMOUS)
    except InvalidPasskey as error:
        raise PasskeyRefused from error
    person = await uow.session.get_one(User, passkey.user_id)
    return Proof(person.email, passkey.is_second_factor and use.is_users_own, person.id)


async def verify(uow: UnitOfWork, assertion: shapes.PasskeyAssertion) -> Json:
    """Verify this session for a while. Raises WrongPasskey."""
    try:
        passkey, use = await _use(uow, assertion, Ceremony.VERIFICATION, uow.actor)
    except InvalidPasskey as error:
        raise WrongPasskey from error
    if not (passkey.is_second_factor and use.is_users_own):
        raise WrongPasskey
    return await second_factors.verify_session(uow)


async def rename(uow: UnitOfWork, passkey_id: UUID, name: str) -> shapes.PasskeyRead:
    """Raises PasskeyNotFound."""
    passkey = await find(uow, passkey_id)
    passkey.name = name
    return shapes.PasskeyRead.model_validate(passkey)


async def find(uow: UnitOfWork, passkey_id: UUID) -> Passkey:
    """Return the caller's passkey, locked. Raises PasskeyNotFound."""
    statement = select(Passkey).where(Passkey.id == passkey_id, Passkey.user_id == uow.actor.id).with_for_update()
    return await fetch_one(uow.session, statement, PasskeyNotFound)


async def _use(
    uow: UnitOfWork, assertion: shapes.PasskeyAssertion, ceremony: Ceremony, actor: Actor
) -> tuple[Passkey, Use]:
    """Check an answer, once. A refusal is noted in the owner's security log. Raises InvalidPasskey."""
    challenge = ceremonies.challenge_of(assertion.response.client_data)
    ceremonies.check_challenge(uow.runtime.keys, challenge, ceremony, actor, uow.now)
    credential_id = ceremonies.credential_id_of(assertion.id)
    passkey = await uow.session.scalar(select(Passkey).where(Passkey.credential_id == credential_id).with_for_update())
    if passkey is None or (actor.user_id is not None and passkey.user_id != actor.id):
        raise InvalidPasskey("unknown here")
    try:
        use = _read(uow, passkey, assertion, challenge, actor)
    except InvalidPasskey:
        owner = Actor(passkey.user_id)
        await security_log.write(uow.runtime, SecurityEventKind.SIGN_IN_REFUSED, owner, None, uow.now)
        raise
    if not await _spend(uow, challenge):
        raise InvalidPasskey("a challenge that was answered")
    passkey.sign_count, passkey.last_used_at = use.sign_count, uow.now
    return passkey, use


def _read(uow: UnitOfWork, passkey: Passkey, assertion: shapes.PasskeyAssertion, challenge: bytes, actor: Actor) -> Use:
    """An authenticator may leave the handle out where it was told which passkey to use. Raises InvalidPasskey."""
    handle = assertion.response.user_handle
    if not (ceremonies.is_handle_of(handle, passkey) or (handle is None and actor.user_id == passkey.user_id)):
        raise InvalidPasskey("held for somebody else")
    return ceremonies.read_assertion(uow.runtime.settings, passkey, assertion, challenge)


async def _spend(uow: UnitOfWork, challenge: bytes) -> bool:
    """Tell whether this is the first answer to the challenge."""
    until = uow.now + CHALLENGE_LIFE + PUT_BACK
    return await claim(uow.session, SpentChallenge, digest=digest(base64url(challenge)), expires_at=until)


async def _passkeys(uow: UnitOfWork) -> list[Passkey]:
    statement = select(Passkey).where(Passkey.user_id == uow.actor.id).order_by(Passkey.id)
    return list((await uow.session.scalars(statement)).all())


def _expect_room(count: int) -> None:
    if count >= MOST_PASSKEYS:
        raise TooManyPasskeys


async def _owner(reading: Reading) -> shapes.PasskeyOwner:
    return shapes.PasskeyOwner.model_validate_json((await OWNER.get(reading)).json)


def _offer(reading: Reading, ceremony: Ceremony, allow: list[shapes.KnownCredential]) -> shapes.RequestChallengeRead:
    options = shapes.RequestOptions(
        challenge=ceremonies.new_challenge(reading.runtime.keys, ceremony, reading.actor, reading.now),
        timeout=TIMEOUT,
        rp_id=ceremonies.rp_id(reading.runtime.settings),
        allow=allow,
        user_verification="required" if ceremony is Ceremony.VERIFICATION else "preferred",
    )
    return shapes.RequestChallengeRead(public_key=options, expires_in=int(CHALLENGE_LIFE.total_seconds()))


def _descriptors(passkeys: list[shapes.OwnPasskey]) -> list[shapes.KnownCredential]:
    names = (base64url(bytes.fromhex(item.credential_id)) for item in passkeys)
    return [shapes.KnownCredential(type="public-key", id=name) for name in names]


def _addition(passkey: Passkey, recovery_codes: list[str] | None) -> shapes.PasskeyAdded:
    fields = shapes.PasskeyRead.model_validate(passkey).model_dump()
    return shapes.PasskeyAdded(**fields, recovery_codes=recovery_codes)
