from uuid import UUID

from fastapi import Request, Response

from app.api.body import REFUSALS
from app.api.deps import IfMatch, LazyWrite, Write, json_response, json_response_or_304, version_of
from app.api.guarded import GUARDED
from app.api.problems import problems
from app.api.routes import Route, Router
from app.core.errors import Stale, Unprocessable
from app.models.ballots import BallotChanged, BallotOver, NotInThisBallot
from app.models.missions import MissionOver
from app.models.responses import NotSubmitted, ResponseAccepted
from app.policies.communities import ManagersOnly
from app.policies.second_factors import SecondFactorRequired
from app.schemas.responses import DeclineWrite, ResponseRead, ResponseReviewWrite, ResponseWrite
from app.services.missions import response_reads, responses
from app.services.missions.events import EventFull
from app.services.missions.reads import MissionNotFound
from app.services.missions.response_reads import ResponseNotFound
from app.services.missions.surveys import SheetKept

router = Router(prefix="/responses", tags=["missions"], route_class=Route)
own_router = Router(prefix="/missions", tags=["missions"], route_class=Route)
ANSWERS = (*REFUSALS, MissionNotFound, MissionOver, ResponseAccepted, EventFull, BallotOver, Unprocessable)


@own_router.put(
    "/{mission_id}/response",
    response_model=ResponseRead,
    responses=problems(*ANSWERS, *GUARDED, NotInThisBallot, BallotChanged),
)
async def put_response(open_uow: LazyWrite, mission_id: UUID, data: ResponseWrite) -> Response:
    """Answer a mission with an experience of yours. It stays yours, and private but for what this answer shows: what it
    says now, and those of its media that stay in it. Answer again, until it is accepted, to show what it says then.

    An `event` takes `attendance`; taking the answer back gives the seat back. A `survey` takes `answers`:
    `{code, options}` of `one` and `several`, `{code, number}`, or `{code, text}`. Where its
    sheets are `unlinked`, the first one counts: another changes nothing. A `ballot` takes
    `choices`, from whoever had it in their missions when it opened; again changes them, until it closes."""
    async with open_uow() as uow:
        representation = await responses.submit(uow, mission_id, data)
    return json_response(representation)


@own_router.delete(
    "/{mission_id}/response",
    status_code=204,
    responses=problems(MissionNotFound, ResponseAccepted, SheetKept, BallotOver, Unprocessable),
)
async def delete_response(uow: Write, mission_id: UUID) -> None:
    """Take your answer back, as long as it is not accepted. From then on nobody else sees any of it."""
    await responses.reclaim(uow, mission_id)


@own_router.put("/{mission_id}/response/decline", response_model=ResponseRead, responses=problems(*ANSWERS, SheetKept))
async def decline_response(uow: Write, mission_id: UUID, data: DeclineWrite) -> Response:
    """Say that you will not answer, and why. You are not reminded any more."""
    return json_response(await responses.decline(uow, mission_id, data))


@router.get(
    "/{response_id}",
    response_model=ResponseRead,
    responses=problems(ResponseNotFound, SecondFactorRequired, Unprocessable),
)
async def get_response(uow: Write, response_id: UUID, request: Request) -> Response:
    """Read an answer, and what it shows. Its author sees that you read it."""
    return json_response_or_304(request, await response_reads.get(uow, response_id))


@router.put(
    "/{response_id}/review",
    response_model=ResponseRead,
    responses=problems(
        *REFUSALS,
        ResponseNotFound,
        SecondFactorRequired,
        ManagersOnly,
        NotSubmitted,
        ResponseAccepted,
        Stale,
        Unprocessable,
    ),
)
async def review_response(
    uow: Write, response_id: UUID, data: ResponseReviewWrite, if_match: IfMatch = None
) -> Response:
    """Accept an answer, or return it to be completed. Its author reads your comment."""
    return json_response(await responses.review(uow, response_id, data, version_of(if_match)))
