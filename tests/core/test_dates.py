from datetime import UTC, date, datetime

import pytest

from app.core.dates import Precision, Span, months_from, say_day, say_duration
from app.core.i18n import Locale


def span(start: str, end: str | None = None, precision: str = "day", offset: int = 60) -> Span:
    until = datetime.fromisoformat(end) if end else None
    return Span.local(datetime.fromisoformat(start), until, Precision(precision), offset)


@pytest.mark.parametrize(
    ("time", "french", "english"),
    [
        (span("2026-03-03T13:10Z", None, "minute"), "mardi 3 mars 2026 à 14 h 10", "Tuesday 3 March 2026 at 14:10"),
        (span("2026-03-03T13:00Z", None, "minute"), "mardi 3 mars 2026 à 14 h", "Tuesday 3 March 2026 at 14:00"),
        (
            span("2026-03-03T13:10Z", "2026-03-03T15:30Z", "minute"),
            "mardi 3 mars 2026, de 14 h 10 à 16 h 30",
            "Tuesday 3 March 2026, 14:10 to 16:30",
        ),
        (
            span("2026-03-03T21:00Z", "2026-03-04T05:00Z", "minute"),
            "du mardi 3 mars 2026 à 22 h au mercredi 4 mars 2026 à 6 h",
            "Tuesday 3 March 2026 at 22:00 to Wednesday 4 March 2026 at 06:00",
        ),
        (span("2026-03-03T13:10Z"), "mardi 3 mars 2026", "Tuesday 3 March 2026"),
        (span("2026-04-01T12:00Z", "2026-04-01T18:00Z"), "mercredi 1er avril 2026", "Wednesday 1 April 2026"),
        (span("2026-03-01T12:00Z", "2026-03-05T12:00Z"), "du 1er au 5 mars 2026", "1 to 5 March 2026"),
        (span("2026-02-28T12:00Z", "2026-03-03T12:00Z"), "du 28 février au 3 mars 2026", "28 February to 3 March 2026"),
        (
            span("2025-12-30T12:00Z", "2026-01-02T12:00Z"),
            "du 30 décembre 2025 au 2 janvier 2026",
            "30 December 2025 to 2 January 2026",
        ),
        (span("2026-03-03T12:00Z", None, "month"), "mars 2026", "March 2026"),
        (span("2026-03-03T12:00Z", "2026-05-03T12:00Z", "month"), "de mars à mai 2026", "March to May 2026"),
        (span("2026-04-03T12:00Z", "2026-05-03T12:00Z", "month"), "d’avril à mai 2026", "April to May 2026"),
        (
            span("2025-11-03T12:00Z", "2026-05-03T12:00Z", "month"),
            "de novembre 2025 à mai 2026",
            "November 2025 to May 2026",
        ),
        (span("2026-03-03T12:00Z", None, "year"), "2026", "2026"),
        (span("2024-03-03T12:00Z", "2026-03-03T12:00Z", "year"), "de 2024 à 2026", "2024 to 2026"),
    ],
)
def test_a_moment_is_said_as_people_say_it(time: Span, french: str, english: str) -> None:
    assert time.say(Locale.FR).replace("\xa0", " ") == french
    assert time.say(Locale.EN).replace("\xa0", " ") == english


def test_the_day_is_that_of_who_lived_it() -> None:
    assert span("2026-03-03T23:30Z", None, "day", 60).iso() == "2026-03-04"
    assert span("2026-03-03T02:00Z", None, "day", -600).say(Locale.EN).startswith("Monday 2")


def test_an_end_before_its_start_is_not_said() -> None:
    assert span("2026-03-03T12:00Z", "2026-03-01T12:00Z").say(Locale.EN) == span("2026-03-03T12:00Z").say(Locale.EN)


@pytest.mark.parametrize(
    ("precision", "iso"),
    [("minute", "2026-03-03T14:10+01:00"), ("day", "2026-03-03"), ("month", "2026-03"), ("year", "2026")],
)
def test_machines_learn_no_more_than_people(precision: str, iso: str) -> None:
    assert Span.local(datetime(2026, 3, 3, 13, 10, tzinfo=UTC), None, Precision(precision), 60).iso() == iso


def test_a_date_goes_on_to_the_next_line_where_letters_are_large() -> None:
    """Held together it would be cut within a word or a number."""
    assert say_day(date(2026, 3, 1), Locale.FR) == "1er mars 2026"


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.2, "0 s"), (18, "18 s"), (60, "1 min"), (72.4, "1 min 12 s"), (3_725, "1 h 2 min")]
)
def test_a_length_is_said_in_units(seconds: float, text: str) -> None:
    assert say_duration(seconds).replace("\xa0", " ") == text


@pytest.mark.parametrize(
    ("day", "months", "other"),
    [
        (date(2026, 3, 1), 6, date(2026, 9, 1)),  # 184 days
        (date(2026, 8, 31), 6, date(2027, 2, 28)),  # 181
        (date(2028, 2, 29), -6, date(2027, 8, 29)),
        (date(2026, 12, 5), 1, date(2027, 1, 5)),
        (date(2026, 1, 31), -2, date(2025, 11, 30)),
        (datetime(2026, 8, 31, 23, 59, tzinfo=UTC), 6, datetime(2027, 2, 28, 23, 59, tzinfo=UTC)),
    ],
)
def test_months_are_those_of_the_calendar(day: date, months: int, other: date) -> None:
    assert months_from(day, months) == other
