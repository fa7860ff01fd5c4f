"""The way out of mails. To open it ends nothing: a scanner of mails does too. A mail program posts (RFC 8058)."""

from starlette.requests import Request
from starlette.responses import Response

from app.core.i18n import Words
from app.core.requests import runtime
from app.core.statuses import status_of
from app.services.notifications import unsubscribing
from app.services.notifications.unsubscribing import Unsubscription, WayOutNotFound
from app.web import unsubscribing_texts as words
from app.web.answers import Body, page, secret_page, site
from app.web.pages import UnsubscribePage, answered_page, unsubscribe_page


@page
async def show_way_out(request: Request) -> Response:
    token = request.path_params["token"]
    try:
        shown = await unsubscribing.show(runtime(request), token)
    except WayOutNotFound:
        return _gone(request)
    if shown.is_over:
        return _answered(request, words.ALREADY_TITLE, _stopped(shown))
    what, stays = words.TYPE if shown.way_out.type else words.DIGEST, words.STAYS
    if shown.way_out.address:
        what, stays = words.SENDER, words.SENDER_STAYS
    asked = UnsubscribePage(site(request), token, shown.community, what, stays)
    return secret_page(request, Body(unsubscribe_page(asked).encode()))


@page
async def leave_mails(request: Request) -> Response:
    """Whatever the body says: a mail program sends its own, our form none."""
    try:
        left = await unsubscribing.leave(runtime(request), request.path_params["token"])
    except WayOutNotFound:
        return _gone(request)
    return _answered(request, words.DONE_TITLE, _stopped(left))


def _stopped(shown: Unsubscription) -> Words:
    return words.SENDER_STOPPED_TEXT if shown.way_out.address else words.STOPPED_TEXT


def _answered(request: Request, title: Words, said: Words) -> Response:
    return secret_page(request, Body(answered_page(site(request), title, said).encode()))


def _gone(request: Request) -> Response:
    contact = runtime(request).settings.privacy_contact
    return secret_page(
        request,
        Body(answered_page(site(request), *words.GONE_PAGE, contact=contact).encode()),
        status_of(WayOutNotFound),
    )
