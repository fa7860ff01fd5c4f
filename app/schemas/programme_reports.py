"""Reports of programmes: written by a team, with figures that are computed, published in editions."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, Field, model_validator

from app.core.faults import refusal
from app.models.programme_reports import (
    ActionState,
    Exactness,
    FigureCode,
    ReportEditionState,
    ReportKind,
    ReportSectionKind,
    ReportState,
)
from app.schemas.experiences import Cited
from app.schemas.languages import LanguageTag
from app.schemas.pages import PageQuery
from app.schemas.patches import MergePatch
from app.schemas.returns import Returnable, returns
from app.schemas.types import Day, Input, Instant, Line, NamedRead, Output, Paragraph, Reference, distinct

MOST_SECTIONS, MOST_QUOTES, MOST_STORIES, MOST_DAYS = 30, 50, 20, 366 * 3
K = ReportSectionKind
MEMBERS = {K.FIGURES: "codes", K.TEXT: "text", K.QUOTES: "quotes", K.STORIES: "stories"}  # of a kind, and of it alone


class WrittenSection(Input):
    """A part of a report. What it shows besides its words is filled in when it is published."""

    kind: ReportSectionKind = Field(
        description="`figures`: `codes`; `text`: `text`; `quotes`: words that people agreed to show in this report; "
        "`stories`: `stories`; `plan`: the actions that were chosen; `themes`: proposals by theme; `tree`: talents"
    )
    title: Line | None = Field(None, description="None: the name of its kind", examples=["Ce que nous avons fait"])
    text: Paragraph | None = Field(None, examples=["Quatre rencontres ont réuni neuf structures du territoire."])
    codes: Annotated[list[FigureCode], AfterValidator(distinct)] = Field(
        [], max_length=len(FigureCode), description="Of `figures`, in order. None: all that there are"
    )
    quotes: Annotated[list[Reference], AfterValidator(distinct)] = Field(
        [], max_length=MOST_QUOTES, description="Of `quotes`: ids of grants, in order. None: all that were given"
    )
    stories: Annotated[list[Cited], AfterValidator(distinct)] = Field(
        [], max_length=MOST_STORIES, description="Of `stories`: ids of stories that their authors show to the community"
    )

    @model_validator(mode="after")
    def _has_what_its_kind_has(self) -> "WrittenSection":
        if (self.kind is K.TEXT) is not (self.text is not None):
            raise refusal("section_text", "un texte a des mots, et lui seul")
        if any(getattr(self, name) and kind is not self.kind for kind, name in MEMBERS.items()):
            raise refusal("section_members", "une partie a ce que sa sorte demande, et rien d’autre")
        return self


class ReportSectionRead(Output):
    kind: ReportSectionKind
    title: str | None
    text: str | None
    codes: list[FigureCode]
    quotes: list[UUID]
    stories: list[UUID]


DEFAULT_SECTIONS = [WrittenSection.model_validate({"kind": kind}) for kind in (K.FIGURES, K.PLAN, K.QUOTES)]


class ProgrammeReportWrite(Returnable):
    community_id: Reference
    programme_id: Reference | None = Field(None, description="None: the report is of the community as a whole")
    kind: ReportKind = ReportKind.SYNTHESIS
    title: Line = Field(examples=["Bilan 2026 du comité local"])
    starts_on: Day = Field(description="The first day that counts", examples=["2026-01-01"])
    ends_on: Day = Field(description="The last one", examples=["2026-12-31"])
    language: LanguageTag = "fr"
    sections: list[WrittenSection] = Field(DEFAULT_SECTIONS, max_length=MOST_SECTIONS)

    @model_validator(mode="after")
    def _is_of_a_time(self) -> "ProgrammeReportWrite":
        if not 0 <= (self.ends_on - self.starts_on).days < MOST_DAYS:
            raise refusal("report_period", "la période finit après son début, et dure trois ans au plus")
        return self

    def columns(self) -> dict[str, object]:
        """Return what its team writes, as the table keeps it."""
        fields = self.model_dump(exclude={"community_id", "sections", "consent"})
        return fields | {"sections": [section.model_dump(mode="json") for section in self.sections]}


class ProgrammeReportPatch(MergePatch):
    of = ProgrammeReportWrite


class ReportQuery(PageQuery):
    state: ReportState | None = None
    year: int | None = Field(None, ge=1900, le=2199, description="Those whose period has a day in it", examples=[2026])


class ProgrammeReportRead(Output):
    """A report as its team writes it. What was published of it are its editions."""

    id: UUID
    community_id: UUID
    community: NamedRead
    programme_id: UUID | None
    programme: NamedRead | None
    kind: ReportKind
    title: str
    starts_on: Day
    ends_on: Day
    language: str
    sections: list[ReportSectionRead]
    state: ReportState = Field(description="Of its draft: after a change it is one again; its editions stay")
    edition: int | None = Field(description="The latest that was published; null: none")
    version: int
    created_at: Instant
    updated_at: Instant


returns(ProgrammeReportRead, ProgrammeReportWrite)


class GrantedReportRead(Output):
    """A report that another community granted to yours: its latest edition can be read, and nothing else of it."""

    id: UUID
    community: NamedRead
    kind: ReportKind
    title: str
    starts_on: Day
    ends_on: Day
    edition: int
    computed_at: Instant


class FigurePartRead(Output):
    code: str
    label: str
    value: float | None = Field(description="null: withheld, because too few people are behind it")
    people: int | None = Field(description="How many answers a mean is of")
    withheld: bool
    exactness: Exactness


class FigureRead(Output):
    """A number of a report, with what it counts."""

    code: str = Field(examples=["meetings_held"])
    label: str
    definition: str = Field(description="What is counted, in plain words")
    unit: Literal["count", "people", "cents", "mean"]
    value: float | None = Field(description="null: withheld, or there are `parts`")
    withheld: bool = Field(description="Too few people are behind it")
    exactness: Exactness = Field(
        description="`exact`; `rounded`: at least this many (of `needs_top`, about as many), because the period is not "
        "over, or because two reports would tell of a few people; `withheld`. No figure has exact and rounded parts"
    )
    k_min: int
    parts: list[FigurePartRead]
    digest: str = Field(description="Of code, value and definition: the same data give the same digest")


class ReportFiguresRead(Output):
    report_id: UUID
    computed_at: Instant
    k_min: int = Field(description="People, at least, whose accounts are older than a week")
    is_over: bool = Field(
        description="The period is over, or its programme has ended. Until then numbers of people are rounded down"
    )
    figures: list[FigureRead]


class QuotedWordsRead(Output):
    excerpt: str | None = Field(description="null: the person took it back, or does not show it to these readers")
    attributed_to: str | None


class CitedStoryRead(Output):
    title: str | None = Field(description="null: its author does not show it any more")
    summary: str | None
    author: str | None


class ReportedActionRead(Output):
    """An action of the plan, as it was when the edition was published; whose it is, as it is now."""

    title: str | None = Field(description="null: it is gone")
    owner: str | None
    accepted: bool = Field(description="The owner agreed to be; if not, they are named as expected")
    structure: str | None
    state: ActionState
    due_on: Day | None
    overdue: bool = Field(description="It was neither done nor given up on the day of the publication, and due before")
    progress: int


class ThemeCountRead(Output):
    theme: str
    proposals: int


class TalentCountRead(Output):
    skill: str
    have: int
    offer: int
    seek: int


class ReportEditionSectionRead(Output):
    """A part of an edition: what its kind has, and nothing in the other lists."""

    kind: ReportSectionKind
    title: str
    text: str | None
    figures: list[FigureRead]
    quotes: list[QuotedWordsRead]
    stories: list[CitedStoryRead]
    actions: list[ReportedActionRead]
    themes: list[ThemeCountRead]
    talents: list[TalentCountRead]


class ReportEditionRead(Output):
    """What was published. Its figures are frozen; quotes, stories and names are read anew each time."""

    report_id: UUID
    number: int
    state: ReportEditionState
    community: NamedRead
    programme: NamedRead | None
    kind: ReportKind
    title: str
    starts_on: Day
    ends_on: Day
    language: str = Field(description="Of its title and texts")
    k_min: int
    computed_at: Instant
    sections: list[ReportEditionSectionRead]


class FigureCheckRead(Output):
    code: str
    label: str
    result: Literal["same", "differs"]
    reason: Literal["erased", "late", "definition", "day", "other"] | None = Field(
        description="`erased`: people erased their account or took something back; `late`: something came after the "
        "publication; `definition`: it is defined otherwise today; `day`: it is of the day on which it is computed"
    )
    people: int | None = Field(description="How many people are gone, rounded down; null: fewer than `k`, or not known")
    note: str | None = Field(examples=["5 personnes ou plus ont effacé leur compte depuis, ou repris leur réponse."])


class ReportCheckRead(Output):
    """The figures of an edition, computed again."""

    report_id: UUID
    number: int
    computed_at: Instant
    checked_at: Instant
    figures: list[FigureCheckRead]
