from typing import Annotated
from uuid import UUID

from fastapi import Query

from app.api.deps import Read
from app.api.openapi_parts import ALIAS
from app.api.problems import problems
from app.api.routes import Route, Router
from app.core.cursors import InvalidCursor
from app.core.errors import Unprocessable
from app.core.projections import Json
from app.policies.communities import CommunityNotFound
from app.schemas.feed import FeedItemRead, FeedQuery
from app.schemas.pages import PageQuery, PageRead
from app.services.communities import feed

router = Router(prefix="/feed", tags=["communities"], route_class=Route)
LIST = problems(CommunityNotFound, InvalidCursor, Unprocessable)
in_community = Router(prefix="/communities", tags=["communities"], route_class=Route)


@router.get("", response_model=PageRead[FeedItemRead], responses=LIST)
async def list_feed(reading: Read, query: Annotated[FeedQuery, Query()]) -> Json:
    """List what your communities were shown, newest first: stories given to them, and answers that all may see."""
    return await feed.search(reading, query)


@in_community.get(
    "/{community_id}/feed",
    response_model=PageRead[FeedItemRead],
    responses=LIST,
    openapi_extra=ALIAS,
)
async def list_community_feed(reading: Read, community_id: UUID, query: Annotated[PageQuery, Query()]) -> Json:
    """List what one of your communities was shown, newest first."""
    return await feed.search(reading, FeedQuery(**query.model_dump(), community_id=community_id))
