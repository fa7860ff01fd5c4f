from typing import Literal

from pydantic import Field

from app.schemas.codes import SecondFactorInput
from app.schemas.types import Input, Instant, Output


class SecondFactorCode(Input):
    code: SecondFactorInput = Field(examples=["204816"], description="Or a recovery code")


class SecondFactorRead(Output):
    state: Literal["none", "started", "confirmed"]
    confirmed_at: Instant | None
    recovery_codes: int = Field(description="How many are left")
    passkeys: int = Field(description="How many passkeys verify as the app does")
    verified_until: Instant | None = Field(description="Until when this session may ask people for access")


class SecondFactorVerified(SecondFactorRead):
    new_recovery_codes: list[str] | None = Field(
        description="With the first code of the app: each stands in once for a lost app. They are never shown again"
    )


class SecondFactorBegun(Output):
    secret: str = Field(description="To be typed where no picture can be read. It is never shown again")
    uri: str = Field(description="Opens an authenticator app on the same phone")
    qr_svg: str = Field(description="The same as a picture, for an app on another phone")


class RecoveryCodesRead(Output):
    recovery_codes: list[str] = Field(description="Each stands in once for a lost app. They are never shown again")
    verified_until: Instant
