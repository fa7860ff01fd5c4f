"""ES256 signatures on documents that others keep and verify with a public key."""

import base64
import hashlib
import json
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

WIDTH = 32  # bytes of a number of P-256
# Equal documents get equal signatures (RFC 6979): two copies of a credential are identical.
SCHEME = ec.ECDSA(hashes.SHA256(), deterministic_signing=True)


class Signer:
    def __init__(self, private: ec.EllipticCurvePrivateKey) -> None:
        self._private = private

    @cached_property
    def public_jwk(self) -> dict[str, str]:
        """Return the public key, without its published name."""
        point = self._private.public_key().public_numbers()
        return {"kty": "EC", "crv": "P-256", "x": _number(point.x), "y": _number(point.y)}

    @cached_property
    def thumbprint(self) -> str:
        """RFC 7638: stable as long as the key is."""
        canonical = json.dumps(self.public_jwk, sort_keys=True, separators=(",", ":"))
        return base64url(hashlib.sha256(canonical.encode()).digest())

    def sign(self, header: Mapping[str, Any], payload: Mapping[str, Any]) -> str:
        """Return a compact JWS (RFC 7515)."""
        parts = ({"alg": "ES256", **header}, payload)
        signing_input = ".".join(
            base64url(json.dumps(part, ensure_ascii=False, separators=(",", ":")).encode()) for part in parts
        )
        r, s = decode_dss_signature(self._private.sign(signing_input.encode(), SCHEME))
        return f"{signing_input}.{base64url(r.to_bytes(WIDTH, 'big') + s.to_bytes(WIDTH, 'big'))}"


def _number(value: int) -> str:
    return base64url(value.to_bytes(WIDTH, "big"))


def base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
