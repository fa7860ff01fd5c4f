"""Dates in words, as precise as the data: « mardi 3 mars 2026 à 14 h 10 », « mars 2026 »."""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from enum import StrEnum
from typing import Any, TypeVar

from babel.dates import format_date, format_skeleton

from app.core.i18n import Language, Words

Day = TypeVar("Day", bound=date)


class Precision(StrEnum):
    MINUTE = "minute"
    DAY = "day"
    MONTH = "month"
    YEAR = "year"


AT = Words("{day} à {time}")
HOURS = Words("{day}, de {start} à {end}")
DAYS = Words("du {start} au {end}")
MONTHS = Words("de {start} à {end}")
MONTHS_WITH_ELISION = Words("d’{start} à {end}")  # avril, août, octobre
ISO = {Precision.DAY: "%Y-%m-%d", Precision.MONTH: "%Y-%m", Precision.YEAR: "%Y"}


@dataclass(frozen=True, slots=True)
class Span:
    """The time of an experience, in local time."""

    start: datetime
    end: datetime | None
    precision: Precision

    @classmethod
    def local(cls, start: datetime, end: datetime | None, precision: Precision, utc_offset: int) -> "Span":
        """Return the local time; `utc_offset` is in minutes."""
        zone = timezone(timedelta(minutes=utc_offset))
        return cls(start.astimezone(zone), end and end.astimezone(zone), precision)

    @classmethod
    def of(cls, experience: Mapping[str, Any]) -> "Span":
        """Return the local time of an experience in JSON."""
        end = datetime.fromisoformat(experience["lived_until"]) if experience["lived_until"] else None
        start, precision = datetime.fromisoformat(experience["lived_at"]), Precision(experience["lived_precision"])
        return cls.local(start, end, precision, experience["utc_offset"])

    def iso(self) -> str:
        """Return the start for <time datetime>, cut to its precision."""
        if self.precision is Precision.MINUTE:
            return self.start.isoformat(timespec="minutes")
        return self.start.strftime(ISO[self.precision])

    def say(self, locale: Language) -> str:
        start, end = _point(self.start, self.precision, locale), self.end and _point(self.end, self.precision, locale)
        if self.end is None or end is None or end == start or self.end < self.start:
            return start
        return _SAY_RANGE[self.precision](self.start, self.end, locale)


def say_day(day: date, locale: Language) -> str:
    """« 1er mars 2026 », with plain spaces: in large letters on a small screen it goes on to the next line."""
    if locale.is_french:
        return f"{day_and_month(day, locale)} {day:%Y}"
    return format_date(day, "long", locale.territory)


def say_duration(seconds: float) -> str:
    """« 1 min 12 s »; the same in both languages, as unit symbols are."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    parts = [(hours, "h"), (minutes, "min"), (rest if not hours else 0, "s")]
    return " ".join(f"{number} {unit}" for number, unit in parts if number) or "0 s"


def _point(moment: datetime, precision: Precision, locale: Language) -> str:
    if precision is Precision.YEAR:
        return f"{moment:%Y}"
    if precision is Precision.MONTH:
        return month_and_year(moment, locale)
    day = f"{format_date(moment, 'EEEE', locale.territory)} {say_day(moment, locale)}"
    return day if precision is Precision.DAY else AT.in_(locale, day=day, time=_time(moment, locale))


def _hours(start: datetime, end: datetime, locale: Language) -> str:
    if start.date() == end.date():
        day = _point(start, Precision.DAY, locale)
        return HOURS.in_(locale, day=day, start=_time(start, locale), end=_time(end, locale))
    return DAYS.in_(locale, start=_point(start, Precision.MINUTE, locale), end=_point(end, Precision.MINUTE, locale))


def _days(start: datetime, end: datetime, locale: Language) -> str:
    first = say_day(start, locale)
    if start.year == end.year:
        first = day_number(start.day, locale) if start.month == end.month else day_and_month(start, locale)
    return DAYS.in_(locale, start=first, end=say_day(end, locale))


def _months(start: datetime, end: datetime, locale: Language) -> str:
    first = _month(start, locale) if start.year == end.year else _point(start, Precision.MONTH, locale)
    words = MONTHS_WITH_ELISION if first.startswith(("a", "o")) else MONTHS
    return words.in_(locale, start=first, end=_point(end, Precision.MONTH, locale))


def _years(start: datetime, end: datetime, locale: Language) -> str:
    return MONTHS.in_(locale, start=f"{start:%Y}", end=f"{end:%Y}")


_SAY_RANGE = {
    Precision.MINUTE: _hours,
    Precision.DAY: _days,
    Precision.MONTH: _months,
    Precision.YEAR: _years,
}


def _month(day: date, locale: Language) -> str:
    return format_date(day, "MMMM", locale.territory)


def months_from(day: Day, months: int) -> Day:
    """Return the same day of another month, or its last day; a datetime keeps its hour. `months` may be negative."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return day.replace(year=year, month=month + 1, day=min(day.day, monthrange(year, month + 1)[1]))


def month_and_year(day: date, locale: Language) -> str:
    return format_skeleton("yMMMM", day, locale=locale.territory)


def day_number(day: int, locale: Language) -> str:
    return "1er" if locale.is_french and day == 1 else str(day)


def day_and_month(day: date, locale: Language) -> str:
    if locale.is_french:
        return f"{day_number(day.day, locale)} {_month(day, locale)}"
    return format_skeleton("MMMMd", day, locale=locale.territory)


def _time(moment: datetime, locale: Language) -> str:
    if not locale.is_french:
        return f"{moment:%H:%M}"
    return f"{moment.hour} h {moment:%M}" if moment.minute else f"{moment.hour} h"
