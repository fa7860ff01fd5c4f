"""A report of a programme, report_link by its link: for the region, for partners. Nothing is kept about who reads.

The page, the PDF and the spreadsheet are made anew at each opening: what somebody took back is not in them.
"""

from dataclasses import dataclass
from datetime import date
from types import ModuleType

from starlette.requests import Request

from app.core.requests import header, runtime
from app.core.statuses import status_of
from app.services.programme_reports import files, links, words
from app.services.programme_reports.documents import EditionText
from app.services.programme_reports.links import OpenedReport
from app.services.sharing.links import LinkGone, Visit
from app.web import programme_report_texts
from app.web.answers import Page, site
from app.web.pages import ClosedLinkPage, closed_link_page
from app.web.rendering import render
from app.web.site import Site

PATH = "/b/{token}"
FILE_PATH = "/b/{token}.{suffix}"
SUFFIXES = ("pdf", "ods")


@dataclass(frozen=True, slots=True)
class ReportPage:
    """What the page shows. `ends_on`: the last day on which the link works."""

    site: Site
    wording: EditionText
    path: str
    ends_on: date | None
    words: ModuleType = words
    texts: ModuleType = programme_report_texts


async def show_report(request: Request) -> Page:
    try:
        report_link = await _open(request)
    except LinkGone as problem:
        return _refusal(request, problem)
    path = request.url.path
    return Page(programme_report_page(ReportPage(site(request), report_link.wording, path, report_link.ends_on)))


async def show_report_file(request: Request) -> Page:
    """Return the report as a PDF or a spreadsheet."""
    suffix = request.path_params["suffix"]
    try:
        report_link = await _open(request)
    except LinkGone as problem:
        return _refusal(request, problem)
    if suffix not in SUFFIXES:
        return _refusal(request, LinkGone())
    form = files.FORMS[suffix]
    disposition = files.disposition(report_link.wording, suffix, "inline" if suffix == "pdf" else "attachment")
    headers = {
        "Content-Disposition": disposition,
        "X-Robots-Tag": "noindex",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
    }
    body = await form.render(runtime(request), report_link.wording)
    return Page(body, content_type=form.content_type, headers=headers)


def _refusal(request: Request, problem: LinkGone) -> Page:
    html = closed_link_page(ClosedLinkPage(site(request), request.path_params["token"], problem))
    return Page(html, status_of(LinkGone))


def programme_report_page(page: ReportPage) -> str:
    return render("programme_report.html", page.site, page=page)


async def _open(request: Request) -> OpenedReport:
    visit = Visit.by(request.path_params["token"], request.method, header(request, b"user-agent"))
    return await links.open_report(runtime(request), visit, site(request).locale)
