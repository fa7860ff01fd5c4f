"""What the application needs of providers of identity. app/adapters/openid.py speaks OpenID Connect with them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


class AssertionRefused(ValueError):
    """What came from the provider, or in its name, is not to be believed. `reason`: a word for the log."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class ProviderSilent(ConnectionError):
    """The provider did not answer, or not as agreed; a later attempt may succeed."""


@dataclass(frozen=True, slots=True)
class Authorization:
    """One sign-in at a provider. `demands_two_factors`: the person must give a second one there."""

    redirect_uri: str
    state: str
    nonce: str
    code_verifier: str
    demands_two_factors: bool = False


@dataclass(frozen=True, slots=True)
class Assertion:
    """What a provider of the settings signed. `email_verified`: it says so, and is believed.

    `two_factors_at`: when the person gave two factors there. `end_session_url`: where a browser ends the session.
    """

    provider: str
    issuer: str
    subject: str
    email: str | None
    email_verified: bool
    two_factors_at: datetime | None
    end_session_url: str | None


class IdentityProviders(Protocol):
    async def authorize_url(self, provider: str, authorization: Authorization) -> str:
        """Return where the person signs in. Raises ProviderSilent."""
        ...

    async def redeem(self, provider: str, authorization: Authorization, code: str, issuer: str | None) -> Assertion:
        """Trade the code that a browser brought back. `issuer`: the one that came with it (RFC 9207).

        Raises AssertionRefused, ProviderSilent.
        """
        ...
