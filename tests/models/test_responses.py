from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from app.core.errors import Conflict
from app.core.ids import uuid7
from app.models.responses import MissionResponse, Moment, NotSubmitted, ResponseAccepted, ResponseState
from tests.support.people import NOW

S = ResponseState
OTHER, RITA = uuid7(), uuid7()
LIVED = Moment(uuid7(), NOW, {"title": "Mon mur"})
Move = Callable[[MissionResponse], bool]
SUBMIT: Move = lambda item: item.submit(LIVED, None, NOW)  # noqa: E731
RECLAIM: Move = lambda item: item.reclaim(NOW)  # noqa: E731
DECLINE: Move = lambda item: item.decline("Malade", NOW)  # noqa: E731
ACCEPT: Move = lambda item: item.accept(RITA, "Bravo", NOW)  # noqa: E731
RETURN: Move = lambda item: item.send_back(RITA, "Encore une photo", NOW)  # noqa: E731
SEE: Move = lambda item: item.see(NOW)  # noqa: E731
YES, NO = "yes", "no"
NOTHING_SENT = (S.ASSIGNED, S.SEEN, S.RECLAIMED, S.DECLINED, S.MISSED)
Outcomes = dict[ResponseState, str | type[Conflict]]


def outcomes(*moved: ResponseState, **refused: type[Conflict]) -> Outcomes:
    """It moves from these; it is refused from those; from all others it changes nothing."""
    said: Outcomes = dict.fromkeys(S, NO)
    return said | dict.fromkeys(moved, YES) | {S(state): refusal for state, refusal in refused.items()}


REFUSED: dict[str, type[Conflict]] = dict.fromkeys(map(str, NOTHING_SENT), NotSubmitted)
LIFE: list[tuple[Move, ResponseState, Outcomes]] = [
    (SEE, S.SEEN, outcomes(S.ASSIGNED)),
    (SUBMIT, S.SUBMITTED, outcomes(*S, accepted=ResponseAccepted)),
    (RECLAIM, S.RECLAIMED, outcomes(S.SUBMITTED, S.RETURNED, accepted=ResponseAccepted)),
    (DECLINE, S.DECLINED, outcomes(*S, accepted=ResponseAccepted)),
    (ACCEPT, S.ACCEPTED, outcomes(S.SUBMITTED, S.RETURNED, **REFUSED)),
    (RETURN, S.RETURNED, outcomes(S.SUBMITTED, S.RETURNED, accepted=ResponseAccepted, **REFUSED)),
]


def response(state: ResponseState, **given: Any) -> MissionResponse:
    return MissionResponse(
        **{"id": uuid7(), "state": state, "experience_id": OTHER, "note": "Avant", "version": 1} | given
    )


@pytest.mark.parametrize(
    ("move", "target", "state", "outcome"),
    [(move, target, state, outcome) for move, target, said in LIFE for state, outcome in said.items()],
)
def test_a_response_moves_as_its_life_says(
    move: Move, target: ResponseState, state: ResponseState, outcome: str | type[Conflict]
) -> None:
    one = response(state)
    if isinstance(outcome, type):
        with pytest.raises(outcome):
            move(one)
    else:
        assert move(one) is (outcome == YES)
    assert (one.state, one.version) == ((target, 2) if outcome == YES else (state, 1))


@pytest.mark.parametrize("move", [SUBMIT, DECLINE, RETURN])
def test_saying_the_same_again_changes_nothing(move: Move) -> None:
    one = response(S.SUBMITTED)
    move(one)
    version = one.version
    assert not move(one)
    assert one.version == version


@pytest.mark.parametrize("move", [SUBMIT, DECLINE])
@pytest.mark.parametrize("seen_at", [None, NOW - timedelta(days=1)])
def test_whoever_answers_has_seen_it(move: Move, seen_at: datetime | None) -> None:
    one = response(S.ASSIGNED, seen_at=seen_at)
    move(one)
    assert one.seen_at == (seen_at or NOW)


def test_an_answer_sent_again_after_it_was_accepted_stays_accepted() -> None:
    accepted = response(S.ACCEPTED, experience_id=LIVED.experience_id, note=None, shown={"title": "Avant"})
    assert not accepted.submit(LIVED, None, NOW)
    assert accepted.shown == {"title": "Avant"}


def test_the_same_moment_in_other_words_is_said_anew() -> None:
    one = response(S.SUBMITTED, experience_id=LIVED.experience_id, note=None, shown={"title": "Avant"})
    assert one.submit(LIVED, None, NOW)
    assert one.shown == LIVED.shown


@pytest.mark.parametrize("move", [RECLAIM, DECLINE, lambda item: item.withdraw(NOW)])
def test_nothing_of_what_is_taken_back_stays_with_others(move: Move) -> None:
    one = response(S.SUBMITTED)
    move(one)
    assert (one.experience_id, one.note, one.shown, one.captured_at) == (None, None, None, None)
