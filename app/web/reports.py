"""Where somebody without an account reports what a page shows, and follows it; and where its owner objects."""

import json
from collections.abc import Awaitable, Callable, Mapping
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import Response

from app.core.actor import ANONYMOUS
from app.core.errors import Problem, TooMany, Unprocessable
from app.core.i18n import Words
from app.core.requests import runtime, source
from app.core.statuses import status_of
from app.core.uow import UnitOfWork
from app.models.reports import AppealClosed
from app.policies.communities import CommunityNotFound
from app.schemas.reports import AppealWords, ReportWrite
from app.services.accounts import measures
from app.services.accounts.measures import MeasureNotFound
from app.services.communities import cards
from app.services.communities.invitation_keys import InvitationGone
from app.services.sharing import reports
from app.services.sharing.links import LinkGone
from app.services.sharing.reports import ReportedEdition, ReportNotFound
from app.web.answers import Page, redirect, site
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
from app.web.report_texts import COMMUNITY_LEAD, COMMUNITY_TITLE, FAULTS, LEAD, NO_MEASURE, NO_REPORT, TITLE

Fields = Mapping[str, str]
Faults = Mapping[str, Words]
REPORT_ZONE = ZoneInfo("Europe/Paris")
FIELDS = ("reason", "text", "email")
OF_COMMUNITIES = {"community_id", "invitation"}
TOO_LONG = "string_too_long"
UNPROCESSABLE = status_of(Unprocessable)
ADDRESSES = (
    "/s/{token}/report",
    "/r/m/{media_key}/{name}",
    "/c/{community_id}/report",
    "/i/{invitation}/report",
)

Appeal = Callable[[UnitOfWork, str, AppealWords], Awaitable[object]]


async def show_form(request: Request) -> Page:
    """Show the form without any content of the link, which may need a passcode."""
    return await _form(request)


async def send_report(request: Request) -> Page | Response:
    fields = await _read_fields(request)
    try:
        data = ReportWrite.model_validate({name: fields[name] for name in FIELDS if fields.get(name)})
    except ValidationError as error:
        return await _form(request, fields, _faults(error, "text"))
    try:
        async with runtime(request).work(ANONYMOUS) as uow:
            edition = await _find_edition(request, uow)
            own = await reports.create(uow, edition, data, site(request).locale.base, source(request))
    except LinkGone:
        return _gone_page(request)
    except TooMany as problem:
        wait = {"Retry-After": str(problem.extensions["retry_after"])}
        return await _form(request, fields, {"wait": FAULTS["wait"]}, status_of(TooMany), wait)
    return redirect(request, f"/r/{own}")


async def show_report(request: Request) -> Page:
    return await _report(request)


async def appeal_report(request: Request) -> Page | Response:
    return await _appeal(request, "/r", reports.appeal, _report)


async def show_measure(request: Request) -> Page:
    return await _measure(request)


async def appeal_measure(request: Request) -> Page | Response:
    return await _appeal(request, "/d", measures.appeal, _measure)


async def _appeal(request: Request, path: str, appeal: Appeal, show: Callable[..., Awaitable[Page]]) -> Page | Response:
    """Record the appeal against a decision about a report or a measure, and lead back to the page of that decision."""
    fields = await _read_fields(request)
    try:
        data = AppealWords.model_validate({"text": fields.get("appeal", "")})
        async with runtime(request).work(ANONYMOUS) as uow:
            await appeal(uow, _token(request), data)
    except ValidationError as error:
        return await show(request, fields, _faults(error, "appeal"))
    except AppealClosed:
        pass  # the page says what there is
    except ReportNotFound:
        return _missing_page(request, NO_REPORT)
    except MeasureNotFound:
        return _missing_page(request, NO_MEASURE)
    return redirect(request, f"{path}/{_token(request)}")


