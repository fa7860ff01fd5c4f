"""Passkeys: what browsers give and take, in the words of WebAuthn, so that it passes through a client unread."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from app.schemas.types import Input, Instant, Label, Output
from app.schemas.users import ProofWrite

BASE64URL = r"^[A-Za-z0-9_-]+$"
CredentialId = Annotated[str, StringConstraints(pattern=BASE64URL, max_length=1_366)]
Base64Url = Annotated[str, StringConstraints(pattern=BASE64URL, max_length=8_192)]


class FromBrowser(BaseModel):
    """Part of what `toJSON()` of a credential gives. What else a browser says is ignored: later ones say more."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class AttestationResponse(FromBrowser):
    client_data: Base64Url = Field(alias="clientDataJSON")
    attestation_object: Base64Url = Field(alias="attestationObject")


class AssertionResponse(FromBrowser):
    client_data: Base64Url = Field(alias="clientDataJSON")
    authenticator_data: Base64Url = Field(alias="authenticatorData")
    signature: Base64Url
    user_handle: CredentialId | None = Field(None, alias="userHandle")


class PasskeyAttestation(FromBrowser):
    """A new passkey: `toJSON()` of what `navigator.credentials.create()` gave."""

    id: CredentialId
    response: AttestationResponse


class PasskeyAssertion(FromBrowser):
    """The use of a passkey: `toJSON()` of what `navigator.credentials.get()` gave."""

    id: CredentialId
    response: AssertionResponse


class PasskeyCreate(ProofWrite):
    name: Label = Field("", examples=["Téléphone d’Inès"])
    credential: PasskeyAttestation


class PasskeyWrite(Input):
    name: Label = Field(examples=["Téléphone d’Inès"])


class PasskeyUse(Input):
    credential: PasskeyAssertion


class PasskeyRead(Output):
    id: UUID
    name: str
    is_second_factor: bool = Field(description="Whether it verifies a session, too, where it asks who holds it")
    created_at: Instant
    last_used_at: Instant | None


class PasskeyAdded(PasskeyRead):
    recovery_codes: list[str] | None = Field(
        description="With the first second factor: each stands in once for it. They are never shown again"
    )


class RelyingParty(Output):
    id: str
    name: str


class PasskeyUser(Output):
    id: str
    name: str
    display_name: str = Field(serialization_alias="displayName")


class KeyKind(Output):
    type: Literal["public-key"]
    alg: int


class KnownCredential(Output):
    type: Literal["public-key"]
    id: str


class AuthenticatorSelection(Output):
    resident_key: Literal["required"] = Field(serialization_alias="residentKey")
    require_resident_key: Literal[True] = Field(serialization_alias="requireResidentKey")
    user_verification: Literal["preferred"] = Field(serialization_alias="userVerification")


class CreationOptions(Output):
    rp: RelyingParty
    user: PasskeyUser
    challenge: str
    key_kinds: list[KeyKind] = Field(serialization_alias="pubKeyCredParams")
    timeout: int = Field(description="Milliseconds")
    exclude: list[KnownCredential] = Field(serialization_alias="excludeCredentials")
    selection: AuthenticatorSelection = Field(serialization_alias="authenticatorSelection")
    attestation: Literal["none"]


class RequestOptions(Output):
    challenge: str
    timeout: int = Field(description="Milliseconds")
    rp_id: str = Field(serialization_alias="rpId")
    allow: list[KnownCredential] = Field(serialization_alias="allowCredentials")
    user_verification: Literal["preferred", "required"] = Field(serialization_alias="userVerification")


class CreationChallengeRead(Output):
    needs_proof: bool = Field(description="Whether adding takes `current_password` or `code`: this session is not new")
    public_key: CreationOptions = Field(description="For `PublicKeyCredential.parseCreationOptionsFromJSON()`")
    expires_in: int = Field(description="Seconds that the challenge is good for")


class RequestChallengeRead(Output):
    public_key: RequestOptions = Field(description="For `PublicKeyCredential.parseRequestOptionsFromJSON()`")
    expires_in: int = Field(description="Seconds that the challenge is good for")


class OwnPasskey(Output):
    credential_id: str
    is_second_factor: bool


class PasskeyOwner(Output):
    """What a challenge for a signed-in person is made of."""

    id: UUID
    email: str
    display_name: str | None
    since: datetime
    is_unproven: bool
    passkeys: list[OwnPasskey]
