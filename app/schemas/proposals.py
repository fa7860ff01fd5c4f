"""Ideas that answer a mission: what it takes of them, what they say, and what becomes of them."""

from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from app.core.faults import refusal
from app.models.proposals import ProposalState
from app.schemas.pages import PageQuery
from app.schemas.patches import MergePatch
from app.schemas.people import PersonRef
from app.schemas.returns import NULLABLE, Returnable, returns
from app.schemas.types import (
    Day,
    Input,
    Instant,
    NamedRead,
    Organisation,
    Output,
    Paragraph,
    Reference,
    Sentence,
    Tag,
    distinct,
)

MOST_THEMES, MOST_CITES, MOST_NOTES, SHORT, LONG = 12, 10, 20, 120, 500
DEAREST = 1_000_000_000  # cents
Theme = Organisation
Themes = Annotated[list[Theme], AfterValidator(distinct)]
Title = Annotated[Organisation, StringConstraints(max_length=SHORT)]
Text = Annotated[Paragraph, StringConstraints(max_length=LONG)]


class Approval(StrEnum):
    """When others see a proposal."""

    BEFORE_WALL = "before_wall"
    AFTER = "after"


class Citing(StrEnum):
    NO = "none"
    OPTIONAL = "optional"
    MANDATORY = "required"


class CiteKind(StrEnum):
    EXPERIENCE = "experience"
    RESPONSE = "response"


class ProposalForm(Input):
    """What a mission of kind `proposal` takes. It is fixed once the mission is open."""

    themes: Themes = Field([], max_length=MOST_THEMES, examples=[["Se connaître", "L’école et l’entreprise"]])
    max_per_person: int = Field(3, ge=1, le=10, strict=True)
    length: int = Field(LONG, ge=20, le=LONG, strict=True, description="Of the text, in characters")
    approval: Approval = Field(
        Approval.BEFORE_WALL,
        description="`before_wall`: others see a proposal once the team approved it. `after`: as soon as it is sent",
    )
    cites: Citing = Field(Citing.OPTIONAL, description="Whether it cites moments or answers of its writer")
    hidden_until_reveal: bool = Field(
        default=False, strict=True, description="Others see proposals once they are revealed, or the mission closes"
    )


class ProposalFormRead(Output):
    themes: list[str]
    max_per_person: int
    length: int
    approval: Approval
    cites: Citing
    hidden_until_reveal: bool


class Cite(Input):
    type: CiteKind
    id: Reference


class ProposalWrite(Returnable):
    """Links, numbers and names in it are plain text."""

    mission_id: Reference
    title: Title = Field(examples=["Un stage d’une journée par mois"])
    text: Text | None = Field(None, examples=["Chaque élève passe un jour dans une entreprise de son choix."])
    themes: Annotated[list[Theme], AfterValidator(distinct), NULLABLE] = Field(
        [], max_length=MOST_THEMES, description="Some of those that the mission names"
    )
    cites: Annotated[list[Cite], NULLABLE] = Field(
        [], max_length=MOST_CITES, description="Moments and answers of yours. Nobody else reads them by this"
    )
    draft: bool = Field(default=False, strict=True, description="Not sent yet: nobody but its authors sees it")
    captured_at: Instant | None = Field(
        None, description="When it was written, perhaps offline. Once the mission is over, it counts"
    )


class ProposalPatch(MergePatch):
    of = ProposalWrite


class ProposalDecision(StrEnum):
    APPROVE = "approve"
    SET_ASIDE = "set_aside"
    MERGE = "merge"
    SHORTLIST = "shortlist"


class ProposalReviewWrite(Input):
    decision: ProposalDecision = Field(examples=["set_aside"])
    reason: Sentence | None = Field(
        None, description="Of `set_aside`: its authors read it", examples=["On y lit un numéro de téléphone."]
    )
    into: Reference | None = Field(None, description="Of `merge`: the proposal of that mission that takes its authors")

    @model_validator(mode="after")
    def _says_what_it_takes(self) -> "ProposalReviewWrite":
        if (self.decision is ProposalDecision.SET_ASIDE) != (self.reason is not None):
            raise refusal("set_aside_reason", "mettre de côté demande une raison, et rien d’autre n’en a")
        if (self.decision is ProposalDecision.MERGE) != (self.into is not None):
            raise refusal("merge_target", "réunir demande avec quelle proposition, et rien d’autre n’en a")
        return self


