"""Keys and tokens. Every key derives from one secret; the only module that knows python-jose.

python-jose is lenient where a signature is not enough (it takes tokens without `exp` or `aud`, ignores `crit`, and has
open CVEs about algorithms), so that every property we rely on is checked here, before and after it.
"""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property, lru_cache
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from jose import jwk, jwt
from jose.exceptions import JOSEError

from app.core.actor import Actor, Delegation
from app.core.clock import PUT_BACK
from app.core.errors import Unauthenticated
from app.core.i18n import Words
from app.core.signatures import Signer, base64url

ALGORITHM, TYPE, ISSUER = "ES256", "at+jwt", "day-tripper"
ACCESS_TOKEN_LIFE = timedelta(minutes=10)
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of P-256, SEC 2 §2.4.2
CLAIMS = {"iss", "aud", "sub", "sid", "iat", "exp"}
CLAIMS_BY_PASS = {
    "com",
    "beg",
}  # the community, and the microsecond of the beginning, of a session that others may hold
MICROSECOND = timedelta(microseconds=1)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LONGEST_TOKEN = 1_000
LONGEST_LEFT = (ACCESS_TOKEN_LIFE + PUT_BACK).total_seconds()  # of an access token
CACHE_SIZE = 20_000
NONCE = 12  # bytes; random: of one key, 2³² seals are safe (NIST SP 800-38D §8.3)
# `exp` is checked below, by the application's clock: requiring it here would check it by python-jose's.
OPTIONS = {f"require_{claim}": True for claim in ("aud", "iat", "iss", "sub")} | {"leeway": 0, "verify_exp": False}


GUEST_PREFIX = "dtv_"
SPELLING = "abcdefghijkmnpqrstuvwxyz23456789"  # 32 characters, without those that look alike


