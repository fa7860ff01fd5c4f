"""The keys and addresses of signed credentials: did:web, JWKS, and VC-JWT as in Open Badges 3.0."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from app.core.uow import Runtime

CONTEXT = "https://www.w3.org/ns/credentials/v2"
NAME = "Day Tripper"
DID_CONTEXTS = ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/suites/jws-2020/v1"]


def did(runtime: Runtime) -> str:
    """The address of this installation, as did:web writes it."""
    parts = urlsplit(runtime.settings.public_base_url)
    return ":".join(["did:web", parts.netloc.replace(":", "%3A"), *filter(None, parts.path.split("/"))])


def key_id(runtime: Runtime) -> str:
    return f"{did(runtime)}#{runtime.keys.credentials.thumbprint}"


def did_document(runtime: Runtime) -> dict[str, Any]:
    subject, key = did(runtime), key_id(runtime)
    method = {"id": key, "type": "JsonWebKey2020", "controller": subject, "publicKeyJwk": _jwk(runtime)}
    return {"@context": DID_CONTEXTS, "id": subject, "verificationMethod": [method], "assertionMethod": [key]}


def jwks(runtime: Runtime) -> dict[str, Any]:
    return {"keys": [_jwk(runtime)]}


def issuer(runtime: Runtime) -> dict[str, Any]:
    return {"id": did(runtime), "type": ["Profile"], "name": NAME, "url": runtime.settings.public_base_url}


def signed(runtime: Runtime, credential: Mapping[str, Any], **claims: object) -> str:
    """Sign the credential as VC-JWT: it is the payload, beside the claims that JWT libraries read."""
    header = {"typ": "JWT", "kid": key_id(runtime)}
    return runtime.keys.credentials.sign(header, {**credential, "iss": did(runtime), **claims})


def _jwk(runtime: Runtime) -> dict[str, str]:
    return runtime.keys.credentials.public_jwk | {"alg": "ES256", "use": "sig", "kid": key_id(runtime)}
