"""What many people respondents to a survey: counted in one statement, published as `policies/small_groups.py` says."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import CTE, ColumnElement, Text, case, column, func, literal_column, select
from sqlalchemy.dialects.postgresql import JSONB

from app.core.i18n import Language
from app.core.projections import NOW, Element, SingleProjection, build
from app.core.uow import Reading
from app.models.communities import Community
from app.models.missions import Mission, MissionKind, MissionState
from app.policies import missions
from app.policies.sessions import SIGNED_IN, in_place
from app.policies.small_groups import counts_beside_mean, exact_or_withheld, least, mean, names_one, round_down
from app.schemas.surveys import (
    COUNTING,
    STEPS,
    EarlierResultRead,
    OptionCountRead,
    Question,
    QuestionResultRead,
    QuestionType,
    QuestionWords,
    ResultsQuery,
    SheetKind,
    SurveyForm,
    SurveyResultsRead,
)
from app.services.missions import cross_tables, pairing
from app.services.missions.cross_tables import options_of
from app.services.missions.reads import MissionNotFound
from app.services.missions.survey_answers import ANSWERS, ID, NEWCOMERS, READABLE

_NOBODY: Element = literal_column("0")


def counts_of(answers: CTE, *conditions: ColumnElement[bool], newcomers: Element = _NOBODY) -> Element:
    """Return the JSON of what was answered to a survey, from answers of which `conditions` choose its own.

    `newcomers`: how many of the people do not count towards `k`.
    """
    answer = func.jsonb_each(answers.c.answers).table_valued(column("key", Text), column("value", JSONB)).alias("said")
    kind = func.jsonb_typeof(answer.c.value)
    values = case((kind == "array", answer.c.value), else_=func.jsonb_build_array(answer.c.value))
    choice = func.jsonb_array_elements_text(values).table_valued(column("value", Text)).alias("choice")
    respondents = (
        select(answer.c.key.label("code"), func.count().label("people"))
        .select_from(answers.join(answer, literal_column("true")))
        .where(*conditions)
        .group_by(answer.c.key)
        .correlate(Mission)
        .subquery("respondents")
    )
    choices = (
        select(answer.c.key.label("code"), choice.c.value.label("choice"), func.count().label("people"))
        .select_from(answers.join(answer, literal_column("true")).join(choice, literal_column("true")))
        .where(kind.in_(("array", "number")), *conditions)
        .group_by(answer.c.key, choice.c.value)
        .correlate(Mission)
        .subquery("choices")
    )
    people = select(func.count()).select_from(answers).where(*conditions).correlate(Mission)
    return build(
        {
            "mission_id": Mission.id,
            "form": Mission.form,
            "is_over": missions.state(NOW).in_((MissionState.CLOSED, MissionState.ARCHIVED)),
            "k_min": select(Community.k_min).where(Community.id == Mission.community_id).scalar_subquery(),
            "people": people.scalar_subquery(),
            "newcomers": newcomers,
            "respondents": select(func.json_object_agg(respondents.c.code, respondents.c.people)).scalar_subquery(),
            "choices": select(
                func.json_agg(func.json_build_array(choices.c.code, choices.c.choice, choices.c.people))
            ).scalar_subquery(),
        }
    )


COUNTS = SingleProjection(
    SIGNED_IN,
    counts_of(ANSWERS, newcomers=NEWCOMERS),
    literal_column("1"),
    READABLE,
    in_place(Mission.community_id),
    Mission.id == ID,
    Mission.kind == MissionKind.SURVEY,
    missing=MissionNotFound,
)


async def get(reading: Reading, mission_id: UUID, query: ResultsQuery) -> SurveyResultsRead:
    """Return the results of a survey. Raises MissionNotFound for whoever may not read them, Unprocessable."""
    item = (await COUNTS.get(reading, id=mission_id)).json
    publication = published(item, reading.locale)
    form = SurveyForm.model_validate(json.loads(item)["form"])
    if form.before is not None:
        publication = await _compared(reading, publication, form)
    return publication if query.by is None else await cross_tables.by_question(reading, publication, form, query.by)


async def _compared(reading: Reading, publication: SurveyResultsRead, form: SurveyForm) -> SurveyResultsRead:
    """Add what was answered to the survey before, if the caller may read it and both are over."""
    representation = await COUNTS.find(reading, id=form.before)
    if representation is None or not publication.is_over or form.before is None:
        return publication
    before = published(representation.json)
    earlier = {question.code: question for question in before.questions}
    sheets = json.loads(representation.json)["form"]["sheets"]
    is_named = before.is_over and form.sheets is SheetKind.WITH_NAMES and sheets == SheetKind.WITH_NAMES
    pairs = await pairing.read(reading, publication.mission_id, form.before) if is_named else {}
    questions = []
    for question in publication.questions:
        predecessor = earlier.get(question.code)
        parts: dict[str, Any] = {}
        if predecessor is not None and predecessor.type is question.type and predecessor.mean is not None:
            parts["before"] = EarlierResultRead(people=predecessor.people or 0, mean=predecessor.mean)
            pair, people = pairs.get(question.code), (predecessor.people or 0, question.people or 0)
            if question.mean is not None:
                parts["paired"] = pair and pair.published(*people, publication.k_min)
        questions.append(question.model_copy(update=parts))
    return publication.model_copy(update={"questions": questions})


def published(item: str | bytes, language: Language | None = None) -> SurveyResultsRead:
    """Return what may be told of these counts. `language`: of the reader; None: the words as they were written."""
    counts = json.loads(item)
    tally = _Tally(
        counts["is_over"],
        least(counts["k_min"]),
        counts["newcomers"],
        counts["respondents"] or {},
        {(code, choice): people for code, choice, people in counts["choices"] or ()},
    )
    total = tally.published(counts["people"])
    questions = SurveyForm.model_validate(counts["form"]).questions
    return SurveyResultsRead(
        mission_id=UUID(counts["mission_id"]),
        is_over=tally.is_over,
        k_min=tally.k_min,
        withheld=total is None,
        people=total,
        questions=[tally.result(question, question.words_in(language)) for question in questions],
        ballot=None,
    )


class _Tally(NamedTuple):
    """Exact numbers, which nobody but this module sees."""

    is_over: bool
    k_min: int
    newcomers: int  # who do not count towards `k_min`
    respondents: Mapping[str, int]
    choices: Mapping[tuple[str, str], int]

    def published(self, people: int) -> int | None:
        if people - self.newcomers < self.k_min:
            return None
        return people if self.is_over else round_down(people, self.k_min)

    def result(self, question: Question, words: QuestionWords) -> QuestionResultRead:
        exact = self.respondents.get(question.code, 0)
        people = self.published(exact)
        options = options_of(question)
        counts = [self.choices.get((question.code, option), 0) for option in options]
        labels: Sequence[str] = words.options or options
        skills: Sequence[UUID | None] = question.skills or [None] * len(options)
        return QuestionResultRead(
            code=question.code,
            text=words.text,
            type=question.type,
            people=people,
            mean=self._mean(question) if self.is_over and people is not None else None,
            options=[
                OptionCountRead(option=option, label=label, skill_id=skill_id, people=count)
                for option, label, skill_id, count in zip(
                    options, labels, skills, self._published_options(question, counts, people), strict=True
                )
            ],
            before=None,
            paired=None,
            rows=None,
        )

    def _published_options(self, question: Question, counts: Sequence[int], people: int | None) -> Sequence[int | None]:
        if people is None:
            return [None] * len(counts)
        if self.is_over:
            published_counts = exact_or_withheld(counts, self.k_min)
            return counts_beside_mean(published_counts) if question.type in COUNTING else published_counts
        return [round_down(count, self.k_min) for count in counts]

    def _mean(self, question: Question) -> float | None:
        if question.type not in COUNTING:
            return None
        numbers = {int(choice): people for (code, choice), people in self.choices.items() if code == question.code}
        people, total = sum(numbers.values()), sum(number * count for number, count in numbers.items())
        if question.type is QuestionType.SCALE and names_one(people, total, STEPS):
            return None
        return mean(total, people)
