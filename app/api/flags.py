from typing import Annotated
from uuid import UUID

from fastapi import Query, Response

from app.api.body import REFUSALS
from app.api.deps import IdempotencyKey, Read, Write, json_response
from app.api.problems import problems
from app.api.routes import Route, Router
from app.core.cursors import InvalidCursor
from app.core.errors import TooMany, Unprocessable
from app.core.projections import Json
from app.models.flags import FlagDecided
from app.policies.communities import CommunityNotFound, LeadersOnly
from app.schemas.flags import FlagDecisionWrite, FlagQuery, FlagRead, FlagWrite
from app.schemas.pages import PageRead
from app.services.operators import flags
from app.services.operators.flags import FlagNotFound
from app.services.shared import idempotency
from app.services.shared.idempotency import IdempotencyKeyReused

router = Router(tags=["moderation"], route_class=Route)
LIST = problems(CommunityNotFound, LeadersOnly, InvalidCursor, Unprocessable)


@router.get("/flags", response_model=PageRead[FlagRead], responses=LIST)
async def list_flags(reading: Read, query: Annotated[FlagQuery, Query()]) -> Json:
    """List what you reported, newest first, and what was decided; or what was reported in a community.

    Who reported it is said to nobody.
    """
    return await flags.search(reading, query)


@router.post(
    "/flags",
    status_code=201,
    response_model=FlagRead,
    responses=problems(*REFUSALS, TooMany, Unprocessable, IdempotencyKeyReused)
    | {200: {"model": FlagRead, "description": "As before"}},
)
async def create_flag(uow: Write, data: FlagWrite, idempotency_key: IdempotencyKey = None) -> Response:
    """Report something you see. Who looks after the community decides; of what is seen elsewhere, the operators."""
    await idempotency.remember(uow, idempotency_key, data)
    representation, is_new = await flags.create(uow, data)
    return json_response(representation, is_new=is_new)


@router.put(
    "/flags/{flag_id}/decision",
    response_model=FlagRead,
    responses=problems(*REFUSALS, FlagNotFound, FlagDecided, Unprocessable),
)
async def decide_flag(uow: Write, flag_id: UUID, data: FlagDecisionWrite) -> Response:
    """Hide it from the community, with a reason that its author reads, or leave it as it is."""
    return json_response(await flags.decide(uow, flag_id, data))
