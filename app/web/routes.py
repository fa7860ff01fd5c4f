"""The addresses of the pages."""

from functools import cache

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match
from starlette.types import Scope

from app.core.errors import NotFound, Problem
from app.core.i18n import Language
from app.core.requests import runtime
from app.core.statuses import STATUS, every_problem, status_of
from app.services.accounts.provider_sign_ins import TICKET
from app.web import export_texts, texts
from app.web.answers import FOR_MINUTES, Page, Show, page_handler, respond, site
from app.web.assets import Asset, asset, asset_at
from app.web.birth_years import answer_birth_year, show_birth_year
from app.web.calendars import CALENDAR_PATH, get_calendar
from app.web.cards import show_card
from app.web.client_files import enter_client, get_client, rescue_client, reset_client, share_client, with_app
from app.web.communities import COMMUNITY_FORMS, COMMUNITY_PAGES
from app.web.community_feeds import FEED_PATH, get_community_feed
from app.web.docs import show_group, show_guide
from app.web.endorsements import ENDORSEMENT_FORMS, show_endorsement
from app.web.guardians import answer_guardian, show_guardian
from app.web.inactivity import keep_account, show_inactive
from app.web.links import show_link, show_link_pdf, unlock_link
from app.web.lost import show_page_of_form
from app.web.pages import (
    ProblemPage,
    access_page,
    accessibility_page,
    answered_page,
    landing_page,
    legal_page,
    plan_page,
    privacy_page,
    problem_page,
    problems_page,
    sign_in_page,
)
from app.web.pinned_pages import show_pinned
from app.web.places import answer_place, show_place
from app.web.programme_reports import show_report, show_report_file
from app.web.providers import receive_browser, show_return, show_signed_out
from app.web.reports import ADDRESSES, REPORT_FORMS, REPORT_PAGES, send_report
from app.web.rooms import show_door, show_room, use_room
from app.web.small_files import SECURITY_PATH, get_changes, get_security_contact
from app.web.unsubscribing import leave_mails, show_way_out
from app.web.walls import WALL_PAGES

FOR_EVER = "public, max-age=31536000, immutable"
FOR_A_DAY = "public, max-age=86400"
# Those of the second group only fetch what somebody shares with them: they make the card.
ROBOTS_TEXT = """User-agent: *
Disallow: /s/
Disallow: /b/
Disallow: /g/
Disallow: /j/
Disallow: /k/
Disallow: /n/
Disallow: /e/
Disallow: /i/
Disallow: /p/
Disallow: /r/
Disallow: /d/
Disallow: /w/
Disallow: /sign-in/
Disallow: /connect/

User-agent: facebookexternalhit
User-agent: Twitterbot
User-agent: LinkedInBot
User-agent: Slackbot
User-agent: Discordbot
User-agent: TelegramBot
User-agent: WhatsApp
Allow: /s/
Allow: /i/
Disallow: /b/
Disallow: /g/
Disallow: /j/
Disallow: /k/
Disallow: /n/
Disallow: /e/
Disallow: /p/
Disallow: /r/
Disallow: /d/
Disallow: /w/
Disallow: /sign-in/
Disallow: /connect/
"""
ROBOTS = Page(ROBOTS_TEXT, cache=FOR_A_DAY, content_type="text/plain")


async def show_landing(request: Request) -> Page:
    return Page(landing_page(site(request)), cache=FOR_MINUTES)


async def show_access(request: Request) -> Page:
    return Page(access_page(site(request)), cache=FOR_MINUTES)


async def show_privacy(request: Request) -> Page:
    settings = runtime(request).settings
    mail_file_days = None if settings.smtp_url else settings.mail_file_days
    return Page(privacy_page(site(request), settings.backup.days, mail_file_days), cache=FOR_MINUTES)


async def show_legal(request: Request) -> Page:
    return Page(legal_page(site(request)), cache=FOR_MINUTES)


async def show_accessibility(request: Request) -> Page:
    return Page(accessibility_page(site(request)), cache=FOR_MINUTES)


async def show_plan(request: Request) -> Page:
    return Page(plan_page(site(request)), cache=FOR_MINUTES)


async def show_problems(request: Request) -> Page:
    own_site = site(request)
    explanations = [_explain(kind, own_site.locale) for kind in _by_slug().values()]
    return Page(problems_page(own_site, explanations), cache=FOR_MINUTES)


async def show_problem(request: Request) -> Page:
    """Show the page that the `type` of an API problem links to."""
    kind = _by_slug().get(request.path_params["slug"])
    if kind is None:
        raise NotFound
    own_site = site(request)
    return Page(problem_page(own_site, _explain(kind, own_site.locale)), cache=FOR_MINUTES)


