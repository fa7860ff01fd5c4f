"""An authenticator app or a passkey beside the mailed code, for people who ask others for access (SAFETY §6)."""

from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from uuid import UUID

import pyotp
from pyotp.exceptions import OTPVerificationError
from sqlalchemy import ColumnElement, DateTime, Interval, case, delete, func, literal_column, select

from app.core.actor import ME
from app.core.clock import PUT_BACK
from app.core.errors import Conflict, Forbidden, NotFound
from app.core.i18n import Words
from app.core.ids import uuid7
from app.core.limits import Rule, count_failures
from app.core.projections import NOW, Json, SingleProjection, build, wire
from app.core.uow import Reading, UnitOfWork
from app.models.passkeys import Passkey
from app.models.second_factors import RECOVERY_CODES, VERIFIED, RecoveryCode, SecondFactor
from app.models.security_events import SecurityEventKind
from app.models.sessions import Session
from app.models.users import User
from app.policies.second_factors import SecondFactorRequired, require_second_factor
from app.policies.sessions import SIGNED_IN
from app.schemas.second_factors import RecoveryCodesRead, SecondFactorBegun, SecondFactorRead, SecondFactorVerified
from app.services.accounts import bearer_links
from app.services.accounts.security_notifications import notify_change
from app.services.accounts.security_templates import SecurityChange
from app.services.shared import idempotency, security_log
from app.services.shared.qr_codes import picture

WRONG_PER_SESSION = Rule("wrong second factors per session", 5, timedelta(minutes=15))
WRONG_PER_PERSON = Rule("wrong second factors per person", 60, timedelta(hours=1))
LATE = 1  # a code is accepted one step (30 s) early or late, as phones' clocks differ
SEAL_PURPOSE = "second factor"


class NoSecondFactor(NotFound):
    title = Words("Tu n’as pas de second facteur")
    advice = Words("Commence par `POST /v1/me/second-factor`.")


class SecondFactorPresent(Conflict):
    title = Words("Ton second facteur est déjà en place")
    advice = Words("Pour changer d’application, enlève l’ancienne par `DELETE /v1/me/second-factor`, puis recommence.")


class WrongSecondFactor(Forbidden):
    title = Words("Ce code n’est pas le bon, ou a déjà servi")
    advice = Words("Attends le code suivant de l’application. Téléphone perdu ? Un code de secours sert une fois.")


_OWN = SecondFactor.user_id == User.id
_SINCE = literal_column("gate.second_factor_at", DateTime(timezone=True))
_UNTIL = _SINCE + literal_column(f"interval '{int(VERIFIED.total_seconds())} seconds'", Interval)
_PUT_BACK = literal_column(f"interval '{int(PUT_BACK.total_seconds())} seconds'", Interval)
_CONFIRMED_AT = select(SecondFactor.confirmed_at).where(_OWN).scalar_subquery()
_EXISTS = select(SecondFactor.user_id).where(_OWN).exists()
SECOND_FACTOR = SingleProjection(
    SIGNED_IN,
    build(
        {
            "state": case(
                (_CONFIRMED_AT.is_not(None), literal_column("'confirmed'")),
                (_EXISTS, literal_column("'started'")),
                else_=literal_column("'none'"),
            ),
            "confirmed_at": wire(_CONFIRMED_AT),
            "recovery_codes": select(func.count()).where(RecoveryCode.user_id == User.id).scalar_subquery(),
            "passkeys": select(func.count())
            .where(Passkey.user_id == User.id, Passkey.is_second_factor.is_(True))
            .scalar_subquery(),
            "verified_until": wire(
                case(((NOW < _UNTIL) & (_SINCE <= NOW + _PUT_BACK), _UNTIL))  # null when it is over
            ),
        }
    ),
    User.version,
    User.id == ME.id,
    missing=NoSecondFactor,
)


async def get(reading: Reading) -> Json:
    representation = await SECOND_FACTOR.get(reading)
    return representation.json


