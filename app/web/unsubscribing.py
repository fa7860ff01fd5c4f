"""The way out of mails. To open it ends nothing: a scanner of mails does too. A mail program posts (RFC 8058)."""

from starlette.requests import Request

from app.core.i18n import Words
from app.core.requests import runtime
from app.core.statuses import status_of
from app.services.notifications import unsubscribing
from app.services.notifications.unsubscribing import Unsubscription, WayOutNotFound
from app.web import unsubscribing_texts as words
from app.web.answers import Page, site
from app.web.pages import UnsubscribePage, answered_page, unsubscribe_page


async def show_way_out(request: Request) -> Page:
    token = request.path_params["token"]
    try:
        subscription = await unsubscribing.show(runtime(request), token)
    except WayOutNotFound:
        return _gone_page(request)
    if subscription.is_over:
        return _result_page(request, words.ALREADY_TITLE, _result_text(subscription))
    subject, stays = words.TYPE if subscription.way_out.type else words.DIGEST, words.STAYS
    if subscription.way_out.address:
        subject, stays = words.SENDER, words.SENDER_STAYS
    content = UnsubscribePage(site(request), token, subscription.community, subject, stays)
    return Page(unsubscribe_page(content))


async def leave_mails(request: Request) -> Page:
    """Unsubscribe without reading the body: a mail program sends its own, the form none."""
    try:
        subscription = await unsubscribing.leave(runtime(request), request.path_params["token"])
    except WayOutNotFound:
        return _gone_page(request)
    return _result_page(request, words.DONE_TITLE, _result_text(subscription))


def _result_text(subscription: Unsubscription) -> Words:
    return words.SENDER_STOPPED_TEXT if subscription.way_out.address else words.STOPPED_TEXT


def _result_page(request: Request, title: Words, message: Words) -> Page:
    return Page(answered_page(site(request), title, message))


def _gone_page(request: Request) -> Page:
    contact = runtime(request).settings.privacy_contact
    return Page(answered_page(site(request), *words.GONE_PAGE, contact=contact), status_of(WayOutNotFound))
