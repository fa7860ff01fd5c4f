"""What is opened on the way from a portrait, at addresses that carry a media key."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from app.core.i18n import locale_of
from app.core.requests import runtime
from app.services.portraits import paper_links, pinned_pages
from app.services.portraits.formats import Frozen, OnlinePage
from app.services.portraits.pdf import PDF
from app.services.portraits.pinned_pages import NotShown
from app.services.portraits.telling import Telling
from app.web.answers import Page, asked_locale
from app.web.stories import StoryPage, story_page

SUFFIX = ".pdf"
PAGES = {"1": 1, "2": 2}


async def show_pinned(request: Request) -> Page | Response:
    """A pinned story; or the portrait itself, as a file."""
    media_key, name = request.path_params["media_key"], request.path_params["name"]
    app = runtime(request)
    if name.endswith(SUFFIX):
        portrait = await pinned_pages.portrait(app, media_key, _id_of(name.removesuffix(SUFFIX)))
        return await portrait_file(request, portrait, await paper_links.find_open(app, media_key))
    content: Any = await pinned_pages.story(app, media_key, _id_of(name))
    locale = asked_locale(request) or locale_of(content["language"])
    base = app.settings.public_base_url
    story = StoryPage(locale, base, "", content, address=f"{base}/m/{media_key}/{name}")
    return Page(story_page(story))


async def portrait_file(request: Request, content: Mapping[str, Any], online: OnlinePage | None) -> Response:
    """Return the PDF. `?pages=1`: on one page."""
    locale = asked_locale(request)
    first = locale_of(content["languages"][0])
    language = locale if locale is not None and locale in {locale_of(tag) for tag in content["languages"]} else first
    portrait_id = UUID(content["pdf"]["url"].rpartition("/")[2].removesuffix(SUFFIX))
    pages = PAGES.get(request.query_params.get("pages", ""))
    frozen = Frozen(portrait_id, content["edition"], language, content, online=online, pages=pages)
    file = await PDF.render(runtime(request), frozen)
    headers = {
        "Content-Disposition": Telling(language, content).disposition("inline", PDF.suffix),
        "Cache-Control": "private, no-store",
        "X-Robots-Tag": "noindex",
    }
    return Response(file, 200, headers, PDF.media_type)


def _id_of(name: str) -> UUID:
    try:
        return UUID(name)
    except ValueError as error:
        raise NotShown from error