async def begin(uow: UnitOfWork, key: str | None) -> SecondFactorBegun:
    """Create a secret, which counts once a code of it was given; under the same key, show it again.

    Raises SecondFactorPresent.
    """
    _, is_new = await idempotency.remember_once(uow, key, None, "second factor")
    factor = await lock(uow)
    if factor is not None and factor.confirmed_at is not None:
        raise SecondFactorPresent
    await _expect_no_other(uow)
    if (await current(uow)).by_pass:  # a code that somebody else had in hand: they would prove themselves
        raise SecondFactorRequired
    secret = await _create_secret(uow) if is_new or factor is None else _secret_of(uow, factor)
    person = await uow.session.get_one(User, uow.actor.id)
    uri = pyotp.TOTP(secret).provisioning_uri(name=person.email, issuer_name="Day Tripper")
    return SecondFactorBegun(secret=secret, uri=uri, qr_svg=picture(uri).decode())


async def _create_secret(uow: UnitOfWork) -> str:
    secret = pyotp.random_base32()
    ciphertext = uow.runtime.keys.seal(SEAL_PURPOSE, uow.actor.id, secret.encode())
    await uow.session.merge(
        SecondFactor(user_id=uow.actor.id, secret=ciphertext, last_step=0, used_steps=[], started_at=uow.now)
    )
    return secret


def _secret_of(uow: UnitOfWork, factor: SecondFactor) -> str:
    return uow.runtime.keys.unseal(SEAL_PURPOSE, factor.user_id, factor.secret).decode()


async def verify(uow: UnitOfWork, code: str) -> SecondFactorVerified:
    """Verify this session for a while; the first code of an app confirms it. Raises what `_use` raises."""
    factor = await _use(uow, code)
    if code.isdecimal() and factor is not None and factor.confirmed_at is None:
        codes: list[str] | None = await _confirm(uow, factor)
        read = (await SECOND_FACTOR.show(uow)).json
    else:
        codes, read = None, await verify_session(uow)
    return SecondFactorVerified(**SecondFactorRead.model_validate_json(read).model_dump(), new_recovery_codes=codes)


async def verify_session(uow: UnitOfWork) -> Json:
    await step_up(uow)
    security_log.record(uow, SecurityEventKind.SECOND_FACTOR_GIVEN)
    return (await SECOND_FACTOR.show(uow)).json


async def _use(uow: UnitOfWork, code: str) -> SecondFactor | None:
    """Use up a code of the app or a recovery code, and return the app.

    Raises NoSecondFactor, WrongSecondFactor, SecondFactorRequired, TooMany.
    """
    async with _guessing(uow):
        factor = await lock(uow)
        if factor is None and not await has_passkey(uow):
            raise NoSecondFactor
        if not code.isdecimal():
            await _use_recovery_code(uow, code)
        elif factor is None:
            raise WrongSecondFactor
        else:
            if factor.confirmed_at is None:
                await _expect_no_other(uow)
            await _use_code(uow, factor, code)
    return factor


async def _confirm(uow: UnitOfWork, factor: SecondFactor) -> list[str]:
    """Let the factor count from now on, and return its recovery codes."""
    factor.confirmed_at = uow.now
    await bearer_links.end_all(uow, uow.actor.id)
    await notify_change(uow, SecurityChange.SECOND_FACTOR_ADDED)
    return (await with_new_codes(uow, uuid7())).recovery_codes


async def renew_codes(uow: UnitOfWork, key: str | None) -> RecoveryCodesRead:
    """Replace the recovery codes by ten new ones; under the same key, show them again.

    Raises SecondFactorRequired, NoSecondFactor.
    """
    session = await current(uow)
    since = require_second_factor(session, uow.now)
    if not await is_present(uow):  # a provider of identity verified this session
        raise NoSecondFactor
    codes_id, is_new = await idempotency.remember_once(uow, key, None, "recovery codes")
    if not is_new:
        return RecoveryCodesRead(recovery_codes=_codes(uow, codes_id), verified_until=since + VERIFIED)
    await notify_change(uow, SecurityChange.RECOVERY_CODES_RENEWED)
    return await with_new_codes(uow, codes_id)


async def require(uow: UnitOfWork) -> None:
    """Check that this session is verified, and lock the factor against removal. Raises SecondFactorRequired."""
    await uow.session.get(SecondFactor, uow.actor.id, with_for_update={"read": True})
    await uow.session.execute(select(Passkey.id).where(*_own_passkeys(uow)).with_for_update(read=True))
    require_second_factor(await current(uow), uow.now)


