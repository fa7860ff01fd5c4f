from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from app.core.ids import uuid7
from app.models.missions import ARCHIVE_DELAY, Mission, MissionBegun, MissionKind, MissionMoved, MissionState, ShownTo
from tests.support.people import NOW

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
Move = Callable[[Mission, datetime], bool]


def mission(state: MissionState = MissionState.DRAFT, **fields: Any) -> Mission:
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
    return Mission(**values | fields)


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
    row = mission(state)
    if state is target:
        assert not move(row, NOW)
        assert row.version == 1
    elif state in sources:
        assert move(row, NOW)
        assert (row.state, row.version, row.updated_at) == (target, 2, NOW)
    else:
        with pytest.raises(MissionMoved):
            move(row, NOW)
        assert (row.state, row.version) == (state, 1)


def written(**fields: Any) -> dict[str, Any]:
    plain = {"audience": {"type": "all"}, "opens_at": None, "recurrence": None, "responses_visible_to": "managers"}
    plain |= {"kind": "experience", "form": None, "opens_after": None, "programme_id": None}
    return plain | fields


def test_a_date_schedules_it_and_no_date_makes_it_a_draft_again() -> None:
    row = mission()
    row.rewrite(written(opens_at=NOW + DAY), [], NOW)
    assert (row.state, row.next_at) == (S.SCHEDULED, NOW + DAY)
    row.rewrite(written(), [], NOW)
    assert (row.state, row.next_at) == (S.DRAFT, None)


@pytest.mark.parametrize(
    "changes",
    [
        {"audience": {"type": "roles", "roles": ["member"]}},
        {"opens_at": NOW},
        {"recurrence": "FREQ=DAILY"},
        {"responses_visible_to": "community"},
    ],
)
def test_what_people_rely_on_does_not_change_once_it_is_open(changes: dict[str, Any]) -> None:
    row = mission(S.OPEN)
    row.rewrite(written(title="Deux photos", due_at=NOW + DAY), [uuid7()], NOW)
    assert (row.title, row.due_at, len(row.media_links)) == ("Deux photos", NOW + DAY, 1)
    with pytest.raises(MissionBegun):
        row.rewrite(written() | changes, [], NOW)


@pytest.mark.parametrize("state", [S.CLOSED, S.CANCELLED, S.ARCHIVED])
def test_what_is_over_is_not_rewritten(state: MissionState) -> None:
    with pytest.raises(MissionMoved):
        mission(state).rewrite(written(), [], NOW)


def test_it_looks_ahead_to_each_reminder_then_to_its_end_and_its_rest() -> None:
    row = mission(S.SCHEDULED, opens_at=NOW, due_at=NOW + DAY, closes_at=NOW + 2 * DAY, reminders=[120, 60, 60 * 48])
    row.open(NOW)  # two days before it is due was before it opened
    assert row.next_at == NOW + 22 * HOUR
    assert row.due_reminder(NOW + 21 * HOUR) is None
    assert row.due_reminder(NOW + 22 * HOUR) == 120
    row.look_ahead(NOW + 22 * HOUR)
    assert row.next_at == NOW + 23 * HOUR
    row.look_ahead(NOW + 23 * HOUR)
    assert row.next_at == NOW + 2 * DAY
    row.close(NOW + 2 * DAY)
    assert row.next_at == NOW + 2 * DAY + ARCHIVE_DELAY
    row.archive(NOW + 2 * DAY + ARCHIVE_DELAY)
    assert row.next_at is None


def test_a_series_waits_for_its_next_occurrence_and_closes_after_the_last() -> None:
    row = mission(S.SCHEDULED, opens_at=NOW, due_at=NOW + DAY, reminders=[60], recurrence="FREQ=DAILY;COUNT=2")
    row.open(NOW)
    row.wait(NOW + DAY, NOW)
    assert (row.state, row.next_at, row.due_reminder(NOW + DAY)) == (S.OPEN, NOW + DAY, None)
    row.wait(None, NOW + DAY)
    assert row.state is S.CLOSED
