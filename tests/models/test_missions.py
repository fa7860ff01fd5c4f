from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from app.core.ids import uuid7
from app.models.missions import ARCHIVE_DELAY, Mission, MissionBegun, MissionKind, MissionMoved, MissionState, ShownTo
from tests.support.people import NOW

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
Move = Callable[[Mission, datetime], bool]


def mission(state: MissionState = MissionState.DRAFT, **given: Any) -> Mission:
    values = {
        "id": uuid7(),
        "kind": MissionKind.EXPERIENCE,
        "title": "Une photo de ton poste",
        "audience": {"type": "all"},
        "reminders": [],
        "responses_visible_to": ShownTo.MANAGERS,
        "state": state,
        "version": 1,
        "ended_at": NOW,
    }
    return Mission(**values | given)


S = MissionState
MOVES: dict[Move, tuple[MissionState, set[MissionState]]] = {
    Mission.open: (S.OPEN, {S.DRAFT, S.SCHEDULED}),
    Mission.close: (S.CLOSED, {S.OPEN}),
    Mission.cancel: (S.CANCELLED, {S.DRAFT, S.SCHEDULED, S.OPEN}),
    Mission.archive: (S.ARCHIVED, {S.CLOSED, S.CANCELLED}),
}


@pytest.mark.parametrize("state", MissionState)
@pytest.mark.parametrize("move", MOVES)
def test_a_mission_moves_forward_only(move: Move, state: MissionState) -> None:
    target, sources = MOVES[move]
    one = mission(state)
    if state is target:
        assert not move(one, NOW)
        assert one.version == 1
    elif state in sources:
        assert move(one, NOW)
        assert (one.state, one.version, one.updated_at) == (target, 2, NOW)
    else:
        with pytest.raises(MissionMoved):
            move(one, NOW)
        assert (one.state, one.version) == (state, 1)


def written(**given: Any) -> dict[str, Any]:
    plain = {"audience": {"type": "all"}, "opens_at": None, "recurrence": None, "responses_visible_to": "managers"}
    return plain | given


def test_a_date_schedules_it_and_no_date_makes_it_a_draft_again() -> None:
    one = mission()
    one.rewrite(written(opens_at=NOW + DAY), [], NOW)
    assert (one.state, one.next_at) == (S.SCHEDULED, NOW + DAY)
    one.rewrite(written(), [], NOW)
    assert (one.state, one.next_at) == (S.DRAFT, None)


@pytest.mark.parametrize(
    "changed",
    [
        {"audience": {"type": "roles", "roles": ["member"]}},
        {"opens_at": NOW},
        {"recurrence": "FREQ=DAILY"},
        {"responses_visible_to": "community"},
    ],
)
def test_what_people_rely_on_does_not_change_once_it_is_open(changed: dict[str, Any]) -> None:
    one = mission(S.OPEN)
    one.rewrite(written(title="Deux photos", due_at=NOW + DAY), [uuid7()], NOW)
    assert (one.title, one.due_at, len(one.media_links)) == ("Deux photos", NOW + DAY, 1)
    with pytest.raises(MissionBegun):
        one.rewrite(written() | changed, [], NOW)


@pytest.mark.parametrize("state", [S.CLOSED, S.CANCELLED, S.ARCHIVED])
def test_what_is_over_is_not_rewritten(state: MissionState) -> None:
    with pytest.raises(MissionMoved):
        mission(state).rewrite(written(), [], NOW)


def test_it_looks_ahead_to_each_reminder_then_to_its_end_and_its_rest() -> None:
    one = mission(S.SCHEDULED, opens_at=NOW, due_at=NOW + DAY, closes_at=NOW + 2 * DAY, reminders=[120, 60, 60 * 48])
    one.open(NOW)  # two days before it is due was before it opened
    assert one.next_at == NOW + 22 * HOUR
    assert one.reminded(NOW + 21 * HOUR) is None
    assert one.reminded(NOW + 22 * HOUR) == 120
    one.look_ahead(NOW + 22 * HOUR)
    assert one.next_at == NOW + 23 * HOUR
    one.look_ahead(NOW + 23 * HOUR)
    assert one.next_at == NOW + 2 * DAY
    one.close(NOW + 2 * DAY)
    assert one.next_at == NOW + 2 * DAY + ARCHIVE_DELAY
    one.archive(NOW + 2 * DAY + ARCHIVE_DELAY)
    assert one.next_at is None


def test_a_series_waits_for_its_next_occurrence_and_closes_after_the_last() -> None:
    one = mission(S.SCHEDULED, opens_at=NOW, due_at=NOW + DAY, reminders=[60], recurrence="FREQ=DAILY;COUNT=2")
    one.open(NOW)
    one.wait(NOW + DAY, NOW)
    assert (one.state, one.next_at, one.reminded(NOW + DAY)) == (S.OPEN, NOW + DAY, None)
    one.wait(None, NOW + DAY)
    assert one.state is S.CLOSED
