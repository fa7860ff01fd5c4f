"""The results that a room shows: of a survey, question by question."""

from collections.abc import Sequence
from uuid import UUID

from app.core.uow import Runtime
from app.models.missions import MissionKind
from app.schemas.room_live import ChartBarRead, ChartRead, RoomResultsRead
from app.schemas.surveys import QuestionResultRead, SurveyResultsRead
from app.services.missions import results


async def read(runtime: Runtime, mission_id: UUID, kind: MissionKind) -> str | None:
    """Return the JSON of the results of a mission, or None if it has none."""
    if kind is not MissionKind.SURVEY:
        return None
    survey = await results.read(runtime, mission_id)
    return None if survey is None else of_survey(survey).model_dump_json()


def of_survey(survey: SurveyResultsRead) -> RoomResultsRead:
    charts = [_chart(question) for question in survey.questions if question.options]
    return RoomResultsRead(is_over=survey.is_over, charts=charts)


def _chart(question: QuestionResultRead) -> ChartRead:
    counts = [option.people for option in question.options]
    bars = [
        ChartBarRead(label=option.option, value=option.people, rank=rank)
        for option, rank in zip(question.options, _ranks(counts), strict=True)
    ]
    return ChartRead(text=question.text, people=question.people, withheld=question.people is None, bars=bars)


def _ranks(counts: Sequence[int | None]) -> list[int]:
    """Number the counts, the greatest first; equal counts have one rank."""
    order = sorted({count or 0 for count in counts}, reverse=True)
    return [order.index(count or 0) + 1 for count in counts]
