"""Every attack on an access token that python-jose would let through, or once did."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta

import pytest
from jose import jwt

from app.core.actor import Actor
from app.core.errors import Unauthenticated
from app.core.ids import uuid7
from app.core.security import Keys, RefreshToken, digest

NOW = datetime(2026, 3, 3, tzinfo=UTC)
KEYS, OTHER_KEYS = Keys(b"a" * 32), Keys(b"b" * 32)
ACTOR = Actor(uuid7(), uuid7())
TOKEN = KEYS.access_token(ACTOR, NOW)
HEADER, CLAIMS = jwt.get_unverified_header(TOKEN), jwt.get_unverified_claims(TOKEN)


def signed(claims: dict[str, object], header: dict[str, object] | None = None) -> str:
    """With our own key: only what is written differs."""
    return str(jwt.encode(claims, KEYS._signing, "ES256", HEADER if header is None else header))


def b64(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


def without(name: str) -> dict[str, object]:
    return {key: value for key, value in CLAIMS.items() if key != name}


def by_public_key() -> str:
    """Algorithm confusion: an HMAC under the public key."""
    body = f"{b64(HEADER | {'alg': 'HS256'})}.{b64(CLAIMS)}"
    public = KEYS._verifying.to_pem()
    return f"{body}.{base64.urlsafe_b64encode(hmac.digest(public, body.encode(), 'sha256')).decode().rstrip('=')}"


ATTACKS = {
    "nothing": "",
    "no token": "abc",
    "two parts": TOKEN.rpartition(".")[0],
    "no signature": TOKEN.rpartition(".")[0] + ".",
    "alg none": f"{b64({'alg': 'none', 'typ': 'at+jwt'})}.{b64(CLAIMS)}.",
    "HMAC by the public key": by_public_key(),
    "another installation's key": OTHER_KEYS.access_token(ACTOR, NOW),
    "changed claims": ".".join([TOKEN.split(".")[0], b64(CLAIMS | {"sub": str(uuid7())}), TOKEN.split(".")[2]]),
    "a JWE": "eyJhbGciOiJkaXIiLCJlbmMiOiJBMTI4R0NNIn0..a.b.c",
    "crit": signed(CLAIMS, HEADER | {"crit": ["exp"]}),
    "an embedded key": signed(CLAIMS, HEADER | {"jwk": {"kty": "EC"}}),
    "another kid": signed(CLAIMS, HEADER | {"kid": "other"}),
    "another typ": signed(CLAIMS, HEADER | {"typ": "JWT"}),
    "another audience": signed(CLAIMS | {"aud": "elsewhere"}),
    "a list of audiences": signed(CLAIMS | {"aud": ["day-tripper"]} | {"nbf": 1}),
    "another issuer": signed(CLAIMS | {"iss": "elsewhere"}),
    "an exp that is text": signed(CLAIMS | {"exp": "9999999999"}),
    "an exp that is a boolean": signed(CLAIMS | {"exp": True}),
    "a claim more": signed(CLAIMS | {"admin": True}),
    "a subject that is no id": signed(CLAIMS | {"sub": "alice"}),
    "very long": signed(CLAIMS | {"iss": "x" * 2_000}),
} | {f"without {name}": signed(without(name)) for name in CLAIMS}


@pytest.mark.parametrize("token", ATTACKS.values(), ids=ATTACKS)
def test_a_token_that_is_not_exactly_ours_is_refused(token: str) -> None:
    with pytest.raises(Unauthenticated):
        KEYS.actor_of(token, NOW)


def test_our_own_token_is_good_until_it_expires() -> None:
    assert KEYS.actor_of(TOKEN, NOW + timedelta(minutes=9, seconds=59)) == ACTOR
    with pytest.raises(Unauthenticated):
        KEYS.actor_of(TOKEN, NOW + timedelta(minutes=10))


def test_the_same_secret_makes_the_same_keys_on_every_server() -> None:
    assert Keys(b"a" * 32).actor_of(TOKEN, NOW) == ACTOR
    assert (
        Keys(b"a" * 32).token("dts_", "link", 1) == KEYS.token("dts_", "link", 1) != OTHER_KEYS.token("dts_", "link", 1)
    )
    assert len(base64.urlsafe_b64decode(KEYS.token("dts_", "link", 1)[4:])) * 8 >= 128


def test_a_refresh_token_says_whose_it_is_and_cannot_be_forged() -> None:
    token = KEYS.refresh_token(RefreshToken(uuid7(), 7))
    assert KEYS.refresh_token(KEYS.read_refresh_token(token)) == token
    raw = bytearray(base64.urlsafe_b64decode(token[4:] + "=="))
    raw[19] ^= 1  # the generation
    forgery = "dtr_" + base64.urlsafe_b64encode(raw).decode().rstrip("=")
    for bad in (forgery, token[4:], token[:-2], OTHER_KEYS.refresh_token(RefreshToken(uuid7(), 1))):
        with pytest.raises(Unauthenticated):
            KEYS.read_refresh_token(bad)


def test_a_digest_is_what_sha256_says() -> None:
    assert digest("abc") == hashlib.sha256(b"abc").digest()
