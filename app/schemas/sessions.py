from typing import Literal
from uuid import UUID

from pydantic import Field, model_validator

from app.core.faults import refusal
from app.schemas.codes import SixDigits
from app.schemas.languages import AnyLanguage
from app.schemas.passkeys import PasskeyAssertion
from app.schemas.types import BirthYear, Email, Input, Instant, Label, Output, Secret
from app.schemas.users import UserRead

OTHER_WAYS = 3  # beside the one that is taken


class CodeRequest(Input):
    email: Email = Field(examples=["ines@example.org"])


class SessionCreate(Input):
    """One of: `email` and `code`, `link_token` (from a mail's link or a QR code), `email` and `password`, `passkey`."""

    email: Email | None = Field(None, examples=["ines@example.org"])
    code: SixDigits | None = Field(None, examples=["204816"])
    link_token: str | None = Field(
        None, pattern=r"^dt[lq]_[A-Za-z0-9_-]{32}$", description="Of a mail, or of a code that was shown"
    )
    password: Secret | None = None
    passkey: PasskeyAssertion | None = Field(None, description="Its answer to `GET /v1/sessions/passkey-challenge`")
    device_name: Label = Field("", examples=["Téléphone d’Inès"])
    birth_year: BirthYear | None = Field(None, examples=[2009], description="Kept at a first sign-in only")

    @model_validator(mode="after")
    def _one_way_in(self) -> "SessionCreate":
        needs_address = self.code is not None or self.password is not None
        if [self.code, self.link_token, self.password, self.passkey].count(None) != OTHER_WAYS or (
            needs_address != (self.email is not None)
        ):
            raise refusal("one_way_in", "il faut email et code, ou link_token, ou email et password, ou passkey")
        return self


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
