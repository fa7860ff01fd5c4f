"""Calendars as files (iCalendar, RFC 5545): of missions, events, and actions with a date."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from typing import NamedTuple
from uuid import UUID

ICS = "text/calendar; charset=utf-8"
LONGEST_LINE = 75  # octets
ESCAPES = str.maketrans({"\\": r"\\", ";": r"\;", ",": r"\,", "\n": r"\n", "\r": None})


class Entry(NamedTuple):
    """What stands in a calendar. `begins`: a moment, or a whole day. Without an end it takes nobody's time."""

    id: UUID
    title: str
    begins: datetime | date
    updated_at: datetime
    version: int
    description: str
    url: str | None = None
    ends_at: datetime | None = None
    place: str | None = None


def calendar_file(name: str, entries: Iterable[Entry]) -> str:
    """Return a calendar of that name. The same entries give the same lines."""
    return "".join(f"{part}\r\n" for line in _lines(_escaped(name), entries) for part in _folded(line))


def _lines(name: str, entries: Iterable[Entry]) -> Iterator[str]:
    yield from ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Day Tripper//Missions//FR")
    yield from (f"NAME:{name}", f"X-WR-CALNAME:{name}", "REFRESH-INTERVAL;VALUE=DURATION:PT4H")
    for entry in entries:
        yield from _event(entry)
    yield "END:VCALENDAR"


def _event(entry: Entry) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{entry.id}"
    yield f"DTSTAMP:{_instant(entry.updated_at)}"
    if isinstance(entry.begins, datetime):
        yield f"DTSTART:{_instant(entry.begins)}"
    else:
        yield f"DTSTART;VALUE=DATE:{entry.begins:%Y%m%d}"
    yield f"SEQUENCE:{entry.version}"
    yield f"SUMMARY:{_escaped(entry.title)}"
    if entry.ends_at:
        yield f"DTEND:{_instant(entry.ends_at)}"
        yield f"LOCATION:{_escaped(entry.place or '')}"
    yield f"DESCRIPTION:{_escaped(entry.description)}"
    yield from ("CLASS:PRIVATE", "TRANSP:OPAQUE" if entry.ends_at else "TRANSP:TRANSPARENT")
    if entry.url:
        yield f"URL:{entry.url}"
    yield "END:VEVENT"


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _escaped(text: str) -> str:
    return text.translate(ESCAPES)


def _folded(line: str) -> Iterator[str]:
    """Break a long line between characters, none of which is split; what follows begins with a space."""
    part = ""
    for character in line:
        if len((part + character).encode()) > LONGEST_LINE:
            yield part
            part = " "
        part += character
    yield part
