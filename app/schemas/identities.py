from typing import Annotated
from uuid import UUID

from pydantic import Field, StringConstraints

from app.schemas.types import Input, Instant, Output
from app.schemas.users import ProofWrite

EXAMPLE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"  # of RFC 7636
CodeChallenge = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{43}$", strict=True)]
CodeVerifier = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Za-z0-9._~-]{43,128}$", strict=True),
    Field(examples=["dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"]),
]
ProviderTicket = Annotated[
    str,
    StringConstraints(pattern=r"^dto_[A-Za-z0-9_-]{54}$", strict=True),
    Field(examples=["dto_" + "kQ3vX9Lm2p" * 5 + "7Hd4"]),
]


class ProviderRead(Output):
    id: str = Field(examples=["proconnect"], description="For `POST /v1/sessions/providers/{provider}`")
    name: str = Field(examples=["ProConnect"])
    button: str = Field(
        examples=["S’identifier avec ProConnect"], description="The words of its button, in the caller’s language"
    )
    about_url: str | None = Field(
        examples=["https://www.proconnect.gouv.fr/"], description="Where the provider explains itself"
    )


class ProvidersRead(Output):
    items: list[ProviderRead]


class ProviderSignInCreate(Input):
    """`code_challenge`: SHA-256 of a random `code_verifier` that the application keeps, in base64url (RFC 7636)."""

    code_challenge: CodeChallenge = Field(examples=[EXAMPLE])
    second_factor: bool = Field(
        default=False, description="Demand two factors of a provider whose second factor counts here"
    )


class ProviderSignInRead(Output):
    authorize_url: str = Field(description="Open it in the browser of the system, not in a view of the application")
    expires_in: int = Field(description="Seconds that the person has to sign in there")


class IdentityCreate(ProofWrite):
    provider_ticket: ProviderTicket
    code_verifier: CodeVerifier


class IdentityRead(Output):
    id: UUID
    provider: str = Field(description="As in `GET /v1/sessions/providers`")
    issuer: str
    created_at: Instant


class SignedOutRead(Output):
    end_session_url: str = Field(
        description="Open it in the browser: the provider ends its own session, and leads back"
    )
