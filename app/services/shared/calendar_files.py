"""Calendars as files (iCalendar, RFC 5545): of missions, events, and actions with a date."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

ICS = "text/calendar; charset=utf-8"
HEAD = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Day Tripper//Missions//FR")
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


class Method(StrEnum):
    """What a calendar that is mailed does with its event: put it, or put it right; or take it out (RFC 5546)."""

    PUBLISH = "PUBLISH"
    CANCEL = "CANCEL"


class Organiser(NamedTuple):
    name: str
    address: str  # mailto:…


def event_entry(event: Mapping[str, Any], entry: Entry) -> Entry:
    """Return the entry with the times and the place of the event."""
    begins, ends_at = (datetime.fromisoformat(event[name]) for name in ("starts_at", "ends_at"))
    return entry._replace(begins=begins, ends_at=ends_at, place=place_of(event))


def place_of(event: Mapping[str, Any]) -> str:
    return ", ".join(part for name in ("label", "address", "online_url") if (part := event["place"].get(name)))


def calendar_message(method: Method, organiser: Organiser, entry: Entry) -> str:
    """Return a calendar for a mail: it has no name, or mail programs would begin another calendar."""
    who = f'ORGANIZER;CN="{_quoted(organiser.name)}":{organiser.address}'
    status = "CANCELLED" if method is Method.CANCEL else "CONFIRMED"
    lines = [*_event(entry, who, f"STATUS:{status}")]
    return _file([*HEAD, f"METHOD:{method}", *lines, "END:VCALENDAR"])


def calendar_file(name: str, entries: Iterable[Entry]) -> str:
    """Return a calendar of that name. The same entries give the same lines."""
    return _file(_lines(_escaped(name), entries))


def _file(lines: Iterable[str]) -> str:
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line))


def _lines(name: str, entries: Iterable[Entry]) -> Iterator[str]:
    yield from HEAD
    yield from (f"NAME:{name}", f"X-WR-CALNAME:{name}", "REFRESH-INTERVAL;VALUE=DURATION:PT4H")
    for entry in entries:
        yield from _event(entry)
    yield "END:VCALENDAR"


def _event(entry: Entry, *extra: str) -> Iterator[str]:
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
    yield from extra
    yield "END:VEVENT"


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _escaped(text: str) -> str:
    return text.translate(ESCAPES)


def _quoted(text: str) -> str:
    """Return the text for a parameter, which has no quotation marks and no line ends."""
    return "".join(character for character in text if character != '"' and character.isprintable())


def _folded(line: str) -> Iterator[str]:
    """Break a long line between characters, none of which is split; what follows begins with a space."""
    part = ""
    for character in line:
        if len((part + character).encode()) > LONGEST_LINE:
            yield part
            part = " "
        part += character
    yield part
