"""OpenID Connect: the authorisation code flow with a provider, as a client that has a secret.

Metadata and keys are kept for an hour. A token is believed if it is signed by a key of the provider, with an algorithm
of the list, for this client, now, and carries the nonce of this sign-in. docs/decisions/0124.
"""

import asyncio
import base64
import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from app.adapters.outbound import Answer, NotAllowed, Outbound
from app.core.clock import Clock
from app.core.provider_settings import ProviderSettings
from app.core.providers import Assertion, AssertionRefused, Authorization, ProviderSilent
from app.core.text import normalise_email

ALGORITHMS = {"ES256": "EC", "RS256": "RSA", "PS256": "RSA"}  # by a key that only the provider has: no HMAC, no `none`
LIFE = 3_600  # seconds that metadata and keys are kept
RENEWAL = 60  # seconds before an unknown key is looked for again
SILENCE = 10  # seconds after a failure in which the provider is not asked again
LEEWAY = 60  # seconds by which two clocks may differ
OLDEST = 600  # seconds since a token was signed
LONGEST = 16_000  # characters of a token
MOST_KEYS = 50
OK, FAILURE = 200, 500
FORM = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
REQUIREMENTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
OPTIONAL = ("userinfo_endpoint", "end_session_endpoint")


class OpenIdProviders:
    """All providers that the settings name."""

    def __init__(self, settings: Mapping[str, ProviderSettings], base_url: str, clock: Clock) -> None:
        self._providers = {name: OpenIdProvider(name, item, base_url, clock) for name, item in settings.items()}

    async def authorize_url(self, provider: str, authorization: Authorization) -> str:
        return await self._providers[provider].authorize_url(authorization)

    async def redeem(self, provider: str, authorization: Authorization, code: str, issuer: str | None) -> Assertion:
        return await self._providers[provider].redeem(authorization, code, issuer)

    async def close(self) -> None:
        for provider in self._providers.values():
            await provider.outbound.close()


