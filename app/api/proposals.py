from typing import Annotated, Literal
from uuid import UUID

from fastapi import Query, Request, Response

from app.api.body import REFUSALS
from app.api.deps import IfMatch, LazyWrite, Read, Write, json_response, json_response_or_304, version_of
from app.api.guarded import GUARDED
from app.api.problems import problems
from app.api.routes import Route, Router
from app.api.sheets import SHEETS_OR_CALENDAR, calendar_of, file_of
from app.core.cursors import InvalidCursor
from app.core.errors import Stale, Unprocessable, VersionRequired
from app.core.projections import Json
from app.models.missions import MissionOver
from app.models.proposals import ProposalMoved
from app.policies.communities import CommunityNotFound, LeadersOnly, ManagersOnly
from app.schemas.pages import PageRead
from app.schemas.proposals import (
    PlanFilter,
    PlanQuery,
    ProgressWrite,
    ProposalPatch,
    ProposalQuery,
    ProposalRead,
    ProposalReviewWrite,
    ProposalWrite,
    SelectionWrite,
)
from app.schemas.types import Id
from app.services.missions.reads import MissionNotFound
from app.services.proposals import actions, authors, plan_files, proposals, reads, reviews
from app.services.proposals.actions import OwnersOnly
from app.services.proposals.authors import CandidateNotFound, LastAuthor
from app.services.proposals.proposals import AuthorsOnly, TooManyProposals
from app.services.proposals.reads import ProposalNotFound
from app.services.shared.community_guards import MembersOnly

router = Router(prefix="/proposals", tags=["missions"], route_class=Route)
of_mission = Router(prefix="/missions", tags=["missions"], route_class=Route)
in_community = Router(prefix="/communities", tags=["missions"], route_class=Route)
WRITES = (
    *REFUSALS,
    *GUARDED,
    ProposalNotFound,
    AuthorsOnly,
    MissionOver,
    TooManyProposals,
    ProposalMoved,
    Stale,
    VersionRequired,
    Unprocessable,
)
SELECTS = (*REFUSALS, ProposalNotFound, ManagersOnly, ProposalMoved, Unprocessable)
RUNS = (*REFUSALS, ProposalNotFound, LeadersOnly, ProposalMoved, Unprocessable)
OWNS = (ProposalNotFound, OwnersOnly, ProposalMoved, Unprocessable)


@router.put(
    "/{proposal_id}",
    response_model=ProposalRead,
    responses=problems(*WRITES, MissionNotFound) | {201: {"model": ProposalRead, "description": "Written"}},
)
async def put_proposal(open_uow: LazyWrite, proposal_id: Id, data: ProposalWrite, if_match: IfMatch = None) -> Response:
    """Propose something where a mission of kind `proposal` asks for it, under an id you made (UUIDv7), or rewrite it.

    Others see it once the team approved it. What was approved and is rewritten waits for approval again.
    """
    async with open_uow() as uow:
        representation, is_new = await proposals.put(uow, proposal_id, data, version_of(if_match))
    return json_response(representation, is_new=is_new)


@router.get("/{proposal_id}", response_model=ProposalRead, responses=problems(ProposalNotFound, Unprocessable))
async def get_proposal(reading: Read, proposal_id: UUID, request: Request) -> Response:
    """Read a proposal: one of yours; an approved one of a mission that was sent to you; an action of your community."""
    return json_response_or_304(request, await reads.get(reading, proposal_id))


@router.patch("/{proposal_id}", response_model=ProposalRead, responses=problems(*WRITES))
async def patch_proposal(uow: Write, proposal_id: UUID, data: ProposalPatch, if_match: IfMatch = None) -> Response:
    """Change some of it, by JSON merge patch; `draft: false` sends it."""
    return json_response(await proposals.patch(uow, proposal_id, data, version_of(if_match)))


@router.delete(
    "/{proposal_id}",
    status_code=204,
    responses=problems(ProposalNotFound, AuthorsOnly, ProposalMoved, Stale, Unprocessable),
)
async def withdraw_proposal(uow: Write, proposal_id: UUID, if_match: IfMatch = None) -> None:
    """Withdraw a proposal of yours, until it is selected: from then on only its authors see it."""
    await proposals.withdraw(uow, proposal_id, version_of(if_match))


