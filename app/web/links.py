"""A link, opened by a person. No cookie is ever set, and nothing is kept about who reads."""

import json
from datetime import date
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from app.core.errors import Invalid, Problem, TooMany
from app.core.i18n import Language, locale_of
from app.core.recent import Recent
from app.core.requests import header, runtime, source
from app.core.statuses import status_of
from app.models.grants import TargetType
from app.services.portraits import playing
from app.services.portraits.formats import OnlinePage
from app.services.portraits.playing import Playing
from app.services.sharing import links
from app.services.sharing.links import LinkGone, NotForRobots, OpenedLink, PasscodeRequired, Visit, WrongPasscode
from app.web.answers import Page, asked_locale, site
from app.web.forms import form_of
from app.web.pages import ClosedLinkPage, closed_link_page
from app.web.pinned_pages import portrait_file
from app.web.portraits import PortraitPage, portrait_page
from app.web.stories import StoryPage, story_page

Key = tuple[str, Language | None]
# By the mark of the edition, which changes with its content.
PAGES_BY_LINK: Recent[Key, tuple[str, Page]] = Recent(16_000_000)


async def show_link(request: Request) -> Page:
    token, locale, app = request.path_params["token"], asked_locale(request), runtime(request)
    visit, medium_id = Visit.by(token, request.method, header(request, b"user-agent")), _asked_medium(request)
    if medium_id is not None:
        return await _play(request, visit, medium_id)
    entry = PAGES_BY_LINK.get((token, locale))
    if entry and await links.open_again(app, visit, entry[0]):
        return entry[1]
    try:
        link = await links.open_link(app, visit)
    except (LinkGone, NotForRobots, PasscodeRequired) as problem:
        return _refusal(request, problem)
    page = Page(_html(request, link, locale))
    PAGES_BY_LINK.keep((token, locale), (link.mark, page), len(page.plain) + len(page.packed or b""))
    return page


async def _play(request: Request, visit: Visit, medium_id: UUID) -> Page:
    """Show the page with the recording of a QR code on paper first."""
    try:
        link = await links.open_link(runtime(request), visit)
    except (LinkGone, NotForRobots, PasscodeRequired) as problem:
        return _refusal(request, problem)
    return Page(_html(request, link, asked_locale(request), await _recording(request, link, medium_id)))


async def _recording(request: Request, link: OpenedLink, medium_id: UUID | None) -> Playing | None:
    document = json.loads(link.document)
    if medium_id is None or document["kind"] != TargetType.PORTRAIT:
        return None
    return await playing.find(runtime(request), document["content"], medium_id)


def _asked_medium(request: Request) -> UUID | None:
    """Return the id of a recording as a QR code on paper names it."""
    text = request.query_params.get("play", "") if request.scope["query_string"] else ""
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


async def show_link_pdf(request: Request) -> Page | Response:
    """Return the PDF of the portrait, or « link gone » where the owner does not allow a PDF."""
    token, app = request.path_params["token"], runtime(request)
    visit = Visit.by(token, request.method, header(request, b"user-agent"))
    try:
        link = await links.open_link(app, visit)
    except (LinkGone, NotForRobots, PasscodeRequired) as problem:
        return _refusal(request, problem)
    document = json.loads(link.document)
    content = document["content"]
    if document["kind"] != TargetType.PORTRAIT or content["pdf"] is None:
        return _refusal(request, LinkGone())
    ends_on = None if link.is_limited else document["ends_on"]
    address = f"{app.settings.public_base_url}/s/{token}"
    return await portrait_file(request, content, OnlinePage(address, date.fromisoformat(ends_on)) if ends_on else None)


async def unlock_link(request: Request) -> Page:
    """Answer the passcode with the story itself: an unlocked state would take a cookie."""
    passcode = await _passcode(request)
    visit = Visit.by(request.path_params["token"], request.method, header(request, b"user-agent"))
    try:
        link = await links.unlock(runtime(request), visit, passcode, source(request))
    except (LinkGone, NotForRobots, WrongPasscode, TooMany) as problem:
        return _refusal(request, problem)
    recording = await _recording(request, link, _asked_medium(request))
    return Page(_html(request, link, asked_locale(request), recording))


def _html(request: Request, link: OpenedLink, locale: Language | None, recording: Playing | None = None) -> str:
    """Write the page of a link, in the language of the reader, or else of its author."""
    base, token = runtime(request).settings.public_base_url, request.path_params["token"]
    document = json.loads(link.document)
    content = document["content"]
    ends_on = date.fromisoformat(document["ends_on"]) if document["ends_on"] else None
    if document["kind"] == TargetType.STORY:
        return story_page(StoryPage(locale or locale_of(content["language"]), base, token, content, ends_on))
    pdf = content["pdf"] and content["pdf"]["url"]
    first = locale_of(content["languages"][0])
    return portrait_page(PortraitPage(locale or first, content, base, f"{base}/s/{token}", pdf, ends_on, recording))


def _refusal(request: Request, problem: Problem) -> Page:
    html = closed_link_page(
        ClosedLinkPage(site(request), request.path_params["token"], problem, _asked_medium(request))
    )
    status = 200 if isinstance(problem, PasscodeRequired | NotForRobots) else status_of(type(problem))
    wait = problem.extensions.get("retry_after")
    return Page(html, status, headers={"Retry-After": str(wait)} if wait else None)


async def _passcode(request: Request) -> str:
    """Return the passcode of the form, or an empty one (which is wrong) for an invalid form."""
    try:
        return dict(await form_of(request)).get("passcode", "")
    except Invalid:
        return ""