async def is_present(uow: UnitOfWork) -> bool:
    """Tell whether the person has an authenticator app, or a passkey that verifies."""
    factor = await lock(uow)
    return (factor is not None and factor.confirmed_at is not None) or await has_passkey(uow)


async def has_passkey(uow: UnitOfWork) -> bool:
    return await uow.session.scalar(select(Passkey.id).where(*_own_passkeys(uow)).limit(1)) is not None


async def is_verified(uow: UnitOfWork) -> bool:
    try:
        require_second_factor(await current(uow), uow.now)
    except SecondFactorRequired:
        return False
    return True


async def current(uow: UnitOfWork) -> Session:
    return await uow.session.get_one(Session, uow.actor.session_id)


def _guessing(uow: UnitOfWork) -> AbstractAsyncContextManager[None]:
    """Limit wrong codes by session rather than address: a thief's guesses do not stop the owner's session."""
    session, person = (uow.actor.id, uow.actor.session_id), uow.actor.id
    limits = ((WRONG_PER_SESSION, session), (WRONG_PER_PERSON, person))
    return count_failures(uow.runtime, WrongSecondFactor, *limits)


async def lock(uow: UnitOfWork) -> SecondFactor | None:
    return await uow.session.get(SecondFactor, uow.actor.id, with_for_update=True)


async def _use_code(uow: UnitOfWork, factor: SecondFactor, code: str) -> None:
    """Use a code once. The caller has locked the row. Raises WrongSecondFactor."""
    try:
        step = pyotp.TOTP(_secret_of(uow, factor)).verify_and_get_timecode(code, for_time=uow.now, valid_window=LATE)
    except OTPVerificationError as error:
        raise WrongSecondFactor from error
    if not factor.use(step):
        raise WrongSecondFactor


async def _use_recovery_code(uow: UnitOfWork, code: str) -> None:
    used = delete(RecoveryCode).where(RecoveryCode.user_id == uow.actor.id, RecoveryCode.code_mac == _mac(uow, code))
    if (await uow.session.execute(used.returning(RecoveryCode.user_id))).first() is None:
        raise WrongSecondFactor


async def with_new_codes(uow: UnitOfWork, codes_id: UUID) -> RecoveryCodesRead:
    codes = _codes(uow, codes_id)
    await uow.session.flush()
    await uow.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == uow.actor.id))
    uow.session.add_all(RecoveryCode(user_id=uow.actor.id, code_mac=_mac(uow, code)) for code in codes)
    return RecoveryCodesRead(recovery_codes=codes, verified_until=await step_up(uow))


async def _expect_no_other(uow: UnitOfWork) -> None:
    """Where a passkey verifies, only who can use it adds an app. Raises SecondFactorRequired."""
    if await has_passkey(uow):
        require_second_factor(await current(uow), uow.now)


def _own_passkeys(uow: UnitOfWork) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return Passkey.user_id == uow.actor.id, Passkey.is_second_factor.is_(True)


async def find_codes(uow: UnitOfWork, codes_id: UUID) -> list[str] | None:
    """Return the codes of that id as long as they are those of the caller, and none was used."""
    codes = _codes(uow, codes_id)
    macs = await uow.session.scalars(select(RecoveryCode.code_mac).where(RecoveryCode.user_id == uow.actor.id))
    return codes if set(macs.all()) == {_mac(uow, code) for code in codes} else None


async def step_up(uow: UnitOfWork) -> datetime:
    session = await current(uow)
    session.second_factor_at = uow.now
    return uow.now + VERIFIED


def _codes(uow: UnitOfWork, codes_id: UUID) -> list[str]:
    """Derive the codes of that id, which were shown, and are stored as digests alone."""
    keys = uow.runtime.keys
    return [keys.spoken_code(5, "recovery codes", uow.actor.id, codes_id, number) for number in range(RECOVERY_CODES)]


def _mac(uow: UnitOfWork, code: str) -> bytes:
    return uow.runtime.keys.mac("recovery code", uow.actor.id, code)
