from typing import Annotated, Any
from uuid import UUID

from fastapi import Path, Query, Response
from pydantic import WithJsonSchema

from app.api.body import REFUSALS
from app.api.deps import PRIVATE, IfMatch, Read, Write, json_response, version_of
from app.api.guarded import GUARDED
from app.api.openapi_parts import ALIAS
from app.api.problems import problems
from app.api.routes import IN_WORDS, SPEAKS, Route, Router
from app.core.cursors import InvalidCursor
from app.core.errors import NotFound, Stale, Unprocessable, VersionRequired
from app.core.projections import Json
from app.models.programme_reports import ReportMoved
from app.policies.communities import CommunityNotFound, LeadersOnly, ManagersOnly
from app.schemas.pages import PageQuery, PageRead
from app.schemas.programme_reports import (
    GrantedReportRead,
    ProgrammeReportPatch,
    ProgrammeReportRead,
    ProgrammeReportWrite,
    ReportCheckRead,
    ReportEditionRead,
    ReportFiguresRead,
    ReportQuery,
)
from app.schemas.types import Id
from app.services.programme_reports import editions, files, reports
from app.services.programme_reports.documents import ReportNotTypeset
from app.services.programme_reports.editions import ReportEditionNotFound
from app.services.programme_reports.reports import ProgrammeReportNotFound

router = Router(prefix="/reports", tags=["reports"], route_class=Route)
in_community = Router(prefix="/communities", tags=["reports"], route_class=Route)
CHANGES = (*REFUSALS, ProgrammeReportNotFound, ManagersOnly, ReportMoved, Stale, VersionRequired, Unprocessable)
WITHDRAWAL = (ProgrammeReportNotFound, ManagersOnly, ReportMoved, Unprocessable)
DECISIONS = (*WITHDRAWAL, *GUARDED)
Number = Annotated[int, Path(ge=1, le=1_000_000)]
FORMS = {name: form.content_type for name, form in files.FORMS.items()}
Suffix = Annotated[str, Path(examples=["pdf"]), WithJsonSchema({"type": "string", "enum": list(FORMS)})]
BYTES: dict[str, Any] = {"schema": {"type": "string", "format": "binary"}}
FORM_ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "In the form that the suffix names",
        "content": dict.fromkeys(FORMS.values(), BYTES),
        "headers": SPEAKS,
    }
}


@in_community.get(
    "/{community_id}/reports",
    response_model=PageRead[ProgrammeReportRead],
    responses=problems(CommunityNotFound, LeadersOnly, InvalidCursor, Unprocessable),
)
async def list_community_reports(reading: Read, community_id: UUID, query: Annotated[ReportQuery, Query()]) -> Json:
    """List the reports of a community that you write, newest first: its managers all, a programme’s team its own."""
    return await reports.search(reading, community_id, query)


@in_community.get(
    "/{community_id}/granted-reports",
    response_model=PageRead[GrantedReportRead],
    responses=problems(CommunityNotFound, ManagersOnly, InvalidCursor, Unprocessable),
)
async def list_granted_reports(reading: Read, community_id: UUID, query: Annotated[PageQuery, Query()]) -> Json:
    """List the reports that other communities granted to one that you manage. Nothing else of them is shown."""
    return await reports.search_granted(reading, community_id, query)


@router.get(
    "/{report_id}", response_model=ProgrammeReportRead, responses=problems(ProgrammeReportNotFound, Unprocessable)
)
async def get_report(reading: Read, report_id: UUID) -> Response:
    """Read one report as its team writes it. What was published of it are its editions."""
    return json_response(await reports.get(reading, report_id))


@router.put(
    "/{report_id}",
    response_model=ProgrammeReportRead,
    responses=problems(*CHANGES, CommunityNotFound)
    | {201: {"model": ProgrammeReportRead, "description": "Written, as a draft"}},
)
async def put_report(uow: Write, report_id: Id, data: ProgrammeReportWrite, if_match: IfMatch = None) -> Response:
    """Write a report under an id you made (UUIDv7), or rewrite it. Of a programme, its team writes drafts, too."""
    representation, is_new = await reports.put(uow, report_id, data, version_of(if_match))
    return json_response(representation, is_new=is_new)