def random_token(bits: int = 192) -> str:
    return secrets.token_urlsafe(bits // 8)


def digest(token: str) -> bytes:
    """Return the digest under which a random token is stored. SHA-256 is enough for ≥ 128 random bits."""
    return hashlib.sha256(token.encode()).digest()


class SessionEnded(Unauthenticated):
    title = Words("Cette session a pris fin")
    advice = Words(
        "Ce jeton de renouvellement n’ouvre plus rien : il faut se connecter à nouveau, par `POST /v1/sessions`."
    )


@dataclass(frozen=True, slots=True)
class RefreshToken:
    session_id: UUID
    generation: int


class Keys:
    def __init__(self, root: bytes) -> None:
        self._root = root
        private = self._private("access-tokens")
        pem = serialization.Encoding.PEM
        self._signing = jwk.construct(
            private.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()), ALGORITHM
        )
        public = private.public_key().public_bytes(pem, serialization.PublicFormat.SubjectPublicKeyInfo)
        self._verifying = jwk.construct(public, ALGORITHM)
        self._kid = hashlib.sha256(public).hexdigest()[:16]
        self._decoded = lru_cache(CACHE_SIZE)(self._decode)
        self._derived = lru_cache(CACHE_SIZE)(self._derive)
        self.credentials = Signer(self._private("credentials"))  # its own key: signatures outlive sessions

    @cached_property
    def push_key(self) -> ec.EllipticCurvePrivateKey:
        """Return the key that identifies the server to push services (VAPID, RFC 8292)."""
        return self._private("web-push")

    @property
    def push_public_key(self) -> str:
        formats = serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
        return base64url(self.push_key.public_key().public_bytes(*formats))

    def mac(self, purpose: str, *parts: object) -> bytes:
        """Return 32 bytes that only this installation can compute."""
        return hmac.digest(self._derived(purpose, 32), repr(parts).encode(), "sha256")

    def seal(self, purpose: str, owner: UUID, secret: bytes) -> bytes:
        """Encrypt a value for storage. It opens for the same purpose and owner only."""
        nonce = secrets.token_bytes(NONCE)
        return nonce + AESGCM(self._derive(purpose, 32)).encrypt(nonce, secret, owner.bytes)

    def alias(self, purpose: str, owner: UUID, secret: bytes) -> str:
        """Encrypt a value as an id that is the same each time; `unalias` opens it. The nonce depends on the value."""
        nonce = self.mac(f"{purpose} nonce", owner, secret)[:NONCE]
        return base64url(nonce + AESGCM(self._derive(purpose, 32)).encrypt(nonce, secret, owner.bytes))

    def unalias(self, purpose: str, owner: UUID, alias: str) -> bytes:
        """Raises ValueError for what is no alias of that owner."""
        try:
            return self.unseal(purpose, owner, base64.urlsafe_b64decode(alias + "=="))
        except InvalidTag as error:
            raise ValueError("not one of ours") from error

    def unseal(self, purpose: str, owner: UUID, envelope: bytes) -> bytes:
        return AESGCM(self._derive(purpose, 32)).decrypt(envelope[:NONCE], envelope[NONCE:], owner.bytes)

    def token(self, prefix: str, *parts: object) -> str:
        """Derive a bearer token of 192 bits: it can be made again from its parts, and not guessed."""
        return f"{prefix}{base64url(self.mac(prefix, *parts)[:24])}"

    def spoken_code(self, length: int, purpose: str, *parts: object) -> str:
        """Derive a code to be read out, of two groups of `length` characters: it can be made again from its parts."""
        letters = [SPELLING[byte % len(SPELLING)] for byte in self.mac(purpose, *parts)]
        return "-".join("".join(letters[start : start + length]) for start in (0, length))

    def access_token(self, actor: Actor, now: datetime, until: datetime | None = None) -> str:
        """Sign an access token, which ends at `until` at the latest."""
        claims: dict[str, object] = {"iss": ISSUER, "aud": ISSUER, "sub": str(actor.id), "sid": str(actor.session_id)}
        end = now + ACCESS_TOKEN_LIFE if until is None else min(until, now + ACCESS_TOKEN_LIFE)
        claims |= {"iat": int(now.timestamp()), "exp": int(end.timestamp())}
        if actor.delegation is not None:
            community_id, since = actor.delegation
            claims |= {"com": str(community_id), "beg": (since - EPOCH) // MICROSECOND}
        return jwt.encode(claims, self._signing, ALGORITHM, {"typ": TYPE, "kid": self._kid})

    def actor_of(self, token: str, now: datetime) -> Actor:
        """Return the holder of this access token. The statement that follows checks that the session still lives."""
        actor, expires = self._decoded(token)
        if not 0 < expires - now.timestamp() <= LONGEST_LEFT:
            raise Unauthenticated
        return actor

    def refresh_token(self, token: RefreshToken) -> str:
        body = token.session_id.bytes + token.generation.to_bytes(4, "big")
        return f"dtr_{base64url(body + self.mac('refresh', body)[:24])}"

    def read_refresh_token(self, token: str) -> RefreshToken:
        """Raises SessionEnded."""
        try:
            raw = base64.urlsafe_b64decode(token.removeprefix("dtr_") + "==")
        except ValueError as error:
            raise SessionEnded from error
        body, tag = raw[:20], raw[20:]
        if not (token.startswith("dtr_") and hmac.compare_digest(tag, self.mac("refresh", body)[:24])):
            raise SessionEnded
        return RefreshToken(UUID(bytes=body[:16]), int.from_bytes(body[16:], "big"))

    def guest_token(self, actor: Actor) -> str:
        """Return the token of a guest. It needs no renewal: what lets it in is the row of its session."""
        if actor.room_id is None or actor.session_id is None:
            raise ValueError("not a guest")
        return self.signed(GUEST_PREFIX, actor.room_id.bytes + actor.id.bytes + actor.session_id.bytes)

    def guest_of(self, token: str) -> Actor:
        """Return the guest of this token. Raises Unauthenticated."""
        try:
            body = self.read_signed(GUEST_PREFIX, token)
            room_id, user_id, session_id = (UUID(bytes=body[start : start + 16]) for start in (0, 16, 32))
        except ValueError as error:
            raise Unauthenticated from error
        return Actor(user_id, session_id, room_id=room_id)

    def signed(self, prefix: str, body: bytes) -> str:
        """Return a token that carries its claims, signed by this installation."""
        return f"{prefix}{base64url(body + self.mac(prefix, body)[:24])}"

    def read_signed(self, prefix: str, token: str) -> bytes:
        """Return the claims of a signed token. Raises ValueError."""
        raw = base64.urlsafe_b64decode(token.removeprefix(prefix) + "==")
        body, tag = raw[:-24], raw[-24:]
        if not (token.startswith(prefix) and hmac.compare_digest(tag, self.mac(prefix, body)[:24])):
            raise ValueError("not one of ours")
        return body

    def _private(self, purpose: str) -> ec.EllipticCurvePrivateKey:
        number = int.from_bytes(self._derive(purpose, 48), "big") % (ORDER - 1) + 1
        return ec.derive_private_key(number, ec.SECP256R1())

    def _derive(self, purpose: str, length: int) -> bytes:
        return HKDF(hashes.SHA256(), length, salt=None, info=purpose.encode()).derive(self._root)

    def _decode(self, token: str) -> tuple[Actor, int]:
        try:
            self._check_header(token)
            claims = jwt.decode(token, self._verifying, [ALGORITHM], OPTIONS, audience=ISSUER, issuer=ISSUER)
            return _actor(claims), _integer(claims["exp"])
        except (JOSEError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise Unauthenticated from error

    def _check_header(self, token: str) -> None:
        if len(token) > LONGEST_TOKEN:
            raise Unauthenticated
        if jwt.get_unverified_header(token) != {"alg": ALGORITHM, "typ": TYPE, "kid": self._kid}:
            raise Unauthenticated  # another algorithm, key or kind of token; `crit`, `jwk`, `zip` and their like


def _actor(claims: dict[str, Any]) -> Actor:
    if set(claims) not in (CLAIMS, CLAIMS | CLAIMS_BY_PASS):
        raise Unauthenticated
    return Actor(UUID(claims["sub"]), UUID(claims["sid"]), delegation=_delegation(claims) if "com" in claims else None)


def _delegation(claims: dict[str, Any]) -> Delegation:
    return Delegation(UUID(claims["com"]), EPOCH + _integer(claims["beg"]) * MICROSECOND)


def _integer(value: object) -> int:
    if type(value) is not int:
        raise Unauthenticated
    return value
