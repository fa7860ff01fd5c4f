"""What many people respondents to a survey: counted in one statement, published as `policies/small_groups.py` says."""

import json
from collections.abc import Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Text, case, cast, column, func, literal_column, select
from sqlalchemy.dialects.postgresql import JSONB

from app.core.compiled import Compiled
from app.core.projections import NOW, SingleProjection, build
from app.core.uow import Reading, Runtime
from app.models.communities import Community
from app.models.missions import Mission, MissionKind, MissionState
from app.policies import missions
from app.policies.sessions import SIGNED_IN
from app.policies.small_groups import exact_or_withheld, round_down
from app.schemas.surveys import (
    EarlierResultRead,
    OptionCountRead,
    Question,
    QuestionResultRead,
    QuestionType,
    ResultsQuery,
    SurveyForm,
    SurveyResultsRead,
)
from app.services.missions import cross_tables
from app.services.missions.cross_tables import options_of
from app.services.missions.reads import MissionNotFound
from app.services.missions.survey_answers import ANSWERS, ID, READABLE

_ANSWER = func.jsonb_each(ANSWERS.c.answers).table_valued(column("key", Text), column("value", JSONB)).alias("said")
_KIND = func.jsonb_typeof(_ANSWER.c.value)
_LIST = case((_KIND == "array", _ANSWER.c.value), else_=func.jsonb_build_array(_ANSWER.c.value))
_CHOICE = func.jsonb_array_elements_text(_LIST).table_valued(column("value", Text)).alias("choice")
_IS_COUNTABLE = _KIND.in_(("array", "number"))
_QUESTIONS = (
    select(_ANSWER.c.key.label("code"), func.count().label("people"))
    .select_from(ANSWERS.join(_ANSWER, literal_column("true")))
    .group_by(_ANSWER.c.key)
    .subquery("respondents")
)
_CHOICES = (
    select(_ANSWER.c.key.label("code"), _CHOICE.c.value.label("choice"), func.count().label("people"))
    .select_from(ANSWERS.join(_ANSWER, literal_column("true")).join(_CHOICE, literal_column("true")))
    .where(_IS_COUNTABLE)
    .group_by(_ANSWER.c.key, _CHOICE.c.value)
    .subquery("choices")
)
_ITEM = build(
    {
        "form": Mission.form,
        "is_over": missions.state(NOW).in_((MissionState.CLOSED, MissionState.ARCHIVED)),
        "k_min": select(Community.k_min).where(Community.id == Mission.community_id).scalar_subquery(),
        "people": select(func.count()).select_from(ANSWERS).scalar_subquery(),
        "respondents": select(func.json_object_agg(_QUESTIONS.c.code, _QUESTIONS.c.people)).scalar_subquery(),
        "choices": select(
            func.json_agg(func.json_build_array(_CHOICES.c.code, _CHOICES.c.choice, _CHOICES.c.people))
        ).scalar_subquery(),
    }
)
COUNTS = SingleProjection(
    SIGNED_IN,
    _ITEM,
    literal_column("1"),
    READABLE,
    Mission.id == ID,
    Mission.kind == MissionKind.SURVEY,
    missing=MissionNotFound,
)
COUNTS_IN_ROOM = Compiled(
    select(cast(_ITEM, Text).label("item")).where(Mission.id == ID, Mission.kind == MissionKind.SURVEY)
)


async def get(reading: Reading, mission_id: UUID, query: ResultsQuery) -> SurveyResultsRead:
    """Return the results of a survey. Raises MissionNotFound for whoever may not read them, Unprocessable."""
    item = (await COUNTS.get(reading, id=mission_id)).json
    publication, form = _published(mission_id, item), SurveyForm.model_validate(json.loads(item)["form"])
    if form.before is not None:
        publication = await _compared(reading, publication, form.before)
    return publication if query.by is None else await cross_tables.by_question(reading, publication, form, query.by)


async def _compared(reading: Reading, publication: SurveyResultsRead, before: UUID) -> SurveyResultsRead:
    """Add what was answered to the survey before, if the caller may read it and both are over."""
    representation = await COUNTS.find(reading, id=before)
    if representation is None or not publication.is_over:
        return publication
    earlier = {question.code: question for question in _published(before, representation.json).questions}
    questions = []
    for question in publication.questions:
        predecessor = earlier.get(question.code)
        pair = None
        if predecessor is not None and predecessor.type is question.type and predecessor.mean is not None:
            pair = EarlierResultRead(people=predecessor.people or 0, mean=predecessor.mean)
        questions.append(question.model_copy(update={"before": pair}))
    return publication.model_copy(update={"questions": questions})


async def read(runtime: Runtime, mission_id: UUID) -> SurveyResultsRead | None:
    """Return the results of a survey that a room shows, or None if there is no such survey."""
    values = {"id": mission_id, "now": runtime.clock()}
    row = await runtime.database.reads.fetchrow(COUNTS_IN_ROOM.query, *COUNTS_IN_ROOM.values(values))
    return None if row is None else _published(mission_id, row["item"])


def _published(mission_id: UUID, item: str | bytes) -> SurveyResultsRead:
    counts = json.loads(item)
    tally = _Tally(
        counts["is_over"],
        counts["k_min"],
        counts["respondents"] or {},
        {(code, choice): people for code, choice, people in counts["choices"] or ()},
    )
    total = tally.published(counts["people"])
    questions = SurveyForm.model_validate(counts["form"]).questions
    return SurveyResultsRead(
        mission_id=mission_id,
        is_over=tally.is_over,
        k_min=tally.k_min,
        withheld=total is None,
        people=total,
        questions=[tally.result(question) for question in questions],
        ballot=None,
    )


class _Tally(NamedTuple):
    """Exact numbers, which nobody but this module sees."""

    is_over: bool
    k_min: int
    respondents: Mapping[str, int]
    choices: Mapping[tuple[str, str], int]

    def published(self, people: int) -> int | None:
        if people < self.k_min:
            return None
        return people if self.is_over else round_down(people, self.k_min)

    def result(self, question: Question) -> QuestionResultRead:
        exact = self.respondents.get(question.code, 0)
        people = self.published(exact)
        options = options_of(question)
        counts = [self.choices.get((question.code, option), 0) for option in options]
        return QuestionResultRead(
            code=question.code,
            text=question.text,
            type=question.type,
            people=people,
            mean=self._mean(question) if self.is_over and people is not None else None,
            options=[
                OptionCountRead(option=option, people=count)
                for option, count in zip(options, self._published_options(counts, people), strict=True)
            ],
            before=None,
            rows=None,
        )

    def _published_options(self, counts: Sequence[int], people: int | None) -> Sequence[int | None]:
        if people is None:
            return [None] * len(counts)
        if self.is_over:
            return exact_or_withheld(counts, self.k_min)
        return [round_down(count, self.k_min) for count in counts]

    def _mean(self, question: Question) -> float | None:
        if question.type not in {QuestionType.SCALE, QuestionType.NUMBER}:
            return None
        numbers = {int(choice): people for (code, choice), people in self.choices.items() if code == question.code}
        return round(sum(number * people for number, people in numbers.items()) / sum(numbers.values()), 1)
