from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, Field

from app.models.api_tokens import Scope
from app.schemas.people import PersonRef
from app.schemas.types import Input, Instant, Line, Output, distinct
from app.schemas.users import ProofWrite

NAME = "What it is for: you see it in the list"
HELP = "Shown in this answer, and in a repetition of it under its `Idempotency-Key`"
END = "At most a year from now"


PersonalScope = Literal[Scope.JOURNAL_READ, Scope.JOURNAL_WRITE, Scope.GRANTS, Scope.COMMUNITY, Scope.ACCOUNT]


class ApiTokenWrite(ProofWrite):
    """A session older than a quarter of an hour takes one of `current_password` and `code` besides."""

    name: Line = Field(examples=["Sauvegarde du dimanche"], description=NAME)
    scopes: Annotated[list[PersonalScope], AfterValidator(distinct)] = Field(
        min_length=1, max_length=5, examples=[["journal:read"]]
    )
    expires_at: Instant = Field(description=END, examples=["2027-06-30T00:00:00.000Z"])


class CommunityTokenWrite(Input):
    name: Line = Field(examples=["Espace numérique du lycée"], description=NAME)
    scopes: Annotated[list[Literal[Scope.COMMUNITY, Scope.SCIM]], AfterValidator(distinct)] = Field(
        [Scope.COMMUNITY],
        min_length=1,
        max_length=2,
        description="`scim`: the directory of a verified school invites its pupils, and lets them leave (RFC 7644, "
        "at `/scim/v2`)",
        examples=[["community"]],
    )
    expires_at: Instant = Field(description=END, examples=["2027-06-30T00:00:00.000Z"])


class ApiTokenRead(Output):
    id: UUID
    name: str
    scopes: list[Scope]
    created_at: Instant
    expires_at: Instant
    last_used_at: Instant | None = Field(description="To the minute; null: never")


class ApiTokenMade(ApiTokenRead):
    token: str = Field(description=HELP, examples=["dta_…"])


class CommunityTokenRead(ApiTokenRead):
    made_by: PersonRef = Field(description="It ends when they do not manage the community any more")


class CommunityTokenMade(CommunityTokenRead):
    token: str = Field(description=HELP, examples=["dtc_…"])


class ApiTokenUseRead(Output):
    used_on: date = Field(description="In UTC")
    operation: str = Field(description="Its `operationId`")
    times: int
    refusals: int = Field(description="How many of them were answered 403")
