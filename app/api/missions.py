from typing import Annotated
from uuid import UUID

from fastapi import Header, Query, Request, Response

from app.api.body import REFUSALS
from app.api.deps import IfMatch, Read, Write, json_response, json_response_or_304, repeated, version_of
from app.api.guarded import GUARDED
from app.api.problems import problems
from app.api.routes import Route, Router
from app.core.cursors import InvalidCursor
from app.core.errors import Stale, Unprocessable, VersionRequired
from app.core.projections import Json
from app.models.missions import MissionBegun, MissionMoved
from app.models.programmes import ProgrammeIdle
from app.policies.communities import CommunityNotFound, ManagersOnly
from app.schemas.missions import (
    MissionPatch,
    MissionQuery,
    MissionRead,
    MissionReadQuery,
    MissionWrite,
)
from app.schemas.pages import PageRead
from app.schemas.types import Id
from app.services.missions import missions, reads
from app.services.missions.ballots import NothingToChoose
from app.services.missions.openings import OpeningUnconfirmed
from app.services.missions.reads import MissionNotFound

router = Router(prefix="/missions", tags=["missions"], route_class=Route)
LIST = problems(CommunityNotFound, ManagersOnly, InvalidCursor, Unprocessable)
STATE_PROBLEMS = (MissionMoved, MissionBegun)
CHANGES = (*REFUSALS, *GUARDED, MissionNotFound, ManagersOnly, *STATE_PROBLEMS, Stale, VersionRequired, Unprocessable)
ConfirmedOpening = Annotated[
    str,
    Header(
        max_length=100,
        examples=["past-due, nobody"],
        description="The `reasons` once more, separated by commas, where `opening-unconfirmed` gave them",
    ),
]
MOVING = (MissionNotFound, ManagersOnly, MissionMoved, Unprocessable)
MOVES = problems(*MOVING)


@router.get("", response_model=PageRead[MissionRead], responses=LIST)
async def list_missions(reading: Read, query: Annotated[MissionQuery, Query()]) -> Json:
    """List the missions that were sent to you, latest first; or all missions of a community that you manage.

    With `community_id`: newest first, drafts and series included.
    """
    return await reads.search(reading, query)


@router.get("/{mission_id}", response_model=MissionRead, responses=problems(MissionNotFound, Unprocessable))
async def get_mission(
    uow: Write, mission_id: UUID, query: Annotated[MissionReadQuery, Query()], request: Request
) -> Response:
    """Read one mission. With `seen=true`, if it was sent to you, its managers see that you have seen it.

    Read offline, it is marked by an operation `response` with `seen_at` in a batch of `POST /v1/sync`.
    """
    return json_response_or_304(request, await reads.get(uow, mission_id, query))


@router.put(
    "/{mission_id}",
    response_model=MissionRead,
    responses=problems(*CHANGES, OpeningUnconfirmed, CommunityNotFound)
    | {201: {"model": MissionRead, "description": "Written"}},
)
async def put_mission(
    uow: Write, mission_id: Id, data: MissionWrite, if_match: IfMatch = None, confirm_opening: ConfirmedOpening = ""
) -> Response:
    """Write a mission under an id you made (UUIDv7), or rewrite it. With `opens_at` it opens by itself.

    One that would open for nobody, past its date, or beyond twice the weekly cap is asked back about first.
    """
    representation, is_new = await missions.put(uow, mission_id, data, version_of(if_match), repeated(confirm_opening))
    return json_response(representation, is_new=is_new)


@router.patch("/{mission_id}", response_model=MissionRead, responses=problems(*CHANGES, OpeningUnconfirmed))
async def patch_mission(
    uow: Write, mission_id: UUID, data: MissionPatch, if_match: IfMatch = None, confirm_opening: ConfirmedOpening = ""
) -> Response:
    """Change some of it, by JSON merge patch. Who it is for and who sees the answers stay once it is open."""
    return json_response(await missions.patch(uow, mission_id, data, version_of(if_match), repeated(confirm_opening)))


@router.delete("/{mission_id}", status_code=204, responses=problems(*MOVING, Stale, VersionRequired))
async def delete_mission(uow: Write, mission_id: UUID, if_match: IfMatch = None) -> None:
    """Delete a mission that has not opened, or a series that has not begun. One that has is closed or cancelled."""
    await missions.delete(uow, mission_id, version_of(if_match))


@router.put(
    "/{mission_id}/opening",
    response_model=MissionRead,
    responses=problems(*MOVING, *GUARDED, ProgrammeIdle, OpeningUnconfirmed, NothingToChoose),
)
async def open_mission(uow: Write, mission_id: UUID, confirm_opening: ConfirmedOpening = "") -> Response:
    """Send it now. Those it is for hear of it within seconds. Of a series: it begins; the next comes at `next_at`.

    Past its date, for nobody, or beyond twice the weekly cap, it is asked back about first: `opening-unconfirmed`.
    """
    return json_response(await missions.open_now(uow, mission_id, repeated(confirm_opening)))


@router.put("/{mission_id}/closing", response_model=MissionRead, responses=MOVES)
async def close_mission(uow: Write, mission_id: UUID) -> Response:
    """Take no more answers. Of a series: it does not come again."""
    return json_response(await missions.close(uow, mission_id))


@router.put("/{mission_id}/cancellation", response_model=MissionRead, responses=MOVES)
async def cancel_mission(uow: Write, mission_id: UUID) -> Response:
    """Call it off; those who had it to do hear that. Of a series: with what is open of it."""
    return json_response(await missions.cancel(uow, mission_id))
