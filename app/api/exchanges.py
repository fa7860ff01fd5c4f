from typing import Annotated
from uuid import UUID

from fastapi import Query, Response

from app.api.body import REFUSALS
from app.api.deps import IdempotencyKey, Read, Write, json_response
from app.api.guarded import GUARDED
from app.api.problems import problems
from app.api.routes import Route, Router
from app.core.cursors import InvalidCursor
from app.core.errors import TooMany, Unprocessable
from app.core.projections import Json
from app.policies.communities import CommunityNotFound
from app.schemas.exchanges import ExchangeCreate, ExchangeQuery, ExchangeRead, NeedsRead
from app.schemas.pages import PageRead
from app.services.communities import trees
from app.services.communities.memberships import MembershipNotFound
from app.services.journal.citations import SkillNotFound
from app.services.missions import exchanges as asked_exchanges
from app.services.shared.community_guards import MembersOnly
from app.services.shared.idempotency import IdempotencyKeyReused
from app.services.talents import exchanges

router = Router(prefix="/communities", tags=["communities"], route_class=Route)


@router.get(
    "/{community_id}/needs",
    response_model=NeedsRead,
    responses=problems(CommunityNotFound, MembersOnly, Unprocessable),
)
async def get_community_needs(reading: Read, community_id: UUID) -> Json:
    """Read what more members look for than offer. The numbers are those of the tree; nobody is named."""
    return await trees.needs(reading, community_id)


@router.get(
    "/{community_id}/exchanges",
    response_model=PageRead[ExchangeRead],
    responses=problems(CommunityNotFound, MembersOnly, InvalidCursor, Unprocessable),
)
async def list_exchanges(reading: Read, community_id: UUID, query: Annotated[ExchangeQuery, Query()]) -> Json:
    """List the exchanges that you ask for, latest first. Those that you are asked for are among your missions."""
    return await asked_exchanges.search(reading, community_id, query)


@router.post(
    "/{community_id}/exchanges",
    status_code=201,
    response_model=ExchangeRead,
    responses=problems(
        *REFUSALS, *GUARDED, MembershipNotFound, SkillNotFound, TooMany, IdempotencyKeyReused, Unprocessable
    ),
)
async def create_exchange(
    uow: Write, community_id: UUID, data: ExchangeCreate, idempotency_key: IdempotencyKey = None
) -> Response:
    """Ask members who offer a skill, and let others ask, to pass it on. You hear of a yes, and of nothing else.

    They receive a mission of kind `event` with one seat and your words, without your name. Whoever registers first says
    yes: then both see each other’s name. Three a month for a skill.
    """
    representation, _ = await exchanges.ask(uow, community_id, data, idempotency_key)
    return json_response(representation, is_new=True)
