"""Recurrence rules (« every Monday at 08:00 ») on the wall clock of a time zone, across clock changes.

A subset of RFC 5545: every n days, weeks (on these days) or months (on this day, or on the second Tuesday). No rule of
this subset is empty, so the search for the next occurrence ends.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import dropwhile
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

SHORTEST_MONTH = 28  # days that every month has
LONGEST = timedelta(days=5 * 366)  # the longest series
_DAY = "(MO|TU|WE|TH|FR|SA|SU)"
_PART = re.compile(
    rf"FREQ=(DAILY|WEEKLY|MONTHLY)|INTERVAL=([1-9]|[1-4]\d|5[0-2])|COUNT=[1-9]\d{{0,2}}|WKST={_DAY}"
    rf"|UNTIL=\d{{8}}(T\d{{6}}Z?)?|BYDAY=(-?[1-4])?{_DAY}(,(-?[1-4])?{_DAY}){{0,6}}"
    r"|BYMONTHDAY=([1-9]|1\d|2[0-8]|-1)|BYSETPOS=-?[1-4]",
    re.ASCII,
)

_ALWAYS = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST"}
_FURTHER: dict[str, set[str]] = {"DAILY": set(), "WEEKLY": {"BYDAY"}, "MONTHLY": {"BYDAY", "BYMONTHDAY", "BYSETPOS"}}


def checked(rule: str) -> str:
    """Return the rule in its stored form. Raises ValueError."""
    parts = [part for part in rule.strip().upper().removeprefix("RRULE:").split(";") if part]
    names = [part.partition("=")[0] for part in parts]
    if not all(map(_PART.fullmatch, parts)) or len(set(names)) < len(names):
        raise ValueError("not a rule that is taken here")
    values = dict(zip(names, (part.partition("=")[2] for part in parts), strict=True))
    if not _agrees(values):
        raise ValueError("these parts do not go together")
    if "UNTIL" in values:
        _last(values["UNTIL"], ZoneInfo("UTC"))
    return ";".join(parts)


def occurrences(rule: str, first: datetime, zone: ZoneInfo) -> Iterator[datetime]:
    """Yield instants in UTC, from `first` on. An hour that a clock change skips becomes the hour after it."""
    begins = _on_the_wall(first, zone)
    fraction = timedelta(microseconds=begins.microsecond)  # of a second, which no rule knows
    dates, last = [], begins + LONGEST
    for part in rule.split(";"):
        if part.startswith("UNTIL="):
            last = min(last, _last(part.removeprefix("UNTIL="), zone))
        else:
            dates.append(part)
    for moment in rrulestr(";".join(_monthly(dates, begins)), dtstart=begins):
        if moment > last:
            return
        yield _in_utc(moment + fraction, zone)


def next_after(rule: str, first: datetime, zone: ZoneInfo, moment: datetime) -> datetime | None:
    """Return the first occurrence after that moment. None: the series is over."""
    return next(dropwhile(lambda item: item <= moment, occurrences(rule, first, zone)), None)


def moved(end: datetime, first: datetime, begin: datetime, zone: ZoneInfo) -> datetime:
    """Shift `end` to an occurrence at `begin`, keeping its distance from `first` on the wall clock."""
    distance = _on_the_wall(end, zone) - _on_the_wall(first, zone)
    return _in_utc(_on_the_wall(begin, zone) + distance, zone)


def moved_zone(moment: datetime, old: ZoneInfo, new: ZoneInfo) -> datetime:
    """Return the instant when the new zone's clock shows what the old zone's clock showed."""
    return _in_utc(_on_the_wall(moment, old), new)


def _monthly(parts: list[str], first: datetime) -> list[str]:
    """From the 29th on, a shorter month takes its last day."""
    names = {part.partition("=")[0] for part in parts}
    if "FREQ=MONTHLY" not in parts or names & {"BYDAY", "BYMONTHDAY"} or first.day <= SHORTEST_MONTH:
        return parts
    days = ",".join(str(day) for day in range(SHORTEST_MONTH, first.day + 1))
    return [*parts, f"BYMONTHDAY={days}", "BYSETPOS=-1"]


def _agrees(values: dict[str, str]) -> bool:
    has_numbers = any(character.isdigit() for character in values.get("BYDAY", ""))
    further = _FURTHER.get(values.get("FREQ", ""))
    if further is None or not values.keys() <= _ALWAYS | further:
        return False
    if any(pair <= values.keys() for pair in ({"COUNT", "UNTIL"}, {"BYDAY", "BYMONTHDAY"})):
        return False
    if "BYSETPOS" in values and ("BYDAY" not in values or has_numbers):
        return False
    return not has_numbers or values["FREQ"] == "MONTHLY"


def _last(until: str, zone: ZoneInfo) -> datetime:
    """Return the end of the rule on the wall clock. A final day is included whole."""
    if until.endswith("Z"):
        return _on_the_wall(datetime.strptime(until, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC), zone)
    whole = until if "T" in until else f"{until}T235959"
    return datetime.strptime(whole, "%Y%m%dT%H%M%S")  # noqa: DTZ007  as the wall clock shows it


def _on_the_wall(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment.astimezone(zone).replace(tzinfo=None)


def _in_utc(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment.replace(tzinfo=zone).astimezone(UTC)
