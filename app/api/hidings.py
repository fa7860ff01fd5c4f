from typing import Annotated
from uuid import UUID

from fastapi import Query, Response

from app.api.body import REFUSALS
from app.api.deps import Read, Write, json_response
from app.api.problems import problems
from app.api.routes import Route, Router
from app.core.cursors import InvalidCursor
from app.core.errors import Unprocessable
from app.core.projections import Json
from app.models.flags import HidingReviewed
from app.policies.communities import CommunityNotFound, LeadersOnly
from app.schemas.flags import AppealWrite, HidingQuery, HidingRead, HidingReviewWrite
from app.schemas.pages import PageRead
from app.services.operators import hidings
from app.services.operators.hidings import AnotherAnswers, HidingNotFound

router = Router(tags=["moderation"], route_class=Route)
CHANGING = problems(*REFUSALS, HidingNotFound, HidingReviewed, Unprocessable)


@router.get(
    "/hidings",
    response_model=PageRead[HidingRead],
    responses=problems(CommunityNotFound, LeadersOnly, InvalidCursor, Unprocessable),
)
async def list_hidings(reading: Read, query: Annotated[HidingQuery, Query()]) -> Json:
    """List what of yours was hidden from a community, why, and what became of your appeals.

    With `community_id`: what others hid in a community that you look after; you may answer an appeal against it.
    """
    return await hidings.search(reading, query)


@router.put("/hidings/{hiding_id}/appeal", response_model=HidingRead, responses=CHANGING)
async def appeal_hiding(uow: Write, hiding_id: UUID, data: AppealWrite) -> Response:
    """Say, once, why it should be shown again. Somebody else than who hid it answers; else operators do."""
    return json_response(await hidings.appeal(uow, hiding_id, data))


@router.put(
    "/hidings/{hiding_id}/review",
    response_model=HidingRead,
    responses=problems(*REFUSALS, HidingNotFound, AnotherAnswers, HidingReviewed, Unprocessable),
)
async def review_hiding(uow: Write, hiding_id: UUID, data: HidingReviewWrite) -> Response:
    """Answer an appeal: show it again, or keep it hidden."""
    return json_response(await hidings.review(uow, hiding_id, data))
