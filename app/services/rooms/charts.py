"""The results that a room shows: of a survey, question by question; of a vote."""

from collections.abc import Sequence
from uuid import UUID

from app.core.uow import Runtime
from app.models.missions import MissionKind
from app.schemas.ballots import BallotOptionResultRead, BallotResultRead
from app.schemas.room_live import ChartBarRead, ChartRead, RoomResultsRead
from app.schemas.surveys import QuestionResultRead, SurveyResultsRead
from app.services.missions import ballot_results, results

MOST_BARS = 12  # that a wall has room for


async def read(runtime: Runtime, mission_id: UUID, kind: MissionKind) -> str | None:
    """Return the JSON of the results of a mission, or None if it has none."""
    if kind is MissionKind.BALLOT:
        votes = await ballot_results.read(runtime, mission_id)
        return of_ballot(votes, votes.ballot).model_dump_json() if votes and votes.ballot else None
    survey = await results.read(runtime, mission_id) if kind is MissionKind.SURVEY else None
    return of_survey(survey).model_dump_json() if survey else None


def of_survey(survey: SurveyResultsRead) -> RoomResultsRead:
    charts = [_chart(question) for question in survey.questions if question.options]
    return RoomResultsRead(is_over=survey.is_over, charts=charts)


def of_ballot(votes: SurveyResultsRead, ballot: BallotResultRead) -> RoomResultsRead:
    """Return one chart, of points where the vote gives some; of few voters it tells the order alone."""
    bars = [
        ChartBarRead(label=option.title or "", value=_value(option), rank=option.place or 0)
        for option in ballot.options[:MOST_BARS]
    ]
    is_withheld = votes.withheld or (votes.is_over and not any(bar.rank for bar in bars))
    chart = ChartRead(text="", people=votes.people, withheld=is_withheld, bars=bars)
    return RoomResultsRead(is_over=votes.is_over, charts=[chart])


def _value(option: BallotOptionResultRead) -> int | None:
    """Return points with those on paper; while the vote goes on, people."""
    return option.people if option.points is None else option.points + (option.paper_points or 0)


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
