"""Programmes: missions in order, for a sector, a territory and some publics."""

from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from app.core.faults import refusal
from app.models.missions import MissionKind, MissionState
from app.models.programmes import ProgrammeState, ProgrammeVisibility, Public
from app.schemas.experiences import Cited
from app.schemas.pages import PageQuery
from app.schemas.patches import MergePatch
from app.schemas.people import PersonRef
from app.schemas.returns import IDS, Returnable, returns
from app.schemas.types import (
    Day,
    Input,
    Instant,
    Line,
    NamedRead,
    Organisation,
    Output,
    Paragraph,
    Reference,
    Sentence,
    distinct,
)

MOST_TEAM, MOST_CHOICES, MOST_LINES = 30, 20, 12
MOST_CENTS = 100_000_000_000  # a billion euros
Cents = Annotated[int, Field(ge=0, le=MOST_CENTS, strict=True, examples=[150_000])]
TemplateCode = Annotated[
    str, Field(pattern=r"^[a-z][a-z0-9-]{0,59}$", max_length=60, strict=True, examples=["hack-ton-orientation"])
]
ChoiceKey = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$", max_length=40, strict=True, examples=["day"])]


class Budget(Input):
    """Money in whole cents of euros. Managers of the community alone see it, until a report says it."""

    planned_cents: Cents | None = None
    spent_cents: Cents | None = None
    source: Line | None = Field(None, examples=["Région Centre-Val de Loire"])


class Choice(Input):
    """What a template asks whoever copies it: a day, a line, or several lines."""

    key: ChoiceKey
    values: list[Line] = Field(min_length=1, max_length=MOST_LINES, examples=[["2026-05-12"]])


def _code(value: object) -> object:
    return value["code"] if isinstance(value, dict) and "code" in value else value


class ProgrammeFields(Returnable):
    community_id: Reference
    summary: Paragraph | None = Field(None, examples=["Une journée pour résoudre ensemble quatre défis."])
    sector: Organisation | None = Field(None, examples=["Aide à domicile"])
    territory: Organisation | None = Field(None, examples=["Bassin d’Issoudun"])
    publics: Annotated[list[Public], AfterValidator(distinct)] = Field([], max_length=len(Public))
    team: Annotated[list[Cited], AfterValidator(distinct)] = Field(
        [], max_length=MOST_TEAM, description=f"{IDS}: facilitators and managers of the community who lead it"
    )
    starts_on: Day = Field(examples=["2026-03-30"])
    ends_on: Day | None = Field(None, examples=["2026-06-30"])
    budget: Budget | None = None
    visibility: ProgrammeVisibility = Field(
        ProgrammeVisibility.TEAM,
        description="From its start on. `public`: everybody, where the community is public. Drafts are for the team",
    )

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> "ProgrammeFields":
        if self.ends_on is not None and self.ends_on < self.starts_on:
            raise refusal("ends_before_it_starts", "finit après son début")
        return self


class ProgrammeWrite(ProgrammeFields):
    title: Line = Field(examples=["Hack ton orientation 2026"])


class ProgrammePut(ProgrammeFields):
    title: Line | None = Field(None, description="None: the title of the template", examples=["Hack ton orientation"])
    template: Annotated[TemplateCode | None, BeforeValidator(_code)] = Field(
        None, description="Its steps are written as drafts, once: what the template becomes later changes nothing"
    )
    choices: list[Choice] = Field([], max_length=MOST_CHOICES, description="What the template asks (`asks`)")

    @model_validator(mode="after")
    def _has_a_title(self) -> "ProgrammePut":
        if self.title is None and self.template is None:
            raise refusal("programme_title", "un programme sans modèle a un titre")
        keys = [choice.key for choice in self.choices]
        if len(set(keys)) < len(keys):
            raise refusal("repeated", "contient deux fois la même chose")
        return self


class ProgrammePatch(MergePatch):
    of = ProgrammeWrite


class AbandonmentWrite(Input):
    reason: Sentence = Field(examples=["Le partenaire principal s’est retiré."])


class ProgrammeQuery(PageQuery):
    state: ProgrammeState | None = None
    year: int | None = Field(None, ge=1900, le=2199, description="Those that start in it", examples=[2026])


class TemplateRef(Output):
    code: str
    version: int


class BudgetRead(Output):
    planned_cents: int | None
    spent_cents: int | None
    source: str | None


class StepRead(Output):
    """A mission of the programme, in its order."""

    id: UUID
    title: str
    kind: MissionKind
    state: MissionState
    position: int | None
    opens_at: Instant | None
    due_at: Instant | None
    closes_at: Instant | None


class ProgrammeRead(Output):
    id: UUID
    community_id: UUID
    community: NamedRead
    template: TemplateRef | None = Field(description="It was copied from; null: it was written")
    title: str
    summary: str | None
    sector: str | None
    territory: str | None
    publics: list[Public]
    team: list[PersonRef] = Field(description="Of those who lead it now; for members of the community")
    starts_on: Day
    ends_on: Day | None
    budget: BudgetRead | None = Field(description="For managers only")
    visibility: ProgrammeVisibility
    state: ProgrammeState
    reason: str | None = Field(description="Why it was abandoned")
    leads: bool = Field(description="You lead it")
    steps: list[StepRead] = Field(description="For who leads it all of them; for others those that were sent to them")
    started_at: Instant | None
    ended_at: Instant | None
    version: int
    created_at: Instant
    updated_at: Instant


returns(ProgrammeRead, ProgrammePut, ProgrammeWrite)


class StepTask(StrEnum):
    """What a step asks of the team next."""

    START = "start"
    OPEN = "open"
    WAIT = "wait"
    ANSWERS = "answers"
    CHECK_IN = "check_in"
    CLOSE = "close"
    RESULTS = "results"
    NOTHING = "nothing"


class BoardStepRead(StepRead):
    sent: int
    seen: int
    answered: int
    late: int
    next: StepTask = Field(
        description="`start` the programme; `open` the step; `wait`: it opens by itself; `answers` come in; `check_in`"
        " who is there; `close` it: its time is over; `results` are there"
    )


class ProgrammeBoardRead(Output):
    """How far each step is. It names nobody: the board of a mission does."""

    programme_id: UUID
    state: ProgrammeState
    steps: list[BoardStepRead]
