from datetime import UTC, datetime, timedelta
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.recurrence import checked, moved, next_after, occurrences

PARIS = ZoneInfo("Europe/Paris")


def test_a_monday_morning_stays_one_across_both_clock_changes() -> None:
    for begin in (datetime(2026, 2, 23, 7, tzinfo=UTC), datetime(2026, 9, 21, 6, tzinfo=UTC)):
        weeks = list(occurrences("FREQ=WEEKLY;BYDAY=MO;COUNT=12", begin, PARIS))
        on_the_wall = [week.astimezone(PARIS) for week in weeks]
        assert [(item.weekday(), item.hour, item.minute) for item in on_the_wall] == [(0, 8, 0)] * 12
        assert {week.hour for week in weeks} == {6, 7}
        assert [(b.date() - a.date()).days for a, b in pairwise(on_the_wall)] == [7] * 11


def test_an_end_is_as_far_away_on_the_wall() -> None:
    first, due = (
        datetime(2026, 3, 23, 7, tzinfo=UTC),
        datetime(2026, 3, 27, 17, tzinfo=UTC),
    )  # Monday 8:00, Friday 18:00
    after = datetime(2026, 3, 30, 6, tzinfo=UTC)
    assert moved(due, first, after, PARIS) == datetime(2026, 4, 3, 16, tzinfo=UTC)


def test_an_hour_that_does_not_exist_is_the_one_after_it() -> None:
    first = datetime(2026, 3, 28, 1, 30, tzinfo=UTC)  # 02:30 in Paris, which the 29th does not have
    assert next_after("FREQ=DAILY", first, PARIS, first) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


def test_a_series_begins_in_the_moment_that_it_says_to_the_fraction_of_a_second() -> None:
    first = datetime(2026, 3, 9, 7, 0, 0, 1_000, tzinfo=UTC)  # as JavaScript writes it
    weeks = list(islice(occurrences("FREQ=WEEKLY;BYDAY=MO", first, PARIS), 2))
    assert weeks == [first, first + timedelta(weeks=1)]


@pytest.mark.parametrize(
    ("until", "many"), [("20260323", 3), ("20260323T065959Z", 2), ("20260323T070000Z", 3), ("20260323T080000", 3)]
)
def test_a_series_ends_when_it_says(until: str, many: int) -> None:
    first = datetime(2026, 3, 9, 7, tzinfo=UTC)
    rule = checked(f"FREQ=WEEKLY;UNTIL={until}")
    assert len(list(occurrences(rule, first, PARIS))) == many
    assert next_after(rule, first, PARIS, datetime(2026, 3, 23, 7, tzinfo=UTC)) is None


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        ("FREQ=MONTHLY;BYDAY=2TU", [10, 14, 12]),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", [31, 30, 29]),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", [31, 30, 31]),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,FR", [3, 6, 17]),
        ("rrule:freq=daily;interval=10", [2, 12, 22]),
    ],
)
def test_it_takes_what_calendars_make(rule: str, days: list[int]) -> None:
    first = datetime(2026, 3, 2, 8, tzinfo=UTC)
    assert [occurrence.day for occurrence in islice(occurrences(checked(rule), first, PARIS), 3)] == days


@pytest.mark.parametrize(
    "rule",
    [
        "",
        "FREQ=SECONDLY",
        "FREQ=YEARLY",
        "FREQ=DAILY;BYDAY=MO",
        "FREQ=WEEKLY;BYDAY=2MO",
        "FREQ=MONTHLY;BYDAY=5MO",
        "FREQ=MONTHLY;BYMONTHDAY=31",
        "FREQ=MONTHLY;BYMONTHDAY=13;BYDAY=FR",
        "FREQ=MONTHLY;BYSETPOS=1",
        "FREQ=DAILY;COUNT=3;UNTIL=20260101",
        "FREQ=DAILY;UNTIL=20261399",
        "FREQ=DAILY;COUNT=9999",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;FREQ=WEEKLY",
        "FREQ=DAILY;X-NAME=1",
        "INTERVAL=2",
        "FREQ=DAILY\nDTSTART:20200101T000000Z",
    ],
)
def test_it_takes_nothing_else(rule: str) -> None:
    with pytest.raises(ValueError, match=r"rule|together|time data|remains|month"):
        checked(rule)


@given(
    st.integers(0, 366 * 24 * 60),
    st.sampled_from(["FREQ=DAILY", "FREQ=WEEKLY;BYDAY=MO,SA", "FREQ=MONTHLY;BYDAY=-1SU", "FREQ=MONTHLY"]),
    st.sampled_from(["Europe/Paris", "America/Cayenne", "Indian/Reunion", "Pacific/Noumea", "America/Miquelon"]),
)
def test_the_next_one_is_later_and_soon(minutes: int, rule: str, name: str) -> None:
    zone, first = ZoneInfo(name), datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    moment = first
    for _ in range(5):
        following = next_after(rule, first, zone, moment)
        assert following is not None
        assert moment < following <= moment + timedelta(days=63)
        moment = following


def test_monthly_from_the_31st_comes_on_the_last_day_of_each_month() -> None:
    for day, days in ((31, [31, 28, 31, 30]), (30, [30, 28, 30, 30]), (28, [28, 28, 28, 28])):
        dates = occurrences("FREQ=MONTHLY;COUNT=4", datetime(2026, 1, day, 8, tzinfo=UTC), ZoneInfo("UTC"))
        assert [item.day for item in dates] == days
