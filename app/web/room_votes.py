"""The vote of a room on a phone: a form that works without a script, and what came of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from app.core.dates import Precision, Span
from app.core.i18n import Words
from app.models.missions import MissionState
from app.models.responses import ResponseState
from app.models.rooms import ScenePhase
from app.schemas.ballots import BallotChoiceRead, BallotFormRead, BallotMethod, BallotOptionRead, OpenBallotRead
from app.schemas.guests import RoomStateRead, StateMissionRead
from app.web import room_texts as words
from app.web.room_forms import PREFIX, Pairs, values

MOST_WORDS = 20  # options; with more, titles alone
SOON = 3_600  # seconds
CHOICE, POINTS, RANK = "choice", "points-", "rank-"
NUMBER = 9  # digits


@dataclass(frozen=True, slots=True)
class Vote:
    """A ballot as somebody in the room sees it. `pairs`: what did not fit, shown again."""

    mission: StateMissionRead
    form: BallotFormRead
    opening: OpenBallotRead
    zone: str
    now: datetime
    pairs: Pairs

    @classmethod
    def of(cls, state: RoomStateRead, now: datetime, pairs: Pairs) -> "Vote | None":
        mission = state.mission
        if mission is None or mission.ballot is None or mission.open_ballot is None:
            return None
        return cls(mission, mission.ballot, mission.open_ballot, state.community.timezone, now, pairs)

    @property
    def is_open(self) -> bool:
        return self.mission.state is MissionState.OPEN

    @property
    def is_mine(self) -> bool:
        return self.mission.response is not None

    @property
    def is_sent(self) -> bool:
        return self.mission.response is not None and self.mission.response.state is ResponseState.SUBMITTED

    @property
    def options(self) -> list[BallotOptionRead]:
        return self.opening.options

    @property
    def has_words(self) -> bool:
        return len(self.options) <= MOST_WORDS

    @property
    def is_one(self) -> bool:
        """There is one to choose: a tick takes the place of another."""
        return self.form.method is BallotMethod.APPROVAL and self.form.limit == 1

    @property
    def task(self) -> Words:
        return words.VOTE_TASK[self.form.method].fill(count=self.most)

    @property
    def most(self) -> int:
        """Return how many points, or ideas, it takes."""
        is_points = self.form.method is BallotMethod.POINTS
        return self.form.limit if is_points else min(self.form.limit, len(self.options))

    @property
    def title(self) -> Words:
        """Return what tells this state of the page from others."""
        if not self.is_open:
            return words.VOTE_CLOSED
        if not self.is_mine:
            return words.PHASES[ScenePhase.VOTE]
        return words.VOTE_AGAIN if self.is_sent else words.VOTE

    def tally(self, count: object) -> Words:
        return words.VOTE_TALLY[self.form.method].fill(number=count, limit=self.most)

    @property
    def count(self) -> int:
        """Return how much is given: of points, what is left."""
        numbers = [self.value(option.proposal_id) for option in self.options]
        if self.form.method is BallotMethod.POINTS:
            return self.form.limit - sum(int(number) for number in numbers if is_number(number))
        return sum(1 for number in numbers if number)

    @property
    def left(self) -> int | None:
        """Return the seconds until it ends, if that is soon."""
        end = self.mission.closes_at
        seconds = None if end is None else max(0, round((end - self.now).total_seconds()))
        return seconds if seconds is not None and seconds < SOON else None

    @property
    def end(self) -> Words:
        """Return when it ends, unless that is soon."""
        end = self.mission.closes_at
        if end is None:
            return words.VOTE_END_BY_TEAM
        span = Span(end.astimezone(ZoneInfo(self.zone)), None, Precision.MINUTE)
        return words.VOTE_END_AT.fill(moment=Words.each(span.say))

    @property
    def key(self) -> str:
        """Return what the script compares: while it is the same, the form stays."""
        return f"{self.mission.id} {self.mission.state} {self.opening.version}"

    def name(self, proposal_id: UUID) -> str:
        """Return the name of the field of an option."""
        match self.form.method:
            case BallotMethod.APPROVAL:
                return PREFIX + CHOICE
            case BallotMethod.POINTS:
                return f"{PREFIX}{POINTS}{proposal_id}"
            case BallotMethod.RANK:
                return f"{PREFIX}{RANK}{proposal_id}"

    def value(self, proposal_id: UUID) -> str:
        """Return what was given to an option, as its field has it."""
        if self.pairs:
            entries = [value for name, value in self.pairs if name == self.name(proposal_id)]
            is_approval = self.form.method is BallotMethod.APPROVAL
            return (
                str(proposal_id)
                if is_approval and str(proposal_id) in entries
                else "".join(entries) * (not is_approval)
            )
        choice = next((choice for choice in self._choices if choice.proposal_id == proposal_id), None)
        return "" if choice is None else str(self._number(choice) or proposal_id)

    def _number(self, choice: BallotChoiceRead) -> int | None:
        return {BallotMethod.POINTS: choice.points, BallotMethod.RANK: choice.rank}.get(self.form.method)

    @property
    def _choices(self) -> Sequence[BallotChoiceRead]:
        return (self.mission.response and self.mission.response.choices) or []


def vote_of(pairs: Pairs) -> dict[str, Any]:
    """Return the body of the response, as the API takes it."""
    version = next((value for name, value in pairs if name == "ballot_version" and is_number(value)), None)
    return {"choices": list(_choices(pairs)), "ballot_version": None if version is None else int(version)}


def _choices(pairs: Pairs) -> Iterator[dict[str, Any]]:
    for option in values(pairs, CHOICE):
        yield {"proposal_id": option}
    for option, points in _numbers(pairs, POINTS).items():
        yield {"proposal_id": option, "points": points}
    ranks = _numbers(pairs, RANK)
    places = {rank: place for place, rank in enumerate(sorted(set(ranks.values())), 1)}  # a gap is no fault
    for option, rank in ranks.items():
        yield {"proposal_id": option, "rank": places[rank]}


def _numbers(pairs: Pairs, kind: str) -> dict[str, int]:
    """Return the numbers that are not nought, by option; -1 for what is none."""
    fields = {
        name.removeprefix(PREFIX + kind): value.strip() for name, value in pairs if name.startswith(PREFIX + kind)
    }
    numbers = {option: int(value) if is_number(value) else -1 for option, value in fields.items() if value}
    return {option: number for option, number in numbers.items() if number}


def is_number(text: str) -> bool:
    return text.isdecimal() and len(text) <= NUMBER
