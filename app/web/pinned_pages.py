"""What is opened on the way from a portrait, at addresses that carry a media key."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from app.core.i18n import Locale
from app.core.requests import runtime
from app.services.portraits import pinned_pages
from app.services.portraits.formats import Frozen
from app.services.portraits.pdf import PDF
from app.services.portraits.pinned_pages import NotShown
from app.web.answers import Page, asked_locale
from app.web.stories import StoryPage, story_page

SUFFIX = ".pdf"


async def show_pinned(request: Request) -> Page | Response:
    """A pinned story; or the portrait itself, as a file."""
    media_key, name = request.path_params["media_key"], request.path_params["name"]
    app = runtime(request)
    if name.endswith(SUFFIX):
        portrait = await pinned_pages.portrait(app, media_key, _id_of(name.removesuffix(SUFFIX)))
        return await portrait_file(request, portrait, None)
    content: Any = await pinned_pages.story(app, media_key, _id_of(name))
    locale = asked_locale(request) or Locale(content["language"])
    base = app.settings.public_base_url
    story = StoryPage(locale, base, "", content, address=f"{base}/m/{media_key}/{name}")
    return Page(story_page(story))


async def portrait_file(request: Request, content: Mapping[str, Any], address: str | None) -> Response:
    locale = asked_locale(request)
    first = Locale(content["languages"][0])
    language = locale if locale is not None and locale in content["languages"] else first
    portrait_id = UUID(content["pdf"]["url"].rpartition("/")[2].removesuffix(SUFFIX))
    file = await PDF.render(runtime(request), Frozen(portrait_id, content["edition"], language, content, address))
    headers = {
        "Content-Disposition": 'inline; filename="portrait.pdf"',
        "Cache-Control": "private, no-store",
        "X-Robots-Tag": "noindex",
    }
    return Response(file, 200, headers, PDF.media_type)


def _id_of(name: str) -> UUID:
    try:
        return UUID(name)
    except ValueError as error:
        raise NotShown from error
