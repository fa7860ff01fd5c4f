"""A link, opened by a person. No cookie is ever set, and nothing is kept about who reads."""

import json
from datetime import date

from starlette.requests import Request
from starlette.responses import Response

from app.core.errors import Invalid, Problem, TooMany
from app.core.i18n import Locale
from app.core.recent import Recent
from app.core.requests import runtime, source
from app.core.statuses import status_of
from app.models.grants import TargetType
from app.services.sharing import links
from app.services.sharing.link_visits import Visit
from app.services.sharing.links import LinkGone, NotForRobots, OpenedLink, PasscodeRequired, WrongPasscode
from app.web.answers import Body, asked_locale, page, secret_page, site
from app.web.forms import form_of
from app.web.pages import (
    PasscodePage,
    PortraitPage,
    StoryPage,
    gone_page,
    landing_page,
    passcode_page,
    portrait_page,
    story_page,
)
from app.web.pinned_pages import SUFFIX, portrait_file

Key = tuple[str, Locale | None]
# By the mark of the edition, which never changes; nor does its page.
PAGES_BY_LINK: Recent[Key, tuple[str, Body]] = Recent(16_000_000)


@page
async def show_link(request: Request) -> Response:
    token: str = request.path_params["token"]
    if token.endswith(SUFFIX):  # no token has a dot in it
        return await _pdf(request, token.removesuffix(SUFFIX))
    key, visit = (token, asked_locale(request)), _visit(request, token)
    entry = PAGES_BY_LINK.get(key)
    if entry and await links.open_again(runtime(request), visit, entry[0]):
        return secret_page(request, entry[1])
    try:
        link = await links.open_link(runtime(request), visit)
    except (LinkGone, NotForRobots, PasscodeRequired) as problem:
        return _refusal_page(request, problem)
    body = _render(request, link)
    PAGES_BY_LINK.keep(key, (link.mark, body), len(body.plain) + len(body.packed or b""))
    return secret_page(request, body)


@page
async def unlock_link(request: Request) -> Response:
    """Answer the passcode with the story itself: an unlocked state would take a cookie."""
    passcode = await _passcode(request)
    try:
        visit = _visit(request, request.path_params["token"])
        link = await links.unlock(runtime(request), visit, passcode, source(request))
    except (LinkGone, NotForRobots, WrongPasscode, TooMany) as problem:
        return _refusal_page(request, problem)
    return secret_page(request, _render(request, link))


async def _pdf(request: Request, token: str) -> Response:
    """Return the PDF of the portrait, or « link gone » where the owner does not allow a PDF."""
    try:
        link = await links.open_link(runtime(request), _visit(request, token))
    except (LinkGone, NotForRobots, PasscodeRequired) as problem:
        return _refusal_page(request, problem)
    content = json.loads(link.document)
    if content["target_type"] != TargetType.PORTRAIT or content["pdf"] is None:
        return _refusal_page(request, LinkGone())
    return await portrait_file(request, content, f"{runtime(request).settings.public_base_url}/s/{token}")


def _visit(request: Request, token: str) -> Visit:
    return Visit.by(token, request.method, request.headers.get("user-agent", ""))


def _render(request: Request, link: OpenedLink) -> Body:
    content = json.loads(link.document)
    ends_on = date.fromisoformat(content["ends_on"]) if content["ends_on"] else None
    base, token = runtime(request).settings.public_base_url, request.path_params["token"]
    if content["target_type"] == TargetType.PORTRAIT:
        locale = asked_locale(request) or Locale(content["languages"][0])
        pdf = content["pdf"] and content["pdf"]["url"]
        return Body(portrait_page(PortraitPage(locale, content, base, f"{base}/s/{token}", pdf, ends_on)).encode())
    locale = asked_locale(request) or Locale(content["language"])
    return Body(story_page(StoryPage(locale, base, token, content, ends_on)).encode())


def _refusal_page(request: Request, problem: Problem) -> Response:
    """Return the page of the refusal. A robot without access gets the landing page, whatever the link shows."""
    page_site, token = site(request), request.path_params["token"].removesuffix(SUFFIX)
    match problem:
        case PasscodeRequired():
            return _secret(request, passcode_page(PasscodePage(page_site, token)))
        case WrongPasscode():
            return _secret(request, passcode_page(PasscodePage(page_site, token, wrong=True)), status_of(WrongPasscode))
        case TooMany(extensions={"retry_after": int(wait)}):
            resting = passcode_page(PasscodePage(page_site, token, wait=wait))
            return _secret(request, resting, status_of(TooMany), {"Retry-After": str(wait)})
        case NotForRobots():
            return _secret(request, landing_page(page_site))
        case _:
            return _secret(request, gone_page(page_site), status_of(LinkGone))


def _secret(request: Request, html: str, status: int = 200, more_headers: dict[str, str] | None = None) -> Response:
    return secret_page(request, Body(html.encode()), status, more_headers)


async def _passcode(request: Request) -> str:
    """Return the passcode of the form, or an empty one (which is wrong) for an invalid form."""
    try:
        return dict(await form_of(request)).get("passcode", "")
    except Invalid:
        return ""
