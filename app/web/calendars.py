"""The calendar of missions, for calendars that ask for it again and again."""

from starlette.requests import Request
from starlette.responses import Response

from app.core.i18n import Language
from app.core.requests import runtime
from app.services.missions import calendars
from app.services.missions.calendars import Deadline, Deadlines
from app.services.shared.calendar_files import ICS, Entry, calendar_file
from app.web import calendar_texts as words
from app.web.answers import Page, respond_if_changed

CALENDAR_PATH = "/j/{token}.ics"
CONTENT_TYPE = ICS


async def get_calendar(request: Request) -> Response:
    deadlines = await calendars.read(runtime(request), request.path_params["token"])
    headers = {"X-Robots-Tag": "noindex", "Content-Disposition": 'inline; filename="day-tripper.ics"'}
    page = Page(document(deadlines), cache="private, no-cache", content_type=CONTENT_TYPE, headers=headers)
    return respond_if_changed(request, page)


def document(deadlines: Deadlines) -> str:
    language = deadlines.language
    return calendar_file(words.NAME.in_(language), (_entry(item, language) for item in deadlines.items))


def _entry(item: Deadline, language: Language) -> Entry:
    """Write a deadline without a length, which takes nobody's time; an event with its own, and its place."""
    title = item.title if item.ends_at else words.DUE.in_(language, title=item.title)
    place = (item.ends_at, item.place)
    return Entry(item.id, title, item.due_at, item.updated_at, item.version, item.community, item.url, *place)
