"""The results that a room shows: of a survey, question by question; of a vote."""

from collections.abc import Sequence

from app.schemas.ballots import BallotOptionResultRead, BallotResultRead
from app.schemas.room_live import ChartBarRead, ChartRead, RoomResultsRead
from app.schemas.surveys import QuestionResultRead, SurveyResultsRead
from app.services.missions import ballot_results, results

MOST_BARS = 12  # that a wall has room for


def of_counts(survey: str | None, votes: str | None) -> str:
    """Return the JSON of the results of a survey or of a vote; of neither, null."""
    if votes is not None:
        counts = ballot_results.of_counts(votes)
        return of_ballot(counts, counts.ballot).model_dump_json() if counts.ballot else "null"
    return "null" if survey is None else of_survey(results.published(survey)).model_dump_json()


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
    people = votes.people if ballot.voters is None else ballot.voters
    chart = ChartRead(text="", people=people, withheld=is_withheld, bars=bars)
    return RoomResultsRead(is_over=votes.is_over, charts=[chart])


def _value(option: BallotOptionResultRead) -> int | None:
    """Return all voices; while the vote goes on, people."""
    return option.people if option.total is None else option.total


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
