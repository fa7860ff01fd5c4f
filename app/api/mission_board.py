from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, Request, Response
from fastapi.responses import StreamingResponse

from app.api.body import REFUSALS
from app.api.deps import PRIVATE, IdempotencyKey, Read, Write
from app.api.problems import locale_of, problems
from app.api.routes import IN_WORDS, SPEAKS, Route, Router
from app.api.sheets import SHEETS, Suffix, file_of
from app.core.cursors import InvalidCursor
from app.core.errors import Unprocessable
from app.core.projections import Json
from app.core.requests import header
from app.core.uow import Reading
from app.policies.communities import ManagersOnly
from app.policies.second_factors import SecondFactorRequired
from app.schemas.ballots import PaperCountRead, PaperCountsRead, PaperCountWrite
from app.schemas.events import AttendanceRead, AttendanceWrite
from app.schemas.pages import PageRead
from app.schemas.responses import BoardLineRead, BoardQuery, TallyRead
from app.schemas.surveys import ResultsQuery, SurveyResultsRead
from app.services.accounts.suspensions import SUSPENSIONS
from app.services.missions import attendance_sheets, ballot_results, board, events, paper_counts, result_sheets, results
from app.services.missions.events import AttendeeNotFound, EventNotBegun
from app.services.missions.paper_counts import (
    CountersOnly,
    NoBallotYet,
    PaperCounted,
    PaperNotFound,
    PaperTooLate,
)
from app.services.missions.reads import MissionNotFound
from app.services.shared.idempotency import IdempotencyKeyReused

router = Router(prefix="/missions", tags=["missions"], route_class=Route)
papers = Router(prefix="/paper-counts", tags=["missions"], route_class=Route)
SHEET = "text/csv; charset=utf-8"
PAGE_OR_SHEET = (
    "A page; with `Accept: text/csv` all of it, as a sheet: `;` between cells, times on the community's clock"
)
CSV: dict[str, Any] = {"text/csv": {"schema": {"type": "string", "format": "binary"}}}


@router.get(
    "/{mission_id}/board",
    response_model=PageRead[BoardLineRead],
    responses=problems(MissionNotFound, SecondFactorRequired, InvalidCursor, Unprocessable)
    | {200: {"description": PAGE_OR_SHEET, "content": CSV, "headers": SPEAKS}},
)
async def get_board(
    reading: Read, mission_id: UUID, query: Annotated[BoardQuery, Query()], request: Request
) -> Json | Response:
    """See who has seen, answered, declined or is late, if you manage the mission. It takes a second factor, unless the
    community is a `network`."""
    if "text/csv" in header(request, b"accept"):
        return await _sheet(reading, mission_id, query)
    return await board.search(reading, mission_id, query)


@router.get("/{mission_id}/tally", response_model=TallyRead, responses=problems(MissionNotFound, Unprocessable))
async def get_tally(reading: Read, mission_id: UUID) -> Json:
    """Count how many have seen, answered, declined or are late, if you manage the mission."""
    return await board.tally(reading, mission_id)


@router.put(
    "/{mission_id}/attendances/{user_id}",
    response_model=AttendanceRead,
    responses=problems(
        *REFUSALS,
        MissionNotFound,
        SecondFactorRequired,
        ManagersOnly,
        EventNotBegun,
        AttendeeNotFound,
        Unprocessable,
    ),
)
async def put_attendance(uow: Write, mission_id: UUID, user_id: UUID, data: AttendanceWrite) -> AttendanceRead:
    """Note that somebody came to an event, or did not. They see it, and when it was noted."""
    return await events.mark(uow, mission_id, user_id, data)


@router.get(
    "/{mission_id}/attendances.{suffix}",
    response_class=Response,
    responses=problems(MissionNotFound, SecondFactorRequired, Unprocessable) | SHEETS,
)
async def get_attendances(uow: Write, mission_id: UUID, suffix: Suffix, request: Request) -> Response:
    """Take along who registered for an event and who came, as a sheet. Each person of it sees that you did."""
    table = await attendance_sheets.table(uow, mission_id, locale_of(request))
    return file_of([table], suffix, "presences")


@router.get(
    "/{mission_id}/results",
    response_model=SurveyResultsRead,
    responses=problems(MissionNotFound, Unprocessable) | IN_WORDS,
)
async def get_results(reading: Read, mission_id: UUID, query: Annotated[ResultsQuery, Query()]) -> SurveyResultsRead:
    """Count what was answered to a survey, or voted. Managers read it, and whoever its `results` name.

    Of a vote: once it is over, or while it goes on if its results are `live`; its managers and all who may vote.

    Fewer people than the community’s `k_min` are not told; until it is over, numbers are rounded down by steps.
    """
    return await ballot_results.find(reading, mission_id) or await results.get(reading, mission_id, query)


@router.get(
    "/{mission_id}/results.{suffix}",
    response_class=Response,
    responses=problems(MissionNotFound, Unprocessable) | SHEETS,
)
async def get_results_as(
    reading: Read, mission_id: UUID, suffix: Suffix, query: Annotated[ResultsQuery, Query()]
) -> Response:
    """Take the results along as a sheet: the same numbers, and no others."""
    tables = result_sheets.tables(await results.get(reading, mission_id, query), reading.locale)
    return file_of(tables, suffix, "resultats")


@router.post(
    "/{mission_id}/paper-counts",
    status_code=201,
    response_model=PaperCountRead,
    responses=problems(
        *REFUSALS,
        *SUSPENSIONS,
        MissionNotFound,
        ManagersOnly,
        NoBallotYet,
        PaperCounted,
        PaperTooLate,
        IdempotencyKeyReused,
        Unprocessable,
    ),
)
async def add_paper_count(
    uow: Write, mission_id: UUID, data: PaperCountWrite, idempotency_key: IdempotencyKey = None
) -> PaperCountRead:
    """Write down voices on paper, which two members counted. Nothing is counted before each has confirmed it."""
    return await paper_counts.add(uow, mission_id, data, idempotency_key)


@router.get(
    "/{mission_id}/paper-counts", response_model=PaperCountsRead, responses=problems(MissionNotFound, Unprocessable)
)
async def list_paper_counts(uow: Write, mission_id: UUID) -> PaperCountsRead:
    """List the counts of paper of a vote, with their dates: those that wait, that were counted, that were withdrawn."""
    return await paper_counts.search(uow, mission_id)


@papers.put(
    "/{paper_count_id}/confirmation",
    response_model=PaperCountRead,
    responses=problems(*SUSPENSIONS, PaperNotFound, CountersOnly, PaperTooLate, Unprocessable),
)
async def confirm_paper_count(uow: Write, paper_count_id: UUID) -> PaperCountRead:
    """Confirm a count that you made with somebody else. With both of you it joins the sum, once the vote is over."""
    return await paper_counts.confirm(uow, paper_count_id)


@papers.put(
    "/{paper_count_id}/withdrawal",
    response_model=PaperCountRead,
    responses=problems(PaperNotFound, CountersOnly, PaperCounted, Unprocessable),
)
async def withdraw_paper_count(uow: Write, paper_count_id: UUID) -> PaperCountRead:
    """Take back a count that is not in the sum yet: a counter does, or who leads the vote. It stays in the list."""
    return await paper_counts.withdraw(uow, paper_count_id)


async def _sheet(reading: Reading, mission_id: UUID, query: BoardQuery) -> Response:
    lines = await board.as_csv(reading, mission_id, query)
    name = await board.file_name(reading, mission_id)
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return StreamingResponse(lines, 200, headers | PRIVATE, SHEET)
