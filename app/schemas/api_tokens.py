from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field

from app.models.api_tokens import Scope
from app.schemas.people import PersonRef
from app.schemas.types import Input, Instant, Line, Output, distinct
from app.schemas.users import ProofWrite

NAME = "What it is for: you see it in the list"
HELP = "Shown in this answer, and in a repetition of it under its `Idempotency-Key`"
END = "At most a year from now"


class ApiTokenWrite(ProofWrite):
    """A session older than a quarter of an hour takes one of `current_password` and `code` besides."""

    name: Line = Field(examples=["Sauvegarde du dimanche"], description=NAME)
    scopes: Annotated[list[Scope], AfterValidator(distinct)] = Field(
        min_length=1, max_length=len(Scope), examples=[["journal:read"]]
    )
    expires_at: Instant = Field(description=END, examples=["2027-06-30T00:00:00Z"])


class CommunityTokenWrite(Input):
    """A token of a community has the scope `community`."""

    name: Line = Field(examples=["Espace numérique du lycée"], description=NAME)
    expires_at: Instant = Field(description=END, examples=["2027-06-30T00:00:00Z"])


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
