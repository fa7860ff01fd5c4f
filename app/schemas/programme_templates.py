"""Templates of programmes: plain words and bounded numbers. They name no person, community or file."""

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, Literal

from pydantic import AfterValidator, ConfigDict, Field, StringConstraints, model_validator

from app.core.faults import refusal
from app.core.i18n import Language, Locale
from app.models.communities import CommunityKind
from app.models.missions import MissionKind
from app.models.programme_reports import ReportKind, ReportSectionKind
from app.models.programmes import Public
from app.models.rooms import RoomMinors
from app.schemas.ballots import BallotMethod
from app.schemas.frameworks import LabelledIn
from app.schemas.programmes import MOST_LINES, ChoiceKey, TemplateCode
from app.schemas.proposals import Citing
from app.schemas.surveys import MOST_OPTIONS, MOST_QUESTIONS, Code, QuestionType, ResultReaders, SheetKind
from app.schemas.types import Input, Line, Organisation, Output, Paragraph, distinct

MOST_STEPS, MOST_MISSIONS, MOST_ASKS, MOST_ITEMS = 30, 60, 10, 20
START, ITEM = "start", "item"  # the first day of the programme; the line that a step is for
# A day that is asked, or the start; days before or after it; an hour of the community's time zone.
MOMENT = r"^[a-z][a-z0-9_]{0,39}([+-][0-9]{1,3}d)?(T([01][0-9]|2[0-3]):[0-5][0-9])?$"
DayText = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}([+-][0-9]{1,3}d)?$", max_length=50, strict=True),
    Field(examples=["day"]),
]
Moment = Annotated[
    str, StringConstraints(pattern=MOMENT, max_length=60, strict=True), Field(examples=["day-42dT09:00"])
]
Hour = Annotated[
    str,
    StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$", max_length=5, strict=True),
    Field(examples=["09:00"]),
]


BOTH = Field(
    min_length=2,
    max_length=2,
    description="By language: `fr` and `en`",
    examples=[{"fr": "Ma journée", "en": "My day"}],
)
ShortText = Annotated[dict[LabelledIn, Line], BOTH]
Label = Annotated[dict[LabelledIn, Organisation], BOTH]  # of a choice, a theme or a name
LongText = Annotated[dict[LabelledIn, Paragraph], BOTH]


def words_in(texts: Mapping[Locale, str], language: Language) -> str:
    return texts[Locale.EN if language.base == Locale.EN else Locale.FR]