class OpenIdProvider:
    def __init__(self, name: str, settings: ProviderSettings, base_url: str, clock: Clock) -> None:
        self._name = name
        self.outbound = Outbound(settings.allowed_hosts)
        self._settings, self._clock = settings, clock
        self._signed_out = f"{base_url}/signed-out"
        self._documents: dict[str, tuple[float, dict[str, Any]]] = {}
        self._silent_until = 0.0
        self._lock = asyncio.Lock()

    async def authorize_url(self, authorization: Authorization) -> str:
        """Return where the person signs in. Raises ProviderSilent."""
        metadata, settings = await self._metadata(), self._settings
        parameters = {
            "response_type": "code",
            "client_id": settings.client_id,
            "redirect_uri": authorization.redirect_uri,
            "scope": settings.scope,
            "state": authorization.state,
            "nonce": authorization.nonce,
        }
        if settings.acr_values:
            parameters["acr_values"] = settings.acr_values
        if settings.second_factor_acrs:
            acr = {"essential": authorization.demands_two_factors, "values": settings.second_factor_acrs.split()}
            claims = {"id_token": {"acr": acr, "auth_time": {"essential": True}}}
            parameters["claims"] = json.dumps(claims, separators=(",", ":"))
        if settings.pkce:
            challenge = _base64url(hashlib.sha256(authorization.code_verifier.encode()).digest())
            parameters |= {"code_challenge": challenge, "code_challenge_method": "S256"}
        return _with(metadata["authorization_endpoint"], parameters)

    async def redeem(self, authorization: Authorization, code: str, issuer: str | None) -> Assertion:
        """Trade the code for what the provider asserts. Raises AssertionRefused, ProviderSilent."""
        metadata = await self._metadata()
        is_promise = metadata.get("authorization_response_iss_parameter_supported") is True
        if issuer != self._settings.issuer and (is_promise or issuer is not None):
            raise AssertionRefused("issuer of the answer")
        tokens = await self._tokens(metadata, authorization, code)
        id_token = _string(tokens.get("id_token"), "no id token")
        claims = await self._signed(metadata, id_token)
        self._check(claims, authorization.nonce, tokens.get("access_token"))
        email, is_verified = await self._email(metadata, claims, tokens.get("access_token"))
        return Assertion(
            provider=self._name,
            issuer=self._settings.issuer,
            subject=claims["sub"],
            email=email,
            email_verified=is_verified and email is not None and self._settings.verifies_email,
            two_factors_at=self._two_factors_at(claims),
            end_session_url=self._end_session_url(metadata, id_token),
        )

    async def _tokens(self, metadata: Mapping[str, Any], authorization: Authorization, code: str) -> dict[str, Any]:
        settings, headers = self._settings, dict(FORM)
        secret = settings.client_secret.get_secret_value()
        fields = {"grant_type": "authorization_code", "code": code, "redirect_uri": authorization.redirect_uri}
        if settings.basic_auth:
            pair = f"{quote(settings.client_id, safe='')}:{quote(secret, safe='')}"
            headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
        else:
            fields |= {"client_id": settings.client_id, "client_secret": secret}
        if settings.pkce:
            fields["code_verifier"] = authorization.code_verifier
        answer = await self._ask(metadata["token_endpoint"], headers, urlencode(fields).encode())
        if answer.status != OK:
            raise AssertionRefused("code")
        return _object(answer.body, "tokens")

    async def _email(
        self, metadata: Mapping[str, Any], claims: Mapping[str, Any], access_token: object
    ) -> tuple[str | None, bool]:
        """Return the address, and whether the same document calls it verified: only `true` does, no string."""
        endpoint = metadata.get("userinfo_endpoint")
        if endpoint is None and self._settings.signed_userinfo:
            raise AssertionRefused("no userinfo")
        userinfo = claims if endpoint is None else await self._userinfo(metadata, claims, access_token)
        document = userinfo if "email" in userinfo else claims
        try:
            email = normalise_email(_string(document.get("email"), "email"))
        except ValueError:
            return None, False
        return email, document.get("email_verified") is True

    async def _userinfo(
        self, metadata: Mapping[str, Any], claims: Mapping[str, Any], access_token: object
    ) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {_string(access_token, 'no access token')}", "Accept": "application/json"}
        if self._settings.signed_userinfo:
            headers["Accept"] = "application/jwt"
        answer = await self._ask(metadata["userinfo_endpoint"], headers)
        if answer.status != OK:
            raise AssertionRefused("userinfo")
        if answer.content_type.partition(";")[0].strip().lower() == "application/jwt":
            userinfo = await self._signed(metadata, answer.body.decode(errors="replace").strip())
            self._check_parties(userinfo)
        elif self._settings.signed_userinfo:
            raise AssertionRefused("unsigned userinfo")
        else:
            userinfo = _object(answer.body, "userinfo")
        if userinfo.get("sub") != claims["sub"]:
            raise AssertionRefused("subject of userinfo")
        return userinfo

    async def _signed(self, metadata: Mapping[str, Any], token: str) -> dict[str, Any]:
        """Return the claims of a token that a key of the provider signed. Raises AssertionRefused."""
        from joserfc import jwk, jws  # noqa: PLC0415  2 MB that a server without providers does not need
        from joserfc.errors import JoseError  # noqa: PLC0415

        if len(token) > LONGEST:
            raise AssertionRefused("size")
        header = _object(_bytes(token.partition(".")[0]), "header")
        kind = ALGORITHMS.get(str(header.get("alg")))
        if kind is None or "crit" in header:
            raise AssertionRefused("algorithm")
        data = await self._key(metadata, header, kind)
        registry = jws.JWSRegistry(algorithms=[header["alg"]], strict_check_header=False)
        try:
            key = jwk.import_key(data)
            payload = jws.deserialize_compact(token, key, registry=registry).payload
        except (JoseError, ValueError, TypeError, KeyError) as error:
            raise AssertionRefused("signature") from error
        return _object(payload or b"", "claims")

    async def _key(self, metadata: Mapping[str, Any], header: Mapping[str, Any], kind: str) -> dict[str, Any]:
        """Return the key that the header names. One that is unknown is looked for again, at most once a minute."""
        for longest in (LIFE, RENEWAL):
            document = await self._document(metadata["jwks_uri"], longest)
            keys = [item for item in _items(document.get("keys")) if _signs(item, header, kind)]
            if "kid" in header:
                keys = [item for item in keys if item.get("kid") == header["kid"]]
            if len(keys) == 1:
                return keys[0]
        raise AssertionRefused("key")

    def _check(self, claims: Mapping[str, Any], nonce: str, access_token: object) -> None:
        """Check that the token is about this sign-in, of now. Raises AssertionRefused."""
        self._check_parties(claims)
        now = self._clock().timestamp()
        if not now - LEEWAY < _number(claims.get("exp"), "expiry"):
            raise AssertionRefused("expired")
        if not now - OLDEST < _number(claims.get("iat"), "time of signature") <= now + LEEWAY:
            raise AssertionRefused("time of signature")
        if _number(claims.get("nbf", 0), "beginning") > now + LEEWAY:
            raise AssertionRefused("beginning")
        if not hmac.compare_digest(_string(claims.get("nonce"), "nonce").encode(), nonce.encode()):
            raise AssertionRefused("nonce")
        if "at_hash" in claims and claims["at_hash"] != _half_hash(_string(access_token, "no access token")):
            raise AssertionRefused("hash of the access token")

    def _check_parties(self, claims: Mapping[str, Any]) -> None:
        if claims.get("iss") != self._settings.issuer:
            raise AssertionRefused("issuer")
        if claims.get("aud") not in (self._settings.client_id, [self._settings.client_id]):
            raise AssertionRefused("audience")
        if claims.get("azp", self._settings.client_id) != self._settings.client_id:
            raise AssertionRefused("authorised party")
        if not 0 < len(_string(claims.get("sub"), "subject")) <= 255:  # noqa: PLR2004  OpenID Connect Core, 2
            raise AssertionRefused("subject")

    def _two_factors_at(self, claims: Mapping[str, Any]) -> datetime | None:
        """Return when the person gave two factors: a level of the list, at a time that the provider says."""
        auth_time = claims.get("auth_time")
        if claims.get("acr") not in self._settings.second_factor_acrs.split() or type(auth_time) is not int:
            return None
        return datetime.fromtimestamp(min(auth_time, self._clock().timestamp()), UTC)

    def _end_session_url(self, metadata: Mapping[str, Any], id_token: str) -> str | None:
        endpoint = metadata.get("end_session_endpoint")
        if not self._settings.logout or endpoint is None:
            return None
        parameters = {
            "id_token_hint": id_token,
            "post_logout_redirect_uri": self._signed_out,
            "state": secrets.token_hex(32),
        }
        return _with(endpoint, parameters)

    async def _metadata(self) -> dict[str, Any]:
        """Return the provider's own description. Raises ProviderSilent when it is not that of this issuer."""
        issuer = self._settings.issuer
        metadata = await self._document(f"{issuer.rstrip('/')}/.well-known/openid-configuration", LIFE)
        if metadata.get("issuer") != issuer:
            raise ProviderSilent("issuer of the metadata")
        addresses = [metadata.get(name) for name in REQUIREMENTS] + [
            metadata[name] for name in OPTIONAL if name in metadata
        ]
        if not all(isinstance(address, str) and self.outbound.allows(address) for address in addresses):
            raise ProviderSilent("address in the metadata")
        return metadata

    async def _document(self, url: str, longest: float) -> dict[str, Any]:
        """Return a public document of the provider, kept for `longest` seconds."""
        async with self._lock:
            fetched_at, document = self._documents.get(url, (-LIFE * 1.0, {}))
            if time.monotonic() - fetched_at < longest:
                return document
            if time.monotonic() < self._silent_until:
                raise ProviderSilent("silent")
            try:
                document = await self._public(url)
            except ProviderSilent:
                self._silent_until = time.monotonic() + SILENCE
                raise
            self._documents[url] = (time.monotonic(), document)
            return document

    async def _public(self, url: str) -> dict[str, Any]:
        answer = await self._ask(url, {"Accept": "application/json"})
        if answer.status != OK:
            raise ProviderSilent("status")
        try:
            return _object(answer.body, "document")
        except AssertionRefused as error:
            raise ProviderSilent("document") from error

    async def _ask(self, url: str, headers: Mapping[str, str], body: bytes | None = None) -> Answer:
        plain = {**headers, "Accept-Encoding": "identity"}
        try:
            request = self.outbound.get(url, plain) if body is None else self.outbound.post(url, body, plain)
            answer = await request
        except (NotAllowed, ConnectionError) as error:
            raise ProviderSilent(type(error).__name__) from error
        if answer.status >= FAILURE:
            raise ProviderSilent("status")
        return answer


