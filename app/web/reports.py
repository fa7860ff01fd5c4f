"""Where somebody without an account reports what a link shows, and follows it; and where its owner objects."""

from collections.abc import Mapping
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import Response

from app.core.actor import ANONYMOUS
from app.core.errors import TooMany, Unprocessable
from app.core.i18n import Words
from app.core.requests import runtime, source
from app.core.statuses import status_of
from app.core.uow import UnitOfWork
from app.models.reports import AppealClosed
from app.schemas.reports import AppealWords, ReportWrite
from app.services.accounts import measures
from app.services.accounts.measures import MeasureNotFound
from app.services.sharing import reports
from app.services.sharing.links import LinkGone
from app.services.sharing.reports import ReportedEdition, ReportNotFound
from app.web.answers import Body, page, secret_page, site
from app.web.forms import form_of
from app.web.pages import (
    MeasurePage,
    ReportedPage,
    ReportPage,
    answered_page,
    gone_page,
    measure_page,
    report_page,
    reported_page,
)
from app.web.report_texts import FAULTS, NO_MEASURE, NO_REPORT

Fields = Mapping[str, str]
Faults = Mapping[str, Words]
HERE = ZoneInfo("Europe/Paris")
FIELDS = ("reason", "text", "email")
TOO_LONG = "string_too_long"
ADDRESSES = ("/s/{token}/report", "/r/m/{access}/{name}")


@page
async def show_form(request: Request) -> Response:
    """Nothing of what the link shows is on it: it may wait for a passcode."""
    return await _form(request)


@page
async def send_report(request: Request) -> Response:
    typed = await _typed(request)
    try:
        data = ReportWrite.model_validate({name: typed[name] for name in FIELDS if typed.get(name)})
    except ValidationError as error:
        return await _form(request, typed, _faults(error, "text"))
    try:
        async with runtime(request).work(ANONYMOUS) as uow:
            seen = await _seen(request, uow)
            own = await reports.create(uow, seen, data, site(request).locale, source(request))
    except LinkGone:
        return _gone_link(request)
    except TooMany as problem:
        wait = {"Retry-After": str(problem.extensions["retry_after"])}
        return await _form(request, typed, {"wait": FAULTS["wait"]}, status_of(TooMany), wait)
    return _see(f"/r/{own}")


@page
async def show_report(request: Request) -> Response:
    return await _report(request)


@page
async def appeal_report(request: Request) -> Response:
    typed = await _typed(request)
    try:
        data = AppealWords.model_validate({"text": typed.get("appeal", "")})
        async with runtime(request).work(ANONYMOUS) as uow:
            await reports.appeal(uow, _token(request), data)
    except ValidationError as error:
        return await _report(request, typed, _faults(error, "appeal"))
    except AppealClosed:
        pass  # the page says what there is
    except ReportNotFound:
        return _none(request, NO_REPORT)
    return _see(f"/r/{_token(request)}")


@page
async def show_measure(request: Request) -> Response:
    return await _measure(request)


@page
async def appeal_measure(request: Request) -> Response:
    typed = await _typed(request)
    try:
        data = AppealWords.model_validate({"text": typed.get("appeal", "")})
        async with runtime(request).work(ANONYMOUS) as uow:
            await measures.appeal(uow, _token(request), data)
    except ValidationError as error:
        return await _measure(request, typed, _faults(error, "appeal"))
    except AppealClosed:
        pass  # the page says what there is
    except MeasureNotFound:
        return _none(request, NO_MEASURE)
    return _see(f"/d/{_token(request)}")


REPORT_PAGES = {**dict.fromkeys(ADDRESSES, show_form), "/r/{token}": show_report, "/d/{token}": show_measure}
REPORT_FORMS = {"/r/{token}/appeal": appeal_report, "/d/{token}/appeal": appeal_measure}


async def _form(
    request: Request,
    typed: Fields | None = None,
    faults: Faults | None = None,
    status: int | None = None,
    more: Mapping[str, str] | None = None,
) -> Response:
    try:
        async with runtime(request).work(ANONYMOUS) as uow:
            await _seen(request, uow)
    except LinkGone:
        return _gone_link(request)
    shown = report_page(ReportPage(site(request), request.url.path, typed or {}, faults or {}))
    return _answer(request, shown, faults, status, more)


async def _seen(request: Request, uow: UnitOfWork) -> ReportedEdition:
    """What a link shows, or a story that is opened from a portrait. Raises LinkGone."""
    if "token" in request.path_params:
        return await reports.find(uow, _token(request))
    try:
        story_id = UUID(request.path_params["name"])
    except ValueError as error:
        raise LinkGone from error
    return await reports.find_pinned(uow, request.path_params["access"], story_id)


async def _report(request: Request, typed: Fields | None = None, faults: Faults | None = None) -> Response:
    try:
        async with runtime(request).work(ANONYMOUS) as uow:
            report = await reports.get(uow, _token(request))
            may = report.may_appeal(uow.now)
    except ReportNotFound:
        return _none(request, NO_REPORT)
    shown = ReportedPage(
        site(request), _token(request), report, HERE, may_appeal=may, typed=typed or {}, faults=faults or {}
    )
    return _answer(request, reported_page(shown), faults)


async def _measure(request: Request, typed: Fields | None = None, faults: Faults | None = None) -> Response:
    try:
        async with runtime(request).work(ANONYMOUS) as uow:
            measure, person = await measures.get(uow, _token(request))
            may = measure.lifted_at is None and measure.may_appeal(uow.now)
    except MeasureNotFound:
        return _none(request, NO_MEASURE)
    zone = ZoneInfo(person.timezone)
    shown = MeasurePage(
        site(request), _token(request), measure, zone, may_appeal=may, typed=typed or {}, faults=faults or {}
    )
    return _answer(request, measure_page(shown), faults)


async def _typed(request: Request) -> Fields:
    return {name: value.strip() for name, value in await form_of(request)}


def _faults(error: ValidationError, text: str) -> Faults:
    """`text`: what the field of words is called in the form."""
    faults: dict[str, Words] = {}
    for item in error.errors():
        name = str(item["loc"][0]) if item["loc"] else "text"
        said = FAULTS["long"] if item["type"] == TOO_LONG else FAULTS[text if name == "text" else name]
        faults[text if name == "text" else name] = said
    return faults


def _token(request: Request) -> str:
    token: str = request.path_params["token"]
    return token


def _answer(
    request: Request,
    shown: str,
    faults: Faults | None,
    status: int | None = None,
    more: Mapping[str, str] | None = None,
) -> Response:
    usual = status_of(Unprocessable) if faults else 200
    return secret_page(request, Body(shown.encode()), status or usual, dict(more or {}))


def _none(request: Request, said: tuple[Words, Words]) -> Response:
    return secret_page(request, Body(answered_page(site(request), *said).encode()), status_of(ReportNotFound))


def _gone_link(request: Request) -> Response:
    return secret_page(request, Body(gone_page(site(request)).encode()), status_of(LinkGone))


def _see(path: str) -> Response:
    return Response(status_code=303, headers={"Location": path, "Cache-Control": "no-store"})
