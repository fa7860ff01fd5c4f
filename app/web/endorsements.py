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
from app.web.answers import Body, asked_locale, page, secret_page, site
from app.web.endorsement_texts import ANSWER_PAGES, GONE_PAGE, MISSING, TOO_LONG
from app.web.forms import form_of
from app.web.pages import EndorsementPage, Site, answered_page, endorsement_page

Fields = Mapping[str, str]


@page
async def show_endorsement(request: Request) -> Response:
    return await _shown(request)


@page
async def confirm(request: Request) -> Response:
    typed = {name: value.strip() for name, value in await form_of(request)}
    try:
        said = EndorsementConfirmation.model_validate({name: typed[name] for name in TOO_LONG if typed.get(name)})
    except ValidationError as error:
        wrong = {str(item["loc"][0]): item["type"] for item in error.errors()}
        faults = {name: TOO_LONG[name] if kind == "string_too_long" else MISSING for name, kind in wrong.items()}
        return await _shown(request, typed, faults)
    return await _answered(request, lambda uow, token: endorsement_answers.confirm(uow, token, said))


@page
async def decline(request: Request) -> Response:
    unwanted = "unwanted" in dict(await form_of(request))
    return await _answered(request, lambda uow, token: endorsement_answers.decline(uow, token, unwanted=unwanted))


@page
async def report(request: Request) -> Response:
    await form_of(request)
    return await _answered(request, endorsement_answers.report)


@page
async def withdraw(request: Request) -> Response:
    await form_of(request)
    return await _answered(request, endorsement_answers.withdraw)


ENDORSEMENT_FORMS = {
    "/e/{token}/confirmation": confirm,
    "/e/{token}/refusal": decline,
    "/e/{token}/report": report,
    "/e/{token}/withdrawal": withdraw,
}


async def _answered(request: Request, answer: Callable[[UnitOfWork, str], Awaitable[None]]) -> Response:
    """Then looks again, at a page that may be reloaded. Whoever sends an answer twice sees the first."""
    token = request.path_params["token"]
    try:
        async with runtime(request).work(ANONYMOUS) as uow:
            await answer(uow, token)
    except EndorsementGone:
        return _closed(request, GONE_PAGE, status_of(EndorsementGone))
    except EndorsementAnswered:
        pass  # the page says which answer it has
    return Response(status_code=303, headers={"Location": f"/e/{token}", "Cache-Control": "no-store"})


async def _shown(request: Request, typed: Fields | None = None, faults: Mapping[str, Words] | None = None) -> Response:
    token = request.path_params["token"]
    try:
        async with runtime(request).work(ANONYMOUS) as uow:
            asked = await endorsement_answers.get(uow, token, asked_locale(request))
    except EndorsementGone:
        return _closed(request, GONE_PAGE, status_of(EndorsementGone))
    if asked.state in ANSWER_PAGES:
        return _closed(request, ANSWER_PAGES[asked.state], 200)
    shown = EndorsementPage(_site(request, asked), token, asked, typed or {}, faults or {})
    return secret_page(request, Body(endorsement_page(shown).encode()), status_of(Unprocessable) if faults else 200)


def _site(request: Request, asked: AskedRead) -> Site:
    """In the language of the reader, or of the mail."""
    return replace(site(request), locale=asked_locale(request) or asked.language)


def _closed(request: Request, said: tuple[Words, Words], status: int) -> Response:
    return secret_page(request, Body(answered_page(site(request), *said).encode()), status)
