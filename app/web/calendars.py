"""iCalendar documents (RFC 5545) of missions, for calendars that ask for them again and again."""

from collections.abc import Iterator
from datetime import UTC, datetime

from starlette.requests import Request
from starlette.responses import Response

from app.core.i18n import Language
from app.core.requests import runtime
from app.services.missions import calendars
from app.services.missions.calendars import Deadline, Deadlines
from app.web import calendar_texts as words
from app.web.answers import Page, respond_if_changed

CALENDAR_PATH = "/j/{token}.ics"
CONTENT_TYPE = "text/calendar; charset=utf-8"
LONGEST_LINE = 75  # octets
ESCAPES = str.maketrans({"\\": r"\\", ";": r"\;", ",": r"\,", "\n": r"\n", "\r": None})


async def get_calendar(request: Request) -> Response:
    deadlines = await calendars.read(runtime(request), request.path_params["token"])
    headers = {"X-Robots-Tag": "noindex", "Content-Disposition": 'inline; filename="day-tripper.ics"'}
    page = Page(document(deadlines), cache="private, no-cache", content_type=CONTENT_TYPE, headers=headers)
    return respond_if_changed(request, page)


def document(deadlines: Deadlines) -> str:
    return "".join(f"{part}\r\n" for line in _lines(deadlines) for part in _folded(line))


def _lines(deadlines: Deadlines) -> Iterator[str]:
    name = _escaped(words.NAME.in_(deadlines.language))
    yield from ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Day Tripper//Missions//FR")
    yield from (f"NAME:{name}", f"X-WR-CALNAME:{name}", "REFRESH-INTERVAL;VALUE=DURATION:PT4H")
    for item in deadlines.items:
        yield from _event(item, deadlines.language)
    yield "END:VCALENDAR"


def _event(item: Deadline, language: Language) -> Iterator[str]:
    """Write a deadline without a length, which takes nobody's time; an event with its own, and its place."""
    yield "BEGIN:VEVENT"
    yield f"UID:{item.id}"
    yield f"DTSTAMP:{_instant(item.updated_at)}"
    yield f"DTSTART:{_instant(item.due_at)}"
    yield f"SEQUENCE:{item.version}"
    title = item.title if item.ends_at else words.DUE.in_(language, title=item.title)
    yield f"SUMMARY:{_escaped(title)}"
    if item.ends_at:
        yield f"DTEND:{_instant(item.ends_at)}"
        yield f"LOCATION:{_escaped(item.place or '')}"
    yield f"DESCRIPTION:{_escaped(item.community)}"
    yield from ("CLASS:PRIVATE", "TRANSP:OPAQUE" if item.ends_at else "TRANSP:TRANSPARENT")
    if item.url:
        yield f"URL:{item.url}"
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