class ActionOwner(Input):
    """Who carries it: a member, a structure, or the name of whoever has no account."""

    user_id: Reference | None = Field(None, description="A member. Until they agree, they are only thought of")
    structure_id: Reference | None = None
    name: Organisation | None = Field(None, examples=["Mission locale de Bourges"])

    @model_validator(mode="after")
    def _names_somebody(self) -> "ActionOwner":
        if not (self.user_id or self.structure_id or self.name):
            raise refusal("owner_required", "une action a quelqu’un qui la porte")
        return self


class SelectionWrite(Input):
    owner: ActionOwner
    due_on: Day | None = Field(None, examples=["2027-03-31"])
    cost_cents: int | None = Field(None, ge=0, le=DEAREST, strict=True, description="Managers alone read it")


class ProgressWrite(Input):
    state: Literal[ProposalState.IN_PROGRESS, ProposalState.COMPLETE, ProposalState.ABANDONED] = (
        ProposalState.IN_PROGRESS
    )
    progress: int | None = Field(None, ge=0, le=100, strict=True, examples=[40])
    text: Sentence | None = Field(
        None, description="What there is to tell; of `abandoned`, why", examples=["La salle est réservée."]
    )

    @model_validator(mode="after")
    def _says_why(self) -> "ProgressWrite":
        if self.state is ProposalState.ABANDONED and self.text is None:
            raise refusal("abandonment_reason", "abandonner demande une raison")
        return self


class ProposalQuery(PageQuery):
    state: ProposalState | None = None
    theme: Tag | None = None


class PlanFilter(Input):
    year: int | None = Field(None, ge=2000, le=2199, description="Of the due date; without one, of the selection")
    owner_id: Reference | None = Field(None, description="A member, or a structure")
    state: (
        Literal[ProposalState.CHOICE, ProposalState.IN_PROGRESS, ProposalState.COMPLETE, ProposalState.ABANDONED] | None
    ) = None


class PlanQuery(PageQuery, PlanFilter):
    pass


class CiteRead(Output):
    type: CiteKind
    id: UUID


class ActionOwnerRead(Output):
    user: PersonRef | None
    structure: NamedRead | None
    name: str | None
    accepted: bool = Field(description="They agreed. Until then they are only thought of (« pressenti »)")


class ProposalNoteRead(Output):
    author: PersonRef | None = Field(description="null: their account is gone")
    state: ProposalState
    progress: int
    text: str | None
    created_at: Instant


class CandidateRead(Output):
    """Somebody who asks to be an author, too."""

    user: PersonRef
    created_at: Instant
    agreed: bool = Field(description="By you")


class ProposalRead(Output):
    id: UUID
    mission_id: UUID
    community_id: UUID
    title: str
    text: str | None
    themes: list[str]
    authors: list[PersonRef] | None = Field(
        description="For its authors and the team, who wrote it first; for others null. Empty: none is left, or it "
        "came on paper"
    )
    candidates: list[CandidateRead] | None = Field(description="For its authors: who asks to be one, too")
    cites: list[CiteRead] | None = Field(description="For who wrote it first")
    state: ProposalState
    reason: str | None = Field(description="Why it was set aside, for its authors and the team; or abandoned")
    merged_into: UUID | None
    owner: ActionOwnerRead | None = Field(description="Of an action")
    due_on: Day | None
    progress: int
    cost_cents: int | None = Field(description="For managers")
    outside_ballot: bool = Field(description="It was selected, though the vote on it did not choose it (« hors vote »)")
    notes: list[ProposalNoteRead] = Field(description=f"Told of an action: the last {MOST_NOTES}, latest first")
    submitted_at: Instant | None
    selected_at: Instant | None
    version: int
    created_at: Instant
    updated_at: Instant


returns(ProposalRead, ProposalWrite)
