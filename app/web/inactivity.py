"""Where the mail to whoever has not signed in for long leads. To open it keeps nothing: a scanner of mails does too."""

from starlette.requests import Request
from starlette.responses import Response

from app.core.requests import runtime
from app.core.statuses import status_of
from app.services.accounts import inactivity
from app.services.accounts.inactivity import InactiveAccountNotFound
from app.web import inactivity_texts as words
from app.web.answers import Body, page, secret_page, site
from app.web.pages import InactivePage, answered_page, inactive_page


@page
async def show_inactive(request: Request) -> Response:
    token = request.path_params["token"]
    try:
        await inactivity.show(runtime(request), token)
    except InactiveAccountNotFound:
        return _gone_page(request)
    return secret_page(request, Body(inactive_page(InactivePage(site(request), token)).encode()))


@page
async def keep_account(request: Request) -> Response:
    try:
        await inactivity.keep(runtime(request), request.path_params["token"])
    except InactiveAccountNotFound:
        return _gone_page(request)
    return secret_page(request, Body(answered_page(site(request), *words.KEPT_PAGE).encode()))


def _gone_page(request: Request) -> Response:
    contact = runtime(request).settings.privacy_contact
    html = answered_page(site(request), *words.GONE_PAGE, contact=contact)
    return secret_page(request, Body(html.encode()), status_of(InactiveAccountNotFound))
