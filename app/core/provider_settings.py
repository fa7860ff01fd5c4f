"""Providers of identity (OpenID Connect), as an operator registers this installation with them.

The defaults of ProConnect and FranceConnect are what their documentation demands: docs/decisions/0124.
"""

from typing import Annotated, ClassVar
from urllib.parse import urlsplit

from pydantic import BaseModel, Field, SecretStr

URL = r"^https?://[^\s/?#]+(/[^\s?#]*)?$"
PROCONNECT_TWO_FACTORS = (
    "eidas2 eidas3 https://proconnect.gouv.fr/assurance/self-asserted-2fa "
    "https://proconnect.gouv.fr/assurance/consistency-checked-2fa"
)


class ProviderSettings(BaseModel, frozen=True):
    """Any standard provider."""

    about: ClassVar[str | None] = None  # the page where a preset explains itself

    issuer: Annotated[str, Field(pattern=URL, description="Its issuer, exactly as its discovery document says it")]
    client_id: Annotated[str, Field(min_length=1, description="Identifier of this installation at the provider")]
    client_secret: Annotated[SecretStr, Field(min_length=1, description="Its secret there")]
    name: Annotated[str, Field(min_length=1, max_length=40, description="How people read it on a button")]
    hosts: Annotated[
        str, Field(description="Hosts that the server calls beside that of the issuer, with spaces between")
    ] = ""
    scope: Annotated[
        str, Field(pattern=r"^openid( \S+)*$", description="What is asked for: no more than an address")
    ] = "openid email"
    acr_values: Annotated[str | None, Field(description="Levels of assurance that are asked for, with spaces")] = None
    second_factor_acrs: Annotated[
        str, Field(description="Levels, signed by the provider, that count as a second factor for twelve hours")
    ] = ""
    basic_auth: Annotated[
        bool, Field(description="Send the secret in `Authorization`; else in the form, as French providers want it")
    ] = False
    pkce: Annotated[bool, Field(description="Send a challenge (RFC 7636); false where the provider refuses it")] = True
    verifies_email: Annotated[
        bool, Field(description="Believe its `email_verified: true`; else each new person proves an address by a code")
    ] = True
    signed_userinfo: Annotated[bool, Field(description="Refuse personal data that the provider did not sign")] = False
    logout: Annotated[
        bool, Field(description="Signing out here leads to the provider, so that it ends its session, too")
    ] = False

    @property
    def allowed_hosts(self) -> str:
        return f"{urlsplit(self.issuer).hostname} {self.hosts}"


class ProConnectSettings(ProviderSettings, frozen=True):
    """For professionals (DINUM). Personal data come as a signed JWT, and signing out leads there."""

    about: ClassVar[str | None] = "https://www.proconnect.gouv.fr/"

    name: Annotated[str, Field(min_length=1, max_length=40, description="How people read it on a button")] = (
        "ProConnect"
    )
    second_factor_acrs: Annotated[
        str, Field(description="Levels, signed by ProConnect, that count as a second factor for twelve hours")
    ] = PROCONNECT_TWO_FACTORS
    signed_userinfo: Annotated[bool, Field(description="Refuse personal data that ProConnect did not sign")] = True
    logout: Annotated[bool, Field(description="Signing out here leads to ProConnect, which demands it")] = True


class FranceConnectSettings(ProviderSettings, frozen=True):
    """For people (DINUM). It refuses parameters that it does not know, and an address there is what somebody typed."""

    about: ClassVar[str | None] = "https://franceconnect.gouv.fr/"

    name: Annotated[str, Field(min_length=1, max_length=40, description="How people read it on a button")] = (
        "FranceConnect"
    )
    acr_values: Annotated[str | None, Field(description="Level of assurance that is asked for")] = "eidas1"
    pkce: Annotated[bool, Field(description="FranceConnect answers 400 to a challenge (RFC 7636)")] = False
    verifies_email: Annotated[
        bool, Field(description="Its addresses are typed by people: each new person proves one by a code")
    ] = False
    logout: Annotated[bool, Field(description="Signing out here leads to FranceConnect, which demands it")] = True
