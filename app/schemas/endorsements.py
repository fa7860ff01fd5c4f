from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, Field

from app.models.endorsements import EndorsementState, WithdrawnBy
from app.schemas.experiences import SkillRead
from app.schemas.languages import AnyLanguage
from app.schemas.pages import PageQuery
from app.schemas.patches import MergePatch
from app.schemas.types import Email, Input, Instant, Line, Output, Reference, Sentence, distinct

# What the person who asked is told: that somebody reported them looks like any other no.
Outcome = Literal["asked", "confirmed", "declined", "withdrawn", "expired"]


class EndorsementAsk(Input):
    email: Email = Field(examples=["karim@example.org"])
    name: Line = Field(description="How to greet whoever is asked", examples=["Karim B."])
    message: Sentence | None = Field(None, examples=["Bonjour Karim, te souviens-tu du chantier de mars ?"])
    evidence: Annotated[list[Reference], AfterValidator(distinct)] = Field(
        [], max_length=5, description="Experiences of yours whose titles they will see. None unless you pick them"
    )
    locale: AnyLanguage | None = Field(None, description="Of the mail and the page. None: your own")


class EndorsementChoice(Input):
    hidden: bool = Field(default=False, strict=True, description="Kept, and shown nowhere until you show it again")


class EndorsementPatch(MergePatch):
    of = EndorsementChoice


class EndorsementQuery(PageQuery):
    skill_id: Reference | None = None
    state: Outcome | None = None


class EvidenceRead(Output):
    experience_id: UUID
    title: str = Field(description="As it was shown to whoever was asked")


class EndorsementRead(Output):
    id: UUID
    skill: SkillRead
    state: Outcome
    email: str | None = Field(description="Forgotten once it serves no more")
    asked_name: str
    message: str | None
    evidence: list[EvidenceRead]
    locale: AnyLanguage
    endorser_name: str | None
    endorser_role: str | None
    comment: str | None
    hidden: bool
    created_at: Instant
    expires_at: Instant
    answered_at: Instant | None
    withdrawn_at: Instant | None
    withdrawn_by: WithdrawnBy | None
    version: int


class EndorsementConfirmation(Input):
    """What a form of the page says."""

    name: Line
    role: Line
    comment: Sentence | None = None


class AskedRead(Output):
    """What whoever was asked is shown: nothing that the person did not pick for them."""

    state: EndorsementState
    asker: str | None
    skill: str
    asked_name: str
    message: str | None
    evidence: list[str]
    language: AnyLanguage
    ends_on: date
    endorser_name: str | None
    endorser_role: str | None
    comment: str | None