REPORT_PAGES = {**dict.fromkeys(ADDRESSES, show_form), "/d/{token}": show_measure}
REPORT_FORMS = {"/r/{token}/appeal": appeal_report, "/d/{token}/appeal": appeal_measure}


async def _form(
    request: Request,
    fields: Fields | None = None,
    faults: Faults | None = None,
    status: int | None = None,
    headers: Mapping[str, str] | None = None,
) -> Page:
    try:
        async with runtime(request).work(ANONYMOUS) as uow:
            await _find_edition(request, uow)
    except LinkGone:
        return _gone_page(request)
    texts = (TITLE, LEAD) if OF_COMMUNITIES.isdisjoint(request.path_params) else (COMMUNITY_TITLE, COMMUNITY_LEAD)
    html = report_page(ReportPage(site(request), request.url.path, fields or {}, faults or {}, *texts))
    return Page(html, status or (UNPROCESSABLE if faults else 200), headers=headers)


async def _find_edition(request: Request, uow: UnitOfWork) -> ReportedEdition:
    """Return the edition of the link, of the story pinned to a portrait, or the community that the page shows.

    Raises LinkGone, CommunityNotFound.
    """
    match request.path_params:
        case {"token": token}:
            return await reports.find(uow, token)
        case {"media_key": media_key, "name": name}:
            return await reports.find_pinned(uow, media_key, _id_in(name, LinkGone))
        case {"invitation": key}:
            try:
                card = (await cards.of_invitation(runtime(request), key, source(request))).card
            except (InvitationGone, TooMany) as error:
                raise LinkGone from error
            return await reports.find_community(uow, UUID(json.loads(card)["community"]["id"]))
        case params:
            community_id = _id_in(params["community_id"], CommunityNotFound)
            await cards.of_public(runtime(request), community_id)
            return await reports.find_community(uow, community_id)


def _id_in(text: str, otherwise: type[Problem]) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise otherwise from error


async def _report(request: Request, fields: Fields | None = None, faults: Faults | None = None) -> Page:
    try:
        async with runtime(request).work(ANONYMOUS) as uow:
            report = await reports.get(uow, _token(request))
            may = report.may_appeal(uow.now)
    except ReportNotFound:
        return _missing_page(request, NO_REPORT)
    content = ReportedPage(
        site(request), _token(request), report, REPORT_ZONE, may_appeal=may, fields=fields or {}, faults=faults or {}
    )
    return Page(reported_page(content), UNPROCESSABLE if faults else 200)


async def _measure(request: Request, fields: Fields | None = None, faults: Faults | None = None) -> Page:
    try:
        async with runtime(request).work(ANONYMOUS) as uow:
            measure, timezone = await measures.get(uow, _token(request))
            may = measure.lifted_at is None and measure.may_appeal(uow.now)
    except MeasureNotFound:
        return _missing_page(request, NO_MEASURE)
    zone = ZoneInfo(timezone)
    content = MeasurePage(
        site(request), _token(request), measure, zone, may_appeal=may, fields=fields or {}, faults=faults or {}
    )
    return Page(measure_page(content), UNPROCESSABLE if faults else 200)


async def _read_fields(request: Request) -> Fields:
    return {name: value.strip() for name, value in await form_of(request)}


def _faults(error: ValidationError, text: str) -> Faults:
    """Return a message per field. `text`: the form's name of the text field."""
    faults: dict[str, Words] = {}
    for item in error.errors():
        name = str(item["loc"][0]) if item["loc"] else "text"
        message = FAULTS["long"] if item["type"] == TOO_LONG else FAULTS[text if name == "text" else name]
        faults[text if name == "text" else name] = message
    return faults


def _token(request: Request) -> str:
    token: str = request.path_params["token"]
    return token


def _missing_page(request: Request, texts: tuple[Words, Words]) -> Page:
    return Page(answered_page(site(request), *texts), status_of(ReportNotFound))


def _gone_page(request: Request) -> Page:
    return Page(gone_page(site(request)), status_of(LinkGone))
