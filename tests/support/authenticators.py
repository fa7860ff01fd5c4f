"""An authenticator in Python: what a phone does when it makes and uses a passkey, and what a forger would."""

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from app.core.ids import uuid7
from app.core.signatures import base64url

PRESENT, CHECK, KEY = 0x01, 0x04, 0x40
ORIGIN = "http://test"


@dataclass
class Authenticator:
    """One passkey. The fields are what a forger changes."""

    origin: str = ORIGIN
    rp_id: str = "test"
    checks_user: bool = True
    in_frame: bool = False
    sign_count: int = 0
    step: int = 1  # how the counter goes on
    attestation: str = "none"
    credential_id: bytes = field(default_factory=lambda: uuid7().bytes)
    user_handle: str | None = None
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def make(self, options: Any) -> dict[str, Any]:
        """Return `toJSON()` of a new passkey."""
        self.user_handle = options["user"]["id"]
        length = len(self.credential_id).to_bytes(2, "big")
        data = self._data(KEY) + bytes(16) + length + self.credential_id + cbor2.dumps(self._public_key())
        attestation = cbor2.dumps({"fmt": self.attestation, "attStmt": {}, "authData": data})
        response = {
            "clientDataJSON": base64url(self._client_data("webauthn.create", options["challenge"])),
            "attestationObject": base64url(attestation),
            "transports": ["internal"],
        }
        return self._credential(response)

    def use(self, options: Any, **parts: str) -> dict[str, Any]:
        """Return `toJSON()` of its use."""
        self.sign_count += self.step
        client_data = self._client_data(parts.pop("type", "webauthn.get"), options["challenge"])
        data = self._data()
        signature = self.key.sign(data + hashlib.sha256(client_data).digest(), ec.ECDSA(hashes.SHA256()))
        response = {
            "clientDataJSON": base64url(client_data),
            "authenticatorData": base64url(data),
            "signature": base64url(signature),
            "userHandle": self.user_handle,
        }
        return self._credential(response | parts)

    def _credential(self, response: dict[str, Any]) -> dict[str, Any]:
        name = base64url(self.credential_id)
        return {"id": name, "rawId": name, "type": "public-key", "clientExtensionResults": {}, "response": response}

    def _client_data(self, kind: str, challenge: str) -> bytes:
        data = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": self.in_frame}
        return json.dumps(data).encode()

    def _data(self, flags: int = 0) -> bytes:
        flags |= PRESENT | (CHECK if self.checks_user else 0)
        return hashlib.sha256(self.rp_id.encode()).digest() + bytes([flags]) + self.sign_count.to_bytes(4, "big")

    def _public_key(self) -> dict[int, object]:
        point = self.key.public_key().public_numbers()
        return {1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32, "big"), -3: point.y.to_bytes(32, "big")}