@router.put("/{proposal_id}/review", response_model=ProposalRead, responses=problems(*RUNS, Stale))
async def review_proposal(
    uow: Write, proposal_id: UUID, data: ProposalReviewWrite, if_match: IfMatch = None
) -> Response:
    """Decide of a proposal, as the team. Its authors are told.

    `approve` it, `set_aside` with a reason, `merge` it into another, which takes its authors, too, or `shortlist` it.
    Against a setting-aside they appeal as against a hiding.
    """
    return json_response(await reviews.review(uow, proposal_id, data, version_of(if_match)))


@router.put("/{proposal_id}/selection", response_model=ProposalRead, responses=problems(*SELECTS))
async def select_proposal(uow: Write, proposal_id: UUID, data: SelectionWrite) -> Response:
    """Make an action of it, which somebody carries; again, to change who, and until when. One that the vote did not
    choose says so: `outside_ballot`."""
    return json_response(await actions.select_action(uow, proposal_id, data))


@router.put("/{proposal_id}/progress", response_model=ProposalRead, responses=problems(*REFUSALS, *OWNS))
async def put_progress(uow: Write, proposal_id: UUID, data: ProgressWrite) -> Response:
    """Tell how far an action is, as who carries it or as the team: going on, `done`, or `abandoned` and why."""
    return json_response(await actions.tell_progress(uow, proposal_id, data))


@router.put("/{proposal_id}/acceptance", response_model=ProposalRead, responses=problems(*OWNS))
async def accept_action(uow: Write, proposal_id: UUID) -> Response:
    """Agree to carry an action for which you were named. Until then you are only thought of."""
    return json_response(await actions.accept(uow, proposal_id))


@router.delete("/{proposal_id}/acceptance", status_code=204, responses=problems(*OWNS))
async def hand_back_action(uow: Write, proposal_id: UUID) -> None:
    """Do not carry an action, or no more. The team names somebody else."""
    await actions.hand_back(uow, proposal_id)


@router.put(
    "/{proposal_id}/authorship",
    status_code=204,
    responses=problems(*GUARDED, ProposalNotFound, ProposalMoved, Unprocessable),
)
async def ask_authorship(uow: Write, proposal_id: UUID) -> None:
    """Ask to be an author, too, of a proposal to a mission that was sent to you. Each of its authors has to agree."""
    await authors.ask(uow, proposal_id)


@router.delete(
    "/{proposal_id}/authorship", status_code=204, responses=problems(ProposalNotFound, LastAuthor, Unprocessable)
)
async def leave_authorship(uow: Write, proposal_id: UUID) -> None:
    """Be no author of it any more, or take back that you asked to be."""
    await authors.leave(uow, proposal_id)


@router.put(
    "/{proposal_id}/authors/{user_id}",
    response_model=ProposalRead,
    responses=problems(ProposalNotFound, AuthorsOnly, CandidateNotFound, ProposalMoved, Unprocessable),
)
async def agree_author(uow: Write, proposal_id: UUID, user_id: UUID) -> Response:
    """Agree, as an author, to somebody who asks to be one, too. Once all agreed, they are."""
    return json_response(await authors.agree(uow, proposal_id, user_id))


@of_mission.get(
    "/{mission_id}/proposals",
    response_model=PageRead[ProposalRead],
    responses=problems(MissionNotFound, InvalidCursor, Unprocessable),
)
async def list_proposals(reading: Read, mission_id: UUID, query: Annotated[ProposalQuery, Query()]) -> Json:
    """List the proposals of a mission, newest first: those of yours, those that others see, and all for the team."""
    return await reads.search(reading, mission_id, query)


@in_community.get(
    "/{community_id}/plan",
    response_model=PageRead[ProposalRead],
    responses=problems(CommunityNotFound, MembersOnly, InvalidCursor, Unprocessable),
)
async def list_plan(reading: Read, community_id: UUID, query: Annotated[PlanQuery, Query()]) -> Json:
    """List the actions of a community that you are in: who carries them, until when, how far they are."""
    return await reads.plan(reading, community_id, query)


@in_community.get(
    "/{community_id}/plan.{suffix}",
    response_class=Response,
    responses=problems(CommunityNotFound, MembersOnly, Unprocessable) | SHEETS_OR_CALENDAR,
)
async def get_plan_as(
    reading: Read, community_id: UUID, suffix: Literal["csv", "ods", "ics"], query: Annotated[PlanFilter, Query()]
) -> Response:
    """Take the plan along: as a sheet, or as a calendar (`ics`) of the days on which actions under way are due."""
    if suffix == "ics":
        return calendar_of(await plan_files.calendar(reading, community_id, query), "plan")
    return file_of([await plan_files.table(reading, community_id, query)], suffix, "plan")
