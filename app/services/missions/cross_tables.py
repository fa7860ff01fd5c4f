"""Answers to a survey by the answers to one of its questions, results as `policies/small_groups.merged` says."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Text, bindparam, case, column, func, literal_column, select
from sqlalchemy.dialects.postgresql import JSONB

from app.core.errors import Unprocessable, wrong
from app.core.i18n import Words
from app.core.projections import SingleProjection, build
from app.core.uow import Reading
from app.models.missions import Mission, MissionKind
from app.policies.sessions import SIGNED_IN
from app.policies.small_groups import Group, merged
from app.schemas.surveys import (
    CHOOSING,
    COUNTING,
    SEVERAL,
    STEPS,
    CrossRowRead,
    Question,
    QuestionResultRead,
    QuestionType,
    SurveyForm,
    SurveyResultsRead,
)
from app.services.missions.survey_answers import ANSWERS, ID, READABLE

NO_CHOICE = wrong("/by", "unknown_code", Words("l’enquête n’a pas de question à un choix de ce nom"))
_BY = bindparam("by", type_=Text())
_GROUP = func.coalesce(ANSWERS.c.answers[_BY][0].astext, literal_column("''"))
_ANSWER = func.jsonb_each(ANSWERS.c.answers).table_valued(column("key", Text), column("value", JSONB)).alias("said")
# What several options were chosen in stays one value: a cell counts people, not choices.
_VALUE = case((func.jsonb_typeof(_ANSWER.c.value) == "string", literal_column("'null'::jsonb")), else_=_ANSWER.c.value)
_CELLS = (
    select(_GROUP.label("place"), _ANSWER.c.key.label("code"), _VALUE.label("value"), func.count().label("people"))
    .select_from(ANSWERS.join(_ANSWER, literal_column("true")))
    .group_by(literal_column("1"), literal_column("2"), literal_column("3"))
    .subquery("cells")
)
_PLACES = select(_GROUP.label("place"), func.count().label("people")).group_by(literal_column("1")).subquery("places")
CELLS = SingleProjection(
    SIGNED_IN,
    build(
        {
            "cells": select(
                func.json_agg(func.json_build_array(_CELLS.c.place, _CELLS.c.code, _CELLS.c.value, _CELLS.c.people))
            ).scalar_subquery(),
            "places": select(func.json_object_agg(_PLACES.c.place, _PLACES.c.people)).scalar_subquery(),
        }
    ),
    literal_column("1"),
    READABLE,
    Mission.id == ID,
    Mission.kind == MissionKind.SURVEY,
)
Cells = Sequence[tuple[str, str, Any, int]]


async def by_question(reading: Reading, results: SurveyResultsRead, form: SurveyForm, code: str) -> SurveyResultsRead:
    """Add to the results of a survey those by the answers to the question of that code. Raises Unprocessable."""
    if not any(question.code == code and question.type is QuestionType.ONE for question in form.questions):
        raise Unprocessable(errors=[NO_CHOICE])
    if results.withheld or not results.is_over:
        return results
    [by] = (question for question in form.questions if question.code == code)
    labels = dict(zip(by.options, by.words_in(reading.locale).options, strict=True))
    document = json.loads((await CELLS.get(reading, id=results.mission_id, by=code)).json)
    cells, places = document["cells"] or [], document["places"] or {}
    questions = [
        _with_rows(result, question, [cell for cell in cells if cell[1] == question.code], places, results.k_min)
        if question.code != code and result.people is not None
        else result
        for result, question in zip(results.questions, form.questions, strict=True)
    ]
    return results.model_copy(update={"questions": [_in_words(question, labels) for question in questions]})


def _in_words(result: QuestionResultRead, labels: Mapping[str, str]) -> QuestionResultRead:
    """Name the rows as the reader's language does."""
    rows = [
        row.model_copy(update={"options": [option and labels.get(option, option) for option in row.options]})
        for row in result.rows or ()
    ]
    return result.model_copy(update={"rows": rows if result.rows is not None else None})


def options_of(question: Question) -> list[str]:
    if question.type in CHOOSING:
        return list(question.options)
    return [str(step + 1) for step in range(STEPS)] if question.type is QuestionType.SCALE else []


def _with_rows(
    result: QuestionResultRead, question: Question, cells: Cells, places: Mapping[str, int], k_min: int
) -> QuestionResultRead:
    rows = merged([_row(question, cells, place, places[place]) for place in sorted(places)], k_min)
    return result.model_copy(update={"rows": [_published(question, row, cells) for row in rows]})


def _row(question: Question, cells: Cells, place: str, people: int) -> Group:
    """Return a row of people, in cells that leave nobody out: who chose an option, and who did not."""
    values = [(value, count) for at, _, value, count in cells if at == place]
    counts = [sum(count for value, count in values if _chose(value, option)) for option in options_of(question)]
    if question.type in SEVERAL:
        return Group((place,), (*counts, *(people - count for count in counts)))
    answers = sum(count for _, count in values)
    cells_of_row = counts if options_of(question) else [answers]
    return Group((place,), (*cells_of_row, people - answers))


def _chose(value: Any, option: str) -> bool:  # noqa: ANN401  as JSON has it
    return option in value if isinstance(value, list) else str(value) == option


def _published(question: Question, row: Group, cells: Cells) -> CrossRowRead:
    number = len(options_of(question))
    is_number = question.type in COUNTING
    values = [(value, count) for place, _, value, count in cells if place in row.names and is_number]
    people = sum(count for _, count in values)
    mean = round(sum(value * count for value, count in values) / people, 1) if people else None
    options = [place or None for place in sorted(row.names)]
    return CrossRowRead(options=options, counts=list(row.counts[:number]), mean=mean)
