from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field, model_validator

from app.core.faults import refusal
from app.core.i18n import Locale
from app.models.users import AgeBracket
from app.schemas.codes import SixDigits
from app.schemas.consents import Consenting
from app.schemas.experiences import CitedMediaRead
from app.schemas.languages import AnyLanguage
from app.schemas.patches import MergePatch
from app.schemas.returns import Returnable, returns
from app.schemas.types import (
    BirthYear,
    Email,
    Input,
    Instant,
    Line,
    Output,
    Password,
    Reference,
    Secret,
    TimeOfDay,
    Timezone,
    distinct,
)


class UserWrite(Returnable):
    display_name: Line | None = Field(None, examples=["Inès"])
    locale: AnyLanguage = Locale.FR
    timezone: Timezone = "Europe/Paris"
    birth_year: BirthYear | None = Field(None, examples=[2009])
    avatar_media_id: Reference | None = None
    quiet_from: TimeOfDay | None = None
    quiet_until: TimeOfDay | None = None
    simple_language: bool = False
    suggestions: bool = Field(
        default=True, description="Whether skills are suggested from what you write; false: it is not read for that"
    )
    refused_skills: Annotated[list[Reference], AfterValidator(distinct)] = Field(
        [], max_length=500, description="Skills that you do not count among your talents: nothing proposes them again"
    )


class UserPatch(MergePatch):
    of = UserWrite


class BirthYearWrite(Consenting):
    birth_year: BirthYear = Field(examples=[2009])


class ProofWrite(Input):
    """A session older than a quarter of an hour takes one of `current_password` and `code` besides."""

    current_password: Secret | None = None
    code: SixDigits | None = Field(None, examples=["204816"], description="Of the mail that a sign-in sends, too")

    @model_validator(mode="after")
    def _one_proof(self) -> "ProofWrite":
        if self.current_password is not None and self.code is not None:
            raise refusal("one_proof", "il faut current_password ou code, pas les deux")
        return self


class PasswordWrite(ProofWrite):
    """A session older than a quarter of an hour takes one of `current_password` and `code` besides."""

    password: Password


class StorageRead(Output):
    used: int = Field(description="Bytes of your media, the awaited ones included")
    limit: int


class UserRead(Output):
    id: UUID
    email: Email
    display_name: str | None
    locale: AnyLanguage
    timezone: str
    birth_year: int | None
    claimed_birth_year: int | None = Field(
        description="An earlier year that you gave, which counts once a guardian, an operator or a school confirms it"
    )
    age_bracket: AgeBracket = Field(description="What your year of birth says for certain; under_15 needs a guardian")
    avatar_media_id: UUID | None
    avatar: CitedMediaRead | None
    quiet_from: TimeOfDay | None
    quiet_until: TimeOfDay | None
    simple_language: bool
    suggestions: bool
    refused_skills: list[UUID]
    has_password: bool
    accompanies: bool = Field(description="You asked somebody for access, were given it, or have a second factor")
    operates: bool = Field(description="You run the service: /v1/admin is for you")
    storage: StorageRead
    erasure_due_at: Instant | None = Field(description="When all of it is erased, as you asked; null: you did not")
    version: int
    created_at: Instant
    updated_at: Instant


returns(UserRead, UserWrite, elsewhere={"email"})