def _signs(key: Mapping[str, Any], header: Mapping[str, Any], kind: str) -> bool:
    return (
        key.get("kty") == kind
        and key.get("use", "sig") == "sig"
        and key.get("alg", header["alg"]) == header["alg"]
        and (kind != "EC" or key.get("crv") == "P-256")
    )


def _with(endpoint: str, parameters: Mapping[str, str]) -> str:
    parts = urlsplit(endpoint)
    query = "&".join(filter(None, [parts.query, urlencode(parameters, quote_via=quote)]))
    return parts._replace(query=query, fragment="").geturl()


def _half_hash(access_token: str) -> str:
    return _base64url(hashlib.sha256(access_token.encode()).digest()[:16])


def _base64url(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError as error:
        raise AssertionRefused("header") from error


def _object(body: bytes, reason: str) -> dict[str, Any]:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise AssertionRefused(reason) from error
    if not isinstance(value, dict):
        raise AssertionRefused(reason)
    return value


def _items(value: object) -> Sequence[dict[str, Any]]:
    return [item for item in value[:MOST_KEYS] if isinstance(item, dict)] if isinstance(value, list) else []


def _string(value: object, reason: str) -> str:
    if not isinstance(value, str):
        raise AssertionRefused(reason)
    return value


def _number(value: object, reason: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise AssertionRefused(reason)
    return value
