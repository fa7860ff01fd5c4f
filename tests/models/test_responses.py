from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from app.core.errors import Conflict
from app.core.ids import uuid7
from app.models.responses import MissionResponse, Moment, NotSubmitted, ResponseAccepted, ResponseState
from tests.support.people import NOW

S = ResponseState
OTHER_ID, RITA = uuid7(), uuid7()
MOMENT = Moment(uuid7(), NOW, {"title": "Mon mur"})
Move = Callable[[MissionResponse], bool]
SUBMIT: Move = lambda item: item.submit(MOMENT, None, NOW)  # noqa: E731
RECLAIM: Move = lambda item: item.reclaim(NOW)  # noqa: E731
DECLINE: Move = lambda item: item.decline("Malade", NOW)  # noqa: E731
ACCEPT: Move = lambda item: item.accept(RITA, "Bravo", NOW)  # noqa: E731
RETURN: Move = lambda item: item.send_back(RITA, "Encore une photo", NOW)  # noqa: E731
SEE: Move = lambda item: item.see(NOW, NOW)  # noqa: E731
YES, NO = "yes", "no"
BEFORE_SENDING = (S.ASSIGNED, S.SEEN, S.RECLAIMED, S.DECLINED, S.MISSED)
Outcomes = dict[ResponseState, str | type[Conflict]]


def outcomes(*targets: ResponseState, **refusals: type[Conflict]) -> Outcomes:
    """It moves from these; it is refused from those; from all others it changes nothing."""
    results: Outcomes = dict.fromkeys(S, NO)
    return results | dict.fromkeys(targets, YES) | {S(state): refusal for state, refusal in refusals.items()}


REFUSALS: dict[str, type[Conflict]] = dict.fromkeys(map(str, BEFORE_SENDING), NotSubmitted)
LIFE: list[tuple[Move, ResponseState, Outcomes]] = [
    (SEE, S.SEEN, outcomes(S.ASSIGNED)),
    (SUBMIT, S.SUBMITTED, outcomes(*S, accepted=ResponseAccepted)),
    (RECLAIM, S.RECLAIMED, outcomes(S.SUBMITTED, S.RETURNED, accepted=ResponseAccepted)),
    (DECLINE, S.DECLINED, outcomes(*S, accepted=ResponseAccepted)),
    (ACCEPT, S.ACCEPTED, outcomes(S.SUBMITTED, S.RETURNED, **REFUSALS)),
    (RETURN, S.RETURNED, outcomes(S.SUBMITTED, S.RETURNED, accepted=ResponseAccepted, **REFUSALS)),
]


def response(state: ResponseState, **fields: Any) -> MissionResponse:
    return MissionResponse(
        **{"id": uuid7(), "state": state, "experience_id": OTHER_ID, "note": "Avant", "version": 1} | fields
    )


@pytest.mark.parametrize(
    ("move", "target", "state", "outcome"),
    [(move, target, state, outcome) for move, target, results in LIFE for state, outcome in results.items()],
)
def test_a_response_moves_as_its_life_says(
    move: Move, target: ResponseState, state: ResponseState, outcome: str | type[Conflict]
) -> None:
    row = response(state)
    if isinstance(outcome, type):
        with pytest.raises(outcome):
            move(row)
    else:
        assert move(row) is (outcome == YES)
    assert (row.state, row.version) == ((target, 2) if outcome == YES else (state, 1))


@pytest.mark.parametrize("move", [SUBMIT, DECLINE, RETURN])
def test_saying_the_same_again_changes_nothing(move: Move) -> None:
    row = response(S.SUBMITTED)
    move(row)
    version = row.version
    assert not move(row)
    assert row.version == version


@pytest.mark.parametrize("move", [SUBMIT, DECLINE])
@pytest.mark.parametrize("seen_at", [None, NOW - timedelta(days=1)])
def test_whoever_answers_has_seen_it(move: Move, seen_at: datetime | None) -> None:
    row = response(S.ASSIGNED, seen_at=seen_at)
    move(row)
    assert row.seen_at == (seen_at or NOW)


def test_an_answer_sent_again_after_it_was_accepted_stays_accepted() -> None:
    row = response(S.ACCEPTED, experience_id=MOMENT.experience_id, note=None, shown={"title": "Avant"})
    assert not row.submit(MOMENT, None, NOW)
    assert row.shown == {"title": "Avant"}


def test_the_same_moment_in_other_words_is_said_anew() -> None:
    row = response(S.SUBMITTED, experience_id=MOMENT.experience_id, note=None, shown={"title": "Avant"})
    assert row.submit(MOMENT, None, NOW)
    assert row.shown == MOMENT.shown


@pytest.mark.parametrize("move", [RECLAIM, DECLINE, lambda item: item.withdraw(NOW)])
def test_nothing_of_what_is_taken_back_stays_with_others(move: Move) -> None:
    row = response(S.SUBMITTED)
    move(row)
    assert (row.experience_id, row.note, row.shown, row.captured_at) == (None, None, None, None)
