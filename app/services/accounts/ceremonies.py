"""WebAuthn: challenges, and what authenticators answer to them.

The library is imported at the first answer: a server whose people use no passkeys does without its memory. It is given
nothing but `none` attestations and challenges of ours.
"""

import base64
import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum, auto
from hmac import compare_digest
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from app.core.actor import Actor
from app.core.clock import is_recent
from app.core.security import Keys
from app.core.settings import Settings
from app.core.signatures import base64url
from app.models.passkeys import Passkey
from app.schemas.passkeys import PasskeyAssertion, PasskeyAttestation

CHALLENGE_LIFE = timedelta(minutes=5)
TIMEOUT = int(CHALLENGE_LIFE.total_seconds() * 1_000)
ES256, EDDSA, RS256 = -7, -8, -257
NONCE, INSTANT, MAC = 16, 8, 24  # bytes of a challenge
LOCALHOST = "localhost"


class InvalidPasskey(Exception):
    """What an authenticator answered is not what was asked of it."""


class Ceremony(StrEnum):
    SIGN_IN = auto()
    ADDITION = auto()
    VERIFICATION = auto()


@dataclass(frozen=True, slots=True)
class NewCredential:
    credential_id: bytes
    public_key: bytes
    sign_count: int
    is_users_own: bool


@dataclass(frozen=True, slots=True)
class Use:
    sign_count: int
    is_users_own: bool


def rp_id(settings: Settings) -> str:
    """Return the host for which passkeys are made. Browsers make none for an IP address; this machine has a name."""
    host = urlsplit(settings.public_base_url).hostname or LOCALHOST
    return LOCALHOST if _is_loopback(host) else host


def origins(settings: Settings) -> list[str]:
    """Return where an authenticator may have been asked: our pages, the web application, the Android application."""
    party, urls = (
        rp_id(settings),
        [urlsplit(url) for url in (settings.public_base_url, settings.app_address("")) if url],
    )
    near = [url for url in urls if url.hostname == party or str(url.hostname).endswith(f".{party}")]
    pages = list(dict.fromkeys(f"{url.scheme}://{url.netloc}" for url in near))
    base = urls[0]
    if party == LOCALHOST:
        pages += [f"{base.scheme}://{LOCALHOST}" + (f":{base.port}" if base.port else "")]
    prints = (settings.links.android_certificates or "").replace(":", "").split()
    return [*pages, *(f"android:apk-key-hash:{base64url(bytes.fromhex(item))}" for item in prints)]


def new_challenge(keys: Keys, ceremony: Ceremony, actor: Actor, now: datetime) -> str:
    """Return a challenge for this ceremony of this session. It says itself when it was made."""
    body = int(now.timestamp()).to_bytes(INSTANT, "big") + secrets.token_bytes(NONCE)
    return base64url(body + _mac(keys, ceremony, actor, body))


def challenge_of(client_data: str) -> bytes:
    """Return the challenge that was answered. Raises InvalidPasskey."""
    with _refusing():
        return _decode(json.loads(_decode(client_data))["challenge"])


def check_challenge(keys: Keys, challenge: bytes, ceremony: Ceremony, actor: Actor, now: datetime) -> None:
    """Raises InvalidPasskey."""
    body, mac = challenge[: INSTANT + NONCE], challenge[INSTANT + NONCE :]
    if not compare_digest(mac, _mac(keys, ceremony, actor, body)):
        raise InvalidPasskey("a challenge of another ceremony, session or installation")
    made_at = datetime.fromtimestamp(int.from_bytes(body[:INSTANT], "big"), UTC)
    if not is_recent(made_at, now, CHALLENGE_LIFE):
        raise InvalidPasskey("a challenge that has ended")


def read_attestation(settings: Settings, attestation: PasskeyAttestation, challenge: bytes) -> NewCredential:
    """Return the new passkey. Raises InvalidPasskey."""
    with _refusing():
        from webauthn import verify_registration_response  # noqa: PLC0415  see above
        from webauthn.helpers import parse_attestation_object, parse_client_data_json  # noqa: PLC0415

        response = attestation.response
        _expect_top_page(parse_client_data_json(_decode(response.client_data)))
        if parse_attestation_object(_decode(response.attestation_object)).fmt != "none":
            raise InvalidPasskey("an attestation that was not asked for")
        proof = verify_registration_response(
            credential={
                "id": attestation.id,
                "rawId": attestation.id,
                "type": "public-key",
                "response": {
                    "clientDataJSON": response.client_data,
                    "attestationObject": response.attestation_object,
                },
            },
            expected_challenge=challenge,
            expected_rp_id=rp_id(settings),
            expected_origin=origins(settings),
        )
        if base64url(proof.credential_id) != attestation.id:
            raise InvalidPasskey("the id of another credential")
        return NewCredential(proof.credential_id, proof.credential_public_key, proof.sign_count, proof.user_verified)


def read_assertion(settings: Settings, passkey: Passkey, assertion: PasskeyAssertion, challenge: bytes) -> Use:
    """Check the use of a passkey. Raises InvalidPasskey."""
    with _refusing():
        from webauthn import verify_authentication_response  # noqa: PLC0415  see above
        from webauthn.helpers import parse_client_data_json  # noqa: PLC0415

        response = assertion.response
        _expect_top_page(parse_client_data_json(_decode(response.client_data)))
        proof = verify_authentication_response(
            credential={
                "id": assertion.id,
                "rawId": assertion.id,
                "type": "public-key",
                "response": {
                    "clientDataJSON": response.client_data,
                    "authenticatorData": response.authenticator_data,
                    "signature": response.signature,
                },
            },
            expected_challenge=challenge,
            expected_rp_id=rp_id(settings),
            expected_origin=origins(settings),
            credential_public_key=passkey.public_key,
            credential_current_sign_count=passkey.sign_count,
        )
        return Use(proof.new_sign_count, proof.user_verified)


def credential_id_of(credential_id: str) -> bytes:
    """Raises InvalidPasskey."""
    with _refusing():
        return _decode(credential_id)


def is_handle_of(handle: str | None, passkey: Passkey) -> bool:
    """Tell whether the authenticator holds the passkey for its owner."""
    return handle is not None and compare_digest(handle.encode(), base64url(passkey.user_id.bytes).encode())


@contextmanager
def _refusing() -> Iterator[None]:
    """What cannot be read is refused, whatever the library makes of it."""
    try:
        yield
    except InvalidPasskey:
        raise
    except Exception as error:
        raise InvalidPasskey(str(error)) from error


def _expect_top_page(client_data: Any) -> None:  # noqa: ANN401  of the library, which is imported late
    if client_data.cross_origin:
        raise InvalidPasskey("asked in a frame of another site")


def _decode(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


def _mac(keys: Keys, ceremony: Ceremony, actor: Actor, body: bytes) -> bytes:
    return keys.mac("passkey challenge", str(ceremony), actor.user_id, actor.session_id, body)[:MAC]


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
