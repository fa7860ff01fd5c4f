from collections.abc import Callable
from typing import Any

import pytest

from app.core.errors import Conflict
from app.core.ids import uuid7
from app.models.responses import NotSubmitted, Response, ResponseAccepted, ResponseState
from tests.factories import NOW

S = ResponseState
LIVED, OTHER, RITA = uuid7(), uuid7(), uuid7()
Move = Callable[[Response], bool]
SUBMIT: Move = lambda one: one.submit(LIVED, None, NOW)  # noqa: E731
RECLAIM: Move = lambda one: one.reclaim(NOW)  # noqa: E731
DECLINE: Move = lambda one: one.decline("Malade", NOW)  # noqa: E731
ACCEPT: Move = lambda one: one.accept(RITA, "Bravo", NOW)  # noqa: E731
RETURN: Move = lambda one: one.send_back(RITA, "Encore une photo", NOW)  # noqa: E731
SEE: Move = lambda one: one.see(NOW)  # noqa: E731
MISS: Move = lambda one: one.miss(NOW)  # noqa: E731
YES, NO = True, False
LIFE: list[tuple[Move, ResponseState, dict[ResponseState, bool | type[Conflict]]]] = [
    (SEE, S.SEEN, {S.ASSIGNED: YES} | {s: NO for s in S if s is not S.ASSIGNED}),
    (SUBMIT, S.SUBMITTED, {s: YES for s in S if s is not S.ACCEPTED} | {S.ACCEPTED: ResponseAccepted}),
    (
        RECLAIM,
        S.RECLAIMED,
        {S.ACCEPTED: ResponseAccepted, S.SUBMITTED: YES, S.RETURNED: YES}
        | dict.fromkeys((S.ASSIGNED, S.SEEN, S.RECLAIMED, S.DECLINED, S.MISSED), NO),
    ),
    (DECLINE, S.DECLINED, {s: YES for s in S if s is not S.ACCEPTED} | {S.ACCEPTED: ResponseAccepted}),
    (
        ACCEPT,
        S.ACCEPTED,
        {S.SUBMITTED: YES, S.RETURNED: YES, S.ACCEPTED: NO}
        | dict.fromkeys((S.ASSIGNED, S.SEEN, S.RECLAIMED, S.DECLINED, S.MISSED), NotSubmitted),
    ),
    (
        RETURN,
        S.RETURNED,
        {S.SUBMITTED: YES, S.RETURNED: YES, S.ACCEPTED: ResponseAccepted}
        | dict.fromkeys((S.ASSIGNED, S.SEEN, S.RECLAIMED, S.DECLINED, S.MISSED), NotSubmitted),
    ),
    (MISS, S.MISSED, {s: s in {S.ASSIGNED, S.SEEN, S.RECLAIMED} for s in S}),
]


def response(state: ResponseState, **given: Any) -> Response:
    return Response(**{"id": uuid7(), "state": state, "experience_id": OTHER, "note": "Avant", "version": 1} | given)


@pytest.mark.parametrize(
    ("move", "target", "state", "outcome"),
    [(move, target, state, outcome) for move, target, outcomes in LIFE for state, outcome in outcomes.items()],
)
def test_a_response_moves_as_its_life_says(
    move: Move,
    target: ResponseState,
    state: ResponseState,
    outcome: bool | type[Conflict],  # noqa: FBT001
) -> None:
    assert all(outcomes.keys() == set(S) for _, _, outcomes in LIFE)
    one = response(state)
    if isinstance(outcome, type):
        with pytest.raises(outcome):
            move(one)
        assert (one.state, one.version) == (state, 1)
    else:
        assert move(one) is outcome
        assert (one.state, one.version) == ((target, 2) if outcome else (state, 1))


@pytest.mark.parametrize("move", [SUBMIT, DECLINE, RETURN])
def test_saying_the_same_again_changes_nothing(move: Move) -> None:
    one = response(S.SUBMITTED)
    move(one)
    version = one.version
    assert not move(one)
    assert one.version == version


def test_an_answer_sent_again_after_it_was_accepted_stays_accepted() -> None:
    assert not response(S.ACCEPTED, experience_id=LIVED, note=None).submit(LIVED, None, NOW)


@pytest.mark.parametrize("move", [RECLAIM, DECLINE, lambda one: one.withdraw(NOW)])
def test_nothing_of_what_is_taken_back_stays_with_others(move: Move) -> None:
    one = response(S.SUBMITTED)
    move(one)
    assert (one.experience_id, one.note) == (None, None)