class TemplatePart(Input):
    """A template is answered with all its members."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=True)


class Ask(TemplatePart):
    """What whoever copies the template chooses; `{key}` in its words stands for it, `$key` for its lines."""

    key: ChoiceKey
    type: Literal["day", "line", "lines"]
    label: ShortText
    day: DayText | None = Field(None, description="Of a day: the one that is proposed", examples=["start+42d"])
    values: list[Label] = Field([], max_length=MOST_LINES, description="Proposed, where nothing else is chosen")

    @model_validator(mode="after")
    def _has_a_default(self) -> "Ask":
        if (self.type == "day") != (self.day is not None) or (self.type != "day") != bool(self.values):
            raise refusal("ask_default", "chaque question du modèle propose une réponse de son genre")
        if self.type == "line" and len(self.values) > 1:
            raise refusal("ask_default", "chaque question du modèle propose une réponse de son genre")
        return self


class TemplateQuestion(TemplatePart):
    code: Code
    type: QuestionType
    text: ShortText
    options: list[Label] = Field([], max_length=MOST_OPTIONS)
    required: bool = Field(default=False, strict=True)


class TemplateSurvey(TemplatePart):
    sheets: SheetKind = SheetKind.WITHOUT_NAMES
    results: ResultReaders = ResultReaders.TEAM
    questions: list[TemplateQuestion] = Field([], max_length=MOST_QUESTIONS)
    before: ChoiceKey | None = Field(None, description="The step whose questions of `same` it asks again")
    same: Annotated[list[Code], AfterValidator(distinct)] = Field([], max_length=MOST_QUESTIONS)

    @model_validator(mode="after")
    def _asks(self) -> "TemplateSurvey":
        asks_skills = any(question.type is QuestionType.SKILL for question in self.questions)  # of a community
        if asks_skills or not (self.questions or self.same):
            raise refusal("template_step", "une étape du modèle est vide, ou renvoie à ce qui n’y est pas")
        return self


class TemplateAgendaItem(TemplatePart):
    at: Hour
    title: ShortText


class TemplateEvent(TemplatePart):
    on: DayText
    begins: Hour
    ends: Hour
    place: ShortText = Field(description="`{place}` stands for what is chosen under that key")
    capacity: int | None = Field(None, ge=1, le=10_000, strict=True)
    walk_ins: bool = Field(default=False, strict=True)
    certificate: bool = Field(default=False, strict=True)
    agenda: list[TemplateAgendaItem] = Field([], max_length=MOST_ITEMS)


class TemplateProposal(TemplatePart):
    themes: list[Label] = Field([], max_length=MOST_LINES)
    themes_of: ChoiceKey | None = Field(
        None, description="Its themes are the lines of that key; `item`: the line that the step is for"
    )
    max_per_person: int = Field(3, ge=1, le=10, strict=True)
    cites: Citing = Citing.OPTIONAL
    hidden_until_reveal: bool = Field(default=False, strict=True)


class TemplateBallot(TemplatePart):
    of: Annotated[list[ChoiceKey], AfterValidator(distinct)] = Field(min_length=1, max_length=MOST_STEPS)
    method: BallotMethod = BallotMethod.POINTS
    limit: int = Field(5, ge=1, le=20, strict=True)
    secret: bool = Field(default=True, strict=True)
    seconds: int | None = Field(None, ge=10, le=3_600, strict=True)


class TemplateAfter(TemplatePart):
    step: ChoiceKey
    minutes: int = Field(0, ge=0, le=86_400, strict=True)


class TemplateStep(TemplatePart):
    key: ChoiceKey
    kind: MissionKind
    title: ShortText
    brief: LongText
    opens: Moment | None = None
    due: Moment | None = None
    closes: Moment | None = None
    opens_after: TemplateAfter | None = None
    for_each: ChoiceKey | None = Field(None, description="One step for each of the lines of that key: `{item}`")
    in_room: bool = Field(default=False, strict=True, description="It is run in a room, on the day")
    survey: TemplateSurvey | None = None
    event: TemplateEvent | None = None
    proposal: TemplateProposal | None = None
    ballot: TemplateBallot | None = None

    @model_validator(mode="after")
    def _has_the_form_of_its_kind(self) -> "TemplateStep":
        forms = {name for name in FORMS if getattr(self, name) is not None}
        if forms != {str(self.kind)} - {"experience"}:
            raise refusal("mission_form", "une mission a la forme de son `kind`, et aucune autre")
        return self


FORMS = ("survey", "event", "proposal", "ballot")


class TemplateRoom(TemplatePart):
    allow_guests: bool = Field(default=False, strict=True)
    minors: RoomMinors = RoomMinors.NONE
    capacity: int = Field(150, ge=1, le=1_000, strict=True)


class TemplatePlan(TemplatePart):
    """What becomes of the best proposals: actions with an owner and a day."""

    of: ChoiceKey
    top: int = Field(6, ge=1, le=20, strict=True)
    review_days: int = Field(30, ge=1, le=366, strict=True)
    brief: LongText


class TemplateReport(TemplatePart):
    kind: ReportKind = ReportKind.SYNTHESIS
    sections: Annotated[list[ReportSectionKind], AfterValidator(distinct)] = Field(min_length=1, max_length=7)


class ProgrammeTemplate(TemplatePart):
    """A programme to copy. What is made of it does not change when it does."""

    code: TemplateCode
    version: int = Field(ge=1, le=9_999, strict=True)
    title: ShortText
    summary: LongText
    publics: Annotated[list[Public], AfterValidator(distinct)] = Field(min_length=1, max_length=len(Public))
    community_kinds: Annotated[list[CommunityKind], AfterValidator(distinct)] = Field(
        min_length=1, max_length=len(CommunityKind)
    )
    asks: list[Ask] = Field([], max_length=MOST_ASKS)
    days: int = Field(ge=1, le=730, strict=True, description="From its first day to its last")
    room: TemplateRoom | None = None
    steps: list[TemplateStep] = Field(min_length=1, max_length=MOST_STEPS)
    plan: TemplatePlan | None = None
    report: TemplateReport

    @model_validator(mode="after")
    def _refers_to_what_is_there(self) -> "ProgrammeTemplate":
        if not all(self._checks()):
            raise refusal("template_step", "une étape du modèle est vide, ou renvoie à ce qui n’y est pas")
        return self

    def _checks(self) -> Iterator[bool]:
        asks = {ask.key: ask.type for ask in self.asks}
        days = {START, *(key for key, kind in asks.items() if kind == "day")}
        lists = {key for key, kind in asks.items() if kind == "lines"}
        earlier = dict[str, TemplateStep]()
        yield len(asks) == len(self.asks) and asks.keys().isdisjoint({START, ITEM})
        yield sum(MOST_LINES if step.for_each else 1 for step in self.steps) <= MOST_MISSIONS
        for ask in self.asks:
            yield ask.day is None or day_of(ask.day) == START
        for step in self.steps:
            yield step.key not in earlier
            yield from _step_checks(step, earlier, days, lists)
            yield _blanks(step) <= asks.keys() | ({ITEM} if step.for_each else set())
            earlier[step.key] = step
        yield self.plan is None or earlier.get(self.plan.of) is not None


def _step_checks(
    step: TemplateStep, earlier: dict[str, TemplateStep], days: set[str], lists: set[str]
) -> Iterator[bool]:
    moments = [step.opens, step.due, step.closes, step.event and step.event.on]
    yield all(day_of(moment) in days for moment in moments if moment)
    yield step.for_each is None or step.for_each in lists
    yield step.opens_after is None or (step.opens_after.step in earlier and step.opens is None)
    if step.survey is not None:
        before = earlier.get(step.survey.before or "")
        questions = before.survey.questions if before and before.survey else []
        yield set(step.survey.same) <= {question.code for question in questions}
    if step.proposal is not None:
        yield step.proposal.themes_of in {None, *lists, *({ITEM} if step.for_each else ())}
    if step.ballot is not None:
        yield all(key in earlier and earlier[key].kind is MissionKind.PROPOSAL for key in step.ballot.of)


def day_of(moment: str) -> str:
    """Return the key of the day that a moment of a template counts from."""
    return re.split(r"[+T-]", moment, maxsplit=1)[0]


def _blanks(step: TemplateStep) -> set[str]:
    return set(re.findall(r"{(\w+)}", step.model_dump_json()))


class TemplateSummaryRead(Output):
    """A template in the list: `ProgrammeTemplate` has all of it."""

    code: str
    version: int
    title: ShortText
    summary: LongText
    publics: list[Public]
    community_kinds: list[CommunityKind]
    of_installation: bool = Field(description="It was imported by this installation, and is none of ours")
