"""What a survey asks, what a person answers, and what becomes of all answers."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field, model_validator

from app.core.faults import refusal
from app.core.i18n import Language
from app.schemas.ballots import BallotResultRead
from app.schemas.frameworks import LabelledIn
from app.schemas.types import Input, Line, Organisation, Output, Paragraph, Reference, distinct

MOST_QUESTIONS, MOST_OPTIONS = 30, 12
LONGEST_OPTION = 120
LARGEST = 1_000_000
STEPS = 5  # of a scale, from 1
SHORT, LONG = 280, 2_000  # characters
Option = Organisation
Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$", strict=True, examples=["clarte"])]


class QuestionType(StrEnum):
    ONE = "one"
    SEVERAL = "several"
    SCALE = "scale"
    NUMBER = "number"
    SHORT = "short"
    LONG = "long"
    SKILL = "skill"


class SheetKind(StrEnum):
    WITH_NAMES = "named"
    WITHOUT_NAMES = "unlinked"


class ResultReaders(StrEnum):
    TEAM = "team"
    RESPONDENTS = "respondents"
    COMMUNITY = "community"


SEVERAL = (QuestionType.SEVERAL, QuestionType.SKILL)
CHOOSING = (QuestionType.ONE, *SEVERAL)
COUNTING = (QuestionType.SCALE, QuestionType.NUMBER)
WRITING: Mapping[QuestionType, int] = {QuestionType.SHORT: SHORT, QuestionType.LONG: LONG}


class QuestionWords(Input):
    text: Line = Field(examples=["I know whom to ask about my guidance"])
    options: list[Option] = Field([], max_length=MOST_OPTIONS, description="In the order of the question’s options")


class Question(Input):
    code: Code
    text: Line = Field(examples=["Je sais à qui m’adresser pour mon orientation"])
    type: QuestionType = Field(
        description=f"`scale`: from 1 to {STEPS}. What is written in `short` and `long` is read by the team alone. "
        "`skill`: any of `skills`"
    )
    options: Annotated[list[Option], AfterValidator(distinct)] = Field(
        [], max_length=MOST_OPTIONS, description="Of `one` and `several`", examples=[["transports", "argent"]]
    )
    skills: Annotated[list[Reference], AfterValidator(distinct)] = Field(
        [],
        max_length=MOST_OPTIONS,
        description="Of `skill`: those to choose from, public or of the community’s own. Its `options` are their "
        "names, which the server writes in each language",
    )
    translations: dict[LabelledIn, QuestionWords] = Field(
        default_factory=dict,
        description="The words in other languages. An answer may name an option in any of them; results join them",
        examples=[{"en": {"text": "I know whom to ask about my guidance", "options": []}}],
    )
    required: bool = Field(default=False, strict=True)

    @model_validator(mode="after")
    def _offers_a_choice(self) -> "Question":
        asks_skills = self.type is QuestionType.SKILL
        if (self.type in CHOOSING and not asks_skills) != (len(self.options) > 1) and not (asks_skills and self.skills):
            raise refusal("question_options", "`one` et `several` ont deux options au moins, les autres aucune")
        if asks_skills != (len(self.skills) > 1) or (asks_skills and len(self.options) not in {0, len(self.skills)}):
            raise refusal("question_skills", "`skill` a deux compétences au moins, les autres n’en ont pas")
        numbers = {len(self.options), 0} if asks_skills else {len(self.options)}
        if any(len(words.options) not in numbers for words in self.translations.values()):
            raise refusal("question_translation", "une traduction a chaque option, dans le même ordre")
        return self

    def words_in(self, language: Language | None) -> QuestionWords:
        """Return its words in that language, else as they are."""
        own = QuestionWords.model_construct(text=self.text, options=self.options)
        return own if language is None else self.translations.get(language.of_contents, own)


class SurveyForm(Input):
    """Questions to members. It is fixed once the mission is open."""

    questions: list[Question] = Field(min_length=1, max_length=MOST_QUESTIONS)
    sheets: SheetKind = Field(
        SheetKind.WITHOUT_NAMES,
        description="`unlinked`: sheets are stored without the person, by the day alone; nobody can change or take "
        "back theirs. `named`: the team reads who said what",
    )
    results: ResultReaders = Field(ResultReaders.TEAM, description="Who reads the results, beside the managers")

    before: Reference | None = Field(
        None, description="An earlier survey of the community: questions of one code are compared, before and after"
    )

    @model_validator(mode="after")
    def _has_each_code_once(self) -> "SurveyForm":
        codes = [question.code for question in self.questions]
        if len(set(codes)) < len(codes):
            raise refusal("question_codes", "chaque question a un code à elle")
        return self


class AnswerToQuestion(Input):
    code: Code
    options: list[Option] = Field([], max_length=MOST_OPTIONS, description="Of `one` and `several`: those chosen")
    number: int | None = Field(None, ge=-LARGEST, le=LARGEST, strict=True, description="Of `scale` and `number`")
    text: Paragraph | None = Field(None, description="Of `short` and `long`")


class SurveyAnswerRead(Output):
    code: str
    options: list[str]
    number: int | None
    text: str | None


class QuestionWordsRead(Output):
    text: str
    options: list[str]


class QuestionRead(Output):
    code: str
    text: str
    type: QuestionType
    options: list[str]
    skills: list[UUID] = Field(description="Of `skill`: those that the options name, in their order")
    translations: dict[str, QuestionWordsRead] = Field(description="The words in other languages, by BCP 47 tag")
    required: bool

    def words_in(self, language: Language) -> QuestionWordsRead:
        """Return its words in that language, else as they are."""
        own = QuestionWordsRead.model_construct(text=self.text, options=self.options)
        return self.translations.get(language.of_contents, own)


class SurveyFormRead(Output):
    questions: list[QuestionRead]
    sheets: SheetKind
    results: ResultReaders
    before: UUID | None = Field(description="An earlier survey: questions of one code are compared")


class OptionCountRead(Output):
    option: str = Field(description="As the question has it")
    label: str = Field(description="The same in the language of `Accept-Language`, where the question has that")
    skill_id: UUID | None = Field(description="Of `skill`")
    people: int | None = Field(description="null: so few that they could be recognised")


class EarlierResultRead(Output):
    """What was answered to the question of that code in the survey before, once both are over."""

    people: int
    mean: float


class PairedResultRead(Output):
    """What the same people answered to the question in both surveys. Those who answered one alone are nobody or
    `k_min` people.
    """

    people: int
    before: float = Field(description="The mean")
    after: float = Field(description="The mean")


class CrossRowRead(Output):
    options: list[str | None] = Field(
        description="Of the question `by`: those that are counted together; null: no answer"
    )
    counts: list[int] = Field(description="In the order of the question’s options")
    mean: float | None = Field(description="Of `scale` and `number`")


class QuestionResultRead(Output):
    code: str
    text: str
    type: QuestionType
    people: int | None = Field(description="Who answered it; null: too few")
    mean: float | None = Field(description="Of `scale` and `number`, once it is over and enough people answered")
    options: list[OptionCountRead] = Field(description="Of `scale`: its steps. Of what is written: none")
    before: EarlierResultRead | None = Field(
        description="Of `scale` and `number`, where the survey names one before it"
    )
    paired: PairedResultRead | None = Field(
        description="Of `scale` and `number`, where both surveys are `named`: of those who answered both"
    )
    rows: list[CrossRowRead] | None = Field(
        description="With `by`, once it is over: by the answers to that question. Each count is nobody or `k_min` "
        "people; what has fewer is counted together with another row; empty: it cannot be told"
    )


class ResultsQuery(Input):
    by: Code | None = Field(None, description="The code of a question of type `one`: what the others answered, by it")


class SurveyResultsRead(Output):
    """What many people answered. It names nobody, and no number counts fewer than `k_min`."""

    mission_id: UUID
    is_over: bool = Field(description="Until then, numbers are rounded down by steps of 5: nobody’s answer shows")
    k_min: int
    withheld: bool = Field(description="Fewer than `k_min` people answered")
    people: int | None
    questions: list[QuestionResultRead] = Field(description="Of a survey")
    ballot: BallotResultRead | None = Field(description="Of a vote")