async def show_sign_in(request: Request) -> Page:
    """Show how to sign in where no app opens the mail's link. The link stays valid: scanners of mails open it too."""
    if request.path_params["link_token"].startswith(TICKET):
        return await show_return(request)
    return Page(sign_in_page(with_app(request), request.path_params["link_token"]))


async def show_export_gone(request: Request) -> Page:
    """Show that the export of the mail's link is deleted."""
    return Page(answered_page(site(request), *export_texts.GONE_PAGE), status_of(NotFound))


async def get_asset(request: Request) -> Response:
    return _asset(request, request.url.path, FOR_EVER)


async def get_favicon(request: Request) -> Response:
    return _asset(request, asset("favicon.png"), FOR_A_DAY)


async def get_robots(request: Request) -> Response:
    return respond(request, ROBOTS)


class Pages(APIRouter):
    """The routes of pages, skipped for paths of the API."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        return (Match.NONE, {}) if scope["path"].startswith("/v1/") else super().matches(scope)


PAGES: dict[str, Show] = {
    "/s/{token}.pdf": show_link_pdf,  # no token has a dot in it
    "/s/{token}": show_link,
    "/m/{media_key}/{media_id}.jpg": show_card,
    "/m/{media_key}/{name}": show_pinned,
    "/b/{token}.{suffix}": show_report_file,
    "/b/{token}": show_report,
    "/e/{token}": show_endorsement,
    "/g/{token}": show_guardian,
    "/g/{token}/birth-year": show_birth_year,
    "/p/{token}": show_place,
    "/k/{token}": show_inactive,
    "/n/{token}": show_way_out,
    **COMMUNITY_PAGES,
    **REPORT_PAGES,
    "/r": show_door,
    "/r/{token}": show_room,
    **WALL_PAGES,
    "/": show_landing,
    "/qui-voit-quoi": show_access,
    "/privacy": show_privacy,
    "/mentions-legales": show_legal,
    "/accessibilite": show_accessibility,
    "/plan": show_plan,
    "/problems": show_problems,
    "/problems/{slug}": show_problem,
    "/docs": show_guide,
    "/docs/{group}": show_group,
    "/sign-in/{link_token}": show_sign_in,
    "/connect/{provider}": receive_browser,
    "/signed-out": show_signed_out,
    "/x": show_export_gone,
}
FORMS: dict[str, Show] = {  # at the address of their page
    "/g/{token}": answer_guardian,
    "/g/{token}/birth-year": answer_birth_year,
    "/p/{token}": answer_place,
    "/k/{token}": keep_account,
    "/n/{token}": leave_mails,
    "/r/{token}": use_room,
    **dict.fromkeys(ADDRESSES, send_report),
}
FORMS_BELOW: dict[str, Show] = {  # below it
    "/s/{token}/unlock": unlock_link,
    **ENDORSEMENT_FORMS,
    **COMMUNITY_FORMS,
    **REPORT_FORMS,
}
router = Pages(include_in_schema=False)
for _path, _show in PAGES.items():
    router.add_route(_path, page_handler(_show), ["GET"])
for _path, _show in {**FORMS, **FORMS_BELOW}.items():
    router.add_route(_path, page_handler(_show), ["POST"])
for _path in FORMS_BELOW:
    router.add_route(_path, show_page_of_form, ["GET"])
FILES = {
    "/static/{name}": get_asset,
    "/favicon.ico": get_favicon,
    "/robots.txt": get_robots,
    SECURITY_PATH: get_security_contact,
    "/changelog.atom": get_changes,
    FEED_PATH: get_community_feed,
    CALENDAR_PATH: get_calendar,
    "/app": enter_client,
    "/app/reset": reset_client,
    "/app/rescue": rescue_client,
    "/app/{path:path}": get_client,
}
for _path, _get in FILES.items():
    router.add_route(_path, _get, ["GET"])
router.add_route("/app/shared", share_client, ["POST"])


def _asset(request: Request, path: str, cache: str) -> Response:
    file = asset_at(path)
    if file is None:
        raise NotFound
    return respond(request, _file(file, cache))


@cache
def _file(file: Asset, cache: str) -> Page:
    return Page(file.body, cache=cache, content_type=file.content_type)


def _by_slug() -> dict[str, type[Problem]]:
    return {kind.slug(): kind for kind in every_problem()}


def _explain(kind: type[Problem], locale: Language) -> ProblemPage:
    status, family = status_of(kind), next((item for item in STATUS if issubclass(kind, item)), kind)
    words = texts.PROBLEM_FAMILY if kind is family else texts.PROBLEM_CASE
    return ProblemPage(
        slug=kind.slug(),
        title=kind.title.in_(locale),
        explanation=words.in_(locale, status=status, family=family.title.in_(locale)),
        status=status,
        what_to_do=kind.advice.in_(locale),
    )
