"""Where the mail to whoever has not signed in for long leads. To open it keeps nothing: a scanner of mails does too."""

from starlette.requests import Request

from app.core.requests import runtime
from app.core.statuses import status_of
from app.services.accounts import inactivity
from app.services.accounts.inactivity import InactiveAccountNotFound
from app.web import inactivity_texts as words
from app.web.answers import Page, site
from app.web.pages import InactivePage, answered_page, inactive_page


async def show_inactive(request: Request) -> Page:
    token = request.path_params["token"]
    try:
        await inactivity.show(runtime(request), token)
    except InactiveAccountNotFound:
        return _gone_page(request)
    return Page(inactive_page(InactivePage(site(request), token)))


async def keep_account(request: Request) -> Page:
    try:
        await inactivity.keep(runtime(request), request.path_params["token"])
    except InactiveAccountNotFound:
        return _gone_page(request)
    return Page(answered_page(site(request), *words.KEPT_PAGE))


def _gone_page(request: Request) -> Page:
    contact = runtime(request).settings.privacy_contact
    html = answered_page(site(request), *words.GONE_PAGE, contact=contact)
    return Page(html, status_of(InactiveAccountNotFound))
