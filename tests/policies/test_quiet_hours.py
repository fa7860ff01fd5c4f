"""Nothing rings in quiet hours, whatever the clocks do; and nothing is held for longer than they last."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.policies.quiet_hours import MORNING, Quiet

PARIS = "Europe/Paris"
ZONES = st.sampled_from([PARIS, "America/New_York", "Asia/Kolkata", "Pacific/Auckland", "Australia/Lord_Howe", "UTC"])
MINUTES = st.times().map(lambda item: item.replace(second=0, microsecond=0, fold=0))
INSTANTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001


def at(text: str, zone: str = PARIS) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


def hours(start: int, end: int, zone: str = PARIS) -> Quiet:
    return Quiet(zone, time(start), time(end))


@pytest.mark.parametrize(
    ("quiet", "now", "free"),
    [
        (hours(22, 7), "2026-03-03T21:59", "2026-03-03T21:59"),
        (hours(22, 7), "2026-03-03T22:00", "2026-03-04T07:00"),
        (hours(22, 7), "2026-03-04T00:30", "2026-03-04T07:00"),
        (hours(22, 7), "2026-03-04T07:00", "2026-03-04T07:00"),
        (hours(12, 14), "2026-03-03T13:00", "2026-03-03T14:00"),
        (hours(12, 14), "2026-03-03T23:00", "2026-03-03T23:00"),
        (hours(22, 7), "2026-03-28T23:00", "2026-03-29T07:00"),  # an hour shorter
        (hours(22, 7), "2026-10-24T23:00", "2026-10-25T07:00"),  # an hour longer
    ],
)
def test_quiet_hours_hold_until_they_end(quiet: Quiet, now: str, free: str) -> None:
    assert quiet.free_at(at(now)) == at(free)


@pytest.mark.parametrize("quiet", [Quiet(PARIS, None, None), Quiet(PARIS, time(22), None), hours(9, 9)])
def test_who_has_no_quiet_hours_is_never_held(quiet: Quiet) -> None:
    assert quiet.free_at(at("2026-03-03T03:00")) == at("2026-03-03T03:00")


def test_an_hour_that_comes_twice_is_quiet_both_times() -> None:
    quiet = Quiet(PARIS, time(22), time(2, 30))
    between = datetime(2026, 10, 25, 0, 45, tzinfo=UTC)  # after the first 02:30, before the second
    assert quiet.free_at(between) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


def test_an_hour_that_is_skipped_ends_them_within_it() -> None:
    quiet = Quiet(PARIS, time(22), time(2, 30))
    assert quiet.free_at(at("2026-03-29T01:00")) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


@pytest.mark.slow
@given(INSTANTS, ZONES, MINUTES, MINUTES)
def test_what_is_held_is_free_when_it_goes_out(now: datetime, zone: str, start: time, end: time) -> None:
    assume((start.hour - end.hour) % 24 > 2)  # who sleeps all day, but for an hour that the clock repeats, never wakes
    quiet = Quiet(zone, start, end)
    free = quiet.free_at(now)
    assert now <= free <= now + timedelta(hours=25)
    assert quiet.free_at(free) == free


@given(INSTANTS, ZONES, MINUTES, MINUTES)
def test_what_the_clock_on_the_wall_says_is_quiet_is_held(now: datetime, zone: str, start: time, end: time) -> None:
    wall = now.astimezone(ZoneInfo(zone)).time()
    is_quiet = start <= wall < end if start <= end else wall >= start or wall < end
    free = Quiet(zone, start, end).free_at(now)
    assert not is_quiet or free > now
    if free > now and changes_nothing(now, zone):
        assert is_quiet
        assert free.astimezone(ZoneInfo(zone)).time() == end


def changes_nothing(now: datetime, zone: str) -> bool:
    """No clock is set within two days."""
    days = (now + timedelta(hours=12 * n) for n in range(-4, 5))
    return len({day.astimezone(ZoneInfo(zone)).utcoffset() for day in days}) == 1


@given(INSTANTS, ZONES, st.booleans())
def test_a_digest_comes_in_the_morning(now: datetime, zone: str, on_monday: bool) -> None:  # noqa: FBT001
    morning = Quiet(zone, None, None).next_morning(now, on_monday=on_monday)
    local_time = morning.astimezone(ZoneInfo(zone))
    assert now < morning <= now + timedelta(days=7 if on_monday else 1, hours=1)
    assert local_time.time() == MORNING
    assert local_time.weekday() == 0 or not on_monday


def test_a_digest_waits_for_late_risers() -> None:
    assert hours(23, 10).next_morning(at("2026-03-03T14:00")) == at("2026-03-04T10:00")
    assert hours(23, 10).next_morning(at("2026-03-03T14:00"), on_monday=True).date() == date(2026, 3, 9)


def test_an_hour_that_comes_twice_begins_the_quiet_with_its_first() -> None:
    quiet = Quiet(PARIS, time(2, 30), time(6))
    assert quiet.free_at(datetime(2026, 10, 25, 0, 45, tzinfo=UTC)) == datetime(2026, 10, 25, 5, 0, tzinfo=UTC)


def test_half_of_quiet_hours_is_none() -> None:
    now = datetime(2026, 3, 3, 3, 0, tzinfo=UTC)
    assert Quiet(PARIS, None, time(7)).free_at(now) == Quiet(PARIS, time(22), None).free_at(now) == now


def test_a_digest_is_read_at_eight() -> None:
    never, eight = Quiet(PARIS, None, None), datetime(2026, 3, 3, 7, 0, tzinfo=UTC)
    assert never.next_morning(eight - timedelta(seconds=1)) == eight
    assert never.next_morning(eight) == eight + timedelta(days=1)