@router.patch("/{report_id}", response_model=ProgrammeReportRead, responses=problems(*CHANGES, CommunityNotFound))
async def patch_report(uow: Write, report_id: UUID, data: ProgrammeReportPatch, if_match: IfMatch = None) -> Response:
    """Change some of it, by JSON merge patch: it is a draft again. What was published stays as it was."""
    return json_response(await reports.patch(uow, report_id, data, version_of(if_match)))


@router.get(
    "/{report_id}/figures",
    response_model=ReportFiguresRead,
    responses=problems(ProgrammeReportNotFound, Unprocessable) | IN_WORDS,
)
async def get_report_figures(reading: Read, report_id: UUID) -> ReportFiguresRead:
    """Compute all figures now, with what each counts. Groups that are too small are withheld."""
    return await editions.figures(reading, report_id)


@router.put("/{report_id}/validation", response_model=ProgrammeReportRead, responses=problems(*DECISIONS))
async def validate_report(uow: Write, report_id: UUID) -> Response:
    """Say that the draft is right, as a manager of its community. It can be published then."""
    return json_response(await reports.validate(uow, report_id))


@router.put(
    "/{report_id}/publication",
    status_code=201,
    response_model=ProgrammeReportRead,
    responses=problems(*DECISIONS)
    | {200: {"model": ProgrammeReportRead, "description": "It was published already, and has not changed since"}},
)
async def publish_report(uow: Write, report_id: UUID) -> Response:
    """Publish a validated report: its figures are computed and frozen in an edition. Who reads it is said by grants."""
    representation, is_new = await editions.publish(uow, report_id)
    return json_response(representation, is_new=is_new)


@router.delete("/{report_id}/publication", status_code=204, responses=problems(*WITHDRAWAL))
async def withdraw_report(uow: Write, report_id: UUID) -> None:
    """Withdraw all editions of a report and every access to them, at once and for good."""
    await editions.withdraw(uow, report_id)


@router.get(
    "/{report_id}/editions/{number}.{suffix}",
    responses=problems(ProgrammeReportNotFound, ReportEditionNotFound, ReportNotTypeset, Unprocessable) | FORM_ANSWERS,
    response_class=Response,
    openapi_extra=ALIAS,
)
async def get_report_edition_as(reading: Read, report_id: UUID, number: Number, suffix: Suffix) -> Response:
    """Read an edition as a tagged PDF, or as tables for a spreadsheet. It is made anew each time."""
    form = files.FORMS.get(suffix)
    if form is None:
        raise NotFound
    wording = await editions.say(reading, report_id, number)
    headers = PRIVATE | {"Content-Disposition": files.disposition(wording, suffix)}
    return Response(await form.render(reading.runtime, wording), 200, headers, form.content_type)


@router.get(
    "/{report_id}/editions/{number}",
    response_model=ReportEditionRead,
    responses=problems(ProgrammeReportNotFound, ReportEditionNotFound, Unprocessable) | IN_WORDS,
)
async def get_report_edition(reading: Read, report_id: UUID, number: Number) -> ReportEditionRead:
    """Read an edition: its team each of them; managers of a community that it was granted to, the latest.

    Figures are those of its publication. Quotes, stories and names are asked anew: what was taken back is not in it.
    """
    return ReportEditionRead.model_validate((await editions.say(reading, report_id, number)).edition)


@router.get(
    "/{report_id}/editions/{number}/check",
    response_model=ReportCheckRead,
    responses=problems(ProgrammeReportNotFound, ReportEditionNotFound, Unprocessable) | IN_WORDS,
)
async def check_report_edition(reading: Read, report_id: UUID, number: Number) -> ReportCheckRead:
    """Compute the figures of an edition again, and say of each that differs why. For who writes the report."""
    return await editions.check(reading, report_id, number)
