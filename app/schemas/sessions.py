from typing import Literal
from uuid import UUID

from pydantic import Field, model_validator

from app.core.faults import refusal
from app.schemas.codes import SixDigits
from app.schemas.identities import CodeVerifier, ProviderTicket
from app.schemas.languages import AnyLanguage
from app.schemas.passkeys import PasskeyAssertion
from app.schemas.people import PersonRef
from app.schemas.types import BirthYear, Email, Input, Instant, Label, Output, Secret
from app.schemas.users import ProofWrite, UserRead

OTHER_WAYS = 3  # beside the one that is taken, or beside a provider


class CodeRequest(Input):
    email: Email = Field(examples=["ines@example.org"])


class SessionCreate(Input):
    """One of: `email` and `code`, `link_token` (of a mail or a QR code), `email` and `password`, `passkey`, a ticket.

    `provider_ticket` goes with `code_verifier`, and with `email` and `code` where `address-unproven` asks for them.
    """

    email: Email | None = Field(None, examples=["ines@example.org"])
    code: SixDigits | None = Field(None, examples=["204816"])
    link_token: str | None = Field(
        None, pattern=r"^dt[lq]_[A-Za-z0-9_-]{32}$", description="Of a mail, or of a code that was shown"
    )
    password: Secret | None = None
    passkey: PasskeyAssertion | None = Field(None, description="Its answer to `GET /v1/sessions/passkey-challenge`")
    provider_ticket: ProviderTicket | None = Field(None, description="Of the path `/sign-in/{token}` of the return")
    code_verifier: CodeVerifier | None = Field(None, description="That the application made before it began")
    device_name: Label = Field("", examples=["Téléphone d’Inès"])
    birth_year: BirthYear | None = Field(None, examples=[2009], description="Kept at a first sign-in only")

    @model_validator(mode="after")
    def _one_way_in(self) -> "SessionCreate":
        if not (self._by_address() or self._by_provider()):
            raise refusal(
                "one_way_in",
                "il faut email et code, ou link_token, ou email et password, ou passkey, ou provider_ticket et "
                "code_verifier, avec ou sans email et code",
            )
        return self

    def _by_address(self) -> bool:
        needs_address = self.code is not None or self.password is not None
        is_one = [self.code, self.link_token, self.password, self.passkey].count(None) == OTHER_WAYS
        is_alone = self.provider_ticket is None and self.code_verifier is None
        return is_one and is_alone and needs_address == (self.email is not None)

    def _by_provider(self) -> bool:
        is_proved = (self.email is None) == (self.code is None)
        is_alone = [self.link_token, self.password, self.passkey].count(None) == OTHER_WAYS
        return is_proved and is_alone and self.provider_ticket is not None and self.code_verifier is not None


class SessionRefresh(Input):
    refresh_token: str | None = Field(
        None,
        min_length=1,
        max_length=200,
        description="Not with `X-Keep-Refresh`",
        examples=["dtr_3Jm0bXN0ZXIgb2YgdGhlIG1vcm5pbmcg"],
    )


class TokensRead(Output):
    access_token: str
    refresh_token: str | None = Field(description="Null where it is in the cookie")
    token_type: Literal["Bearer"]
    expires_in: int = Field(description="Seconds that the access token is good for")
    media_url: str = Field(
        examples=["https://example.org/m/kQ3v/{id}/{name}"],
        description="The address of every medium that you may see, for as long as the session lives: put the medium’s "
        "`id` and the name of one of its `variants` in. Needs no Authorization header; ranges work",
    )
    user: UserRead


class CodeSentRead(Output):
    expires_in: int = Field(description="Seconds that the code is good for")
    locale: AnyLanguage = Field(description="The language of the mail")


class SessionRead(Output):
    id: UUID
    device_name: str
    created_at: Instant
    rotated_at: Instant = Field(description="When the session last renewed itself")
    current: bool


class OwnershipWrite(ProofWrite):
    """One of `code`, `current_password` and `passkey`: that you hold the session, and not whoever showed the code."""

    passkey: PasskeyAssertion | None = Field(None, description="Its answer to `GET /v1/sessions/passkey-challenge`")


class ActsRead(Output):
    """How often."""

    moments: int = Field(description="A moment was written or changed")
    media: int = Field(description="A photo, a sound or a film was added")
    answers: int = Field(description="A mission was answered, or an answer taken back")
    ideas: int = Field(description="An idea was written, changed or withdrawn")
    endings: int = Field(description="An access was ended")
    reports: int = Field(description="Something was reported")


class SchoolRead(Output):
    id: UUID
    name: str


class DelegatedSessionRead(Output):
    """A session that a code of your school opened."""

    id: UUID
    device_name: str
    created_at: Instant
    ends_at: Instant
    opened_by: PersonRef | None = Field(description="Who made the code; null where they are gone")
    community: SchoolRead | None
    acts: ActsRead
    current: bool
