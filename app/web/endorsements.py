"""Where somebody without an account confirms a talent, declines, reports, or takes it back. Looking changes nothing."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import Response

from app.core.actor import ANONYMOUS
from app.core.errors import Unprocessable
from app.core.i18n import Words
from app.core.requests import runtime
from app.core.statuses import status_of
from app.core.uow import UnitOfWork
from app.models.endorsements import EndorsementAnswered
from app.schemas.endorsements import AskedRead, EndorsementConfirmation
from app.services.talents import endorsement_answers
from app.services.talents.endorsement_answers import EndorsementGone
from app.web.answers import Page, asked_locale, redirect, site
from app.web.endorsement_texts import ANSWER_PAGES, GONE_PAGE, MISSING, TOO_LONG
from app.web.forms import form_of
from app.web.pages import EndorsementPage, Site, answered_page, endorsement_page

Fields = Mapping[str, str]


async def show_endorsement(request: Request) -> Page:
    return await _request_page(request)


async def confirm(request: Request) -> Page | Response:
    fields = {name: value.strip() for name, value in await form_of(request)}
    try:
        confirmation = EndorsementConfirmation.model_validate(
            {name: fields[name] for name in TOO_LONG if fields.get(name)}
        )
    except ValidationError as error:
        wrong = {str(item["loc"][0]): item["type"] for item in error.errors()}
        faults = {name: TOO_LONG[name] if kind == "string_too_long" else MISSING for name, kind in wrong.items()}
        return await _request_page(request, fields, faults)
    return await _record_answer(request, lambda uow, token: endorsement_answers.confirm(uow, token, confirmation))


async def decline(request: Request) -> Page | Response:
    is_unwanted = "unwanted" in dict(await form_of(request))
    return await _record_answer(
        request, lambda uow, token: endorsement_answers.decline(uow, token, unwanted=is_unwanted)
    )


async def report(request: Request) -> Page | Response:
    await form_of(request)
    return await _record_answer(request, endorsement_answers.report)


async def withdraw(request: Request) -> Page | Response:
    await form_of(request)
    return await _record_answer(request, endorsement_answers.withdraw)


ENDORSEMENT_FORMS = {
    "/e/{token}/confirmation": confirm,
    "/e/{token}/refusal": decline,
    "/e/{token}/report": report,
    "/e/{token}/withdrawal": withdraw,
}


async def _record_answer(request: Request, answer: Callable[[UnitOfWork, str], Awaitable[None]]) -> Page | Response:
    """Save the answer and redirect to its page, which may be reloaded. A second answer shows the first."""
    token = request.path_params["token"]
    try:
        async with runtime(request).work(ANONYMOUS) as uow:
            await answer(uow, token)
    except EndorsementGone:
        return _closing_page(request, GONE_PAGE, status_of(EndorsementGone))
    except EndorsementAnswered:
        pass  # the page says which answer it has
    return redirect(request, f"/e/{token}")


async def _request_page(
    request: Request, fields: Fields | None = None, faults: Mapping[str, Words] | None = None
) -> Page:
    token = request.path_params["token"]
    try:
        async with runtime(request).work(ANONYMOUS) as uow:
            request_read = await endorsement_answers.get(uow, token, asked_locale(request))
    except EndorsementGone:
        return _closing_page(request, GONE_PAGE, status_of(EndorsementGone))
    if request_read.state in ANSWER_PAGES:
        return _closing_page(request, ANSWER_PAGES[request_read.state], 200)
    content = EndorsementPage(_site(request, request_read), token, request_read, fields or {}, faults or {})
    return Page(endorsement_page(content), status_of(Unprocessable) if faults else 200)


def _site(request: Request, request_read: AskedRead) -> Site:
    """Return the site in the language of the reader, or else of the mail."""
    return replace(site(request), locale=asked_locale(request) or request_read.language)


def _closing_page(request: Request, texts: tuple[Words, Words], status: int) -> Page:
    return Page(answered_page(site(request), *texts), status)
