"""Where a browser comes back to from a provider of identity. It carries a ticket on to the application."""

from starlette.requests import Request
from starlette.responses import Response

from app.core.app_paths import AppPath
from app.core.errors import Invalid
from app.core.requests import runtime
from app.core.statuses import status_of
from app.services.accounts import provider_sign_ins
from app.services.accounts.provider_sign_ins import ProviderSignInRefused, ProviderUnavailable
from app.web import provider_texts as words
from app.web.answers import Page, lead_to, site
from app.web.client_files import address_in_app, with_app
from app.web.pages import answered_page

RETRY_AFTER = "60"
ENTRANCE = "/sign-in"  # of the application


async def receive_browser(request: Request) -> Page | Response:
    """Lead to the application, or to the page that an application on the phone opens."""
    pairs = request.query_params.multi_items()
    parameters = dict(pairs) if len(dict(pairs)) == len(pairs) else {}
    try:
        ticket = await provider_sign_ins.receive(runtime(request), request.path_params["provider"], parameters)
    except ProviderSignInRefused:
        return Page(answered_page(with_app(request), *words.REFUSED_PAGE, app_path=ENTRANCE), status_of(Invalid))
    except ProviderUnavailable:
        html = answered_page(with_app(request), *words.SILENT_PAGE, app_path=ENTRANCE)
        return Page(html, status_of(ProviderUnavailable), headers={"Retry-After": RETRY_AFTER})
    path = AppPath.SIGN_IN.format(token=ticket)
    return lead_to(address_in_app(request, path) or f"{runtime(request).settings.public_base_url}{path}")


async def show_return(request: Request) -> Page:
    return Page(answered_page(site(request), *words.RETURNED_PAGE))


async def show_signed_out(request: Request) -> Page:
    return Page(answered_page(with_app(request), *words.SIGNED_OUT_PAGE, app_path="/"))
