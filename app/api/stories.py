from typing import Annotated
from uuid import UUID

from fastapi import Path, Query, Request, Response

from app.api.deps import Read, Write, json_response_or_304
from app.api.problems import problems
from app.api.routes import Route, Router
from app.core.cursors import InvalidCursor
from app.core.errors import Unprocessable
from app.core.projections import Json
from app.policies.second_factors import SecondFactorRequired
from app.schemas.pages import PageRead
from app.schemas.stories import EditionRead, StoryDetailRead, StoryQuery, StoryRead
from app.services.stories import stories
from app.services.stories.stories import StoryNotFound

router = Router(prefix="/stories", tags=["stories"], route_class=Route)
Number = Annotated[int, Path(ge=1, le=1_000_000)]


@router.get(
    "", response_model=PageRead[StoryRead], responses=problems(InvalidCursor, SecondFactorRequired, Unprocessable)
)
async def list_stories(reading: Read, query: Annotated[StoryQuery, Query()]) -> Json:
    """List your stories, latest published first; or those granted to you, with `scope=granted`."""
    return await stories.search(reading, query)


@router.get(
    "/{story_id}",
    response_model=StoryDetailRead,
    responses=problems(StoryNotFound, SecondFactorRequired, Unprocessable),
)
async def get_story(uow: Write, story_id: UUID, request: Request) -> Response:
    """Read a story, in the latest edition that you may see. Its author sees that you read it."""
    return json_response_or_304(request, await stories.get(uow, story_id))


@router.get(
    "/{story_id}/editions/{number}",
    response_model=EditionRead,
    responses=problems(StoryNotFound, SecondFactorRequired, Unprocessable),
)
async def get_edition(uow: Write, story_id: UUID, number: Number, request: Request) -> Response:
    """Read one edition of a story, as it was when it was published."""
    return json_response_or_304(request, await stories.get_edition(uow, story_id, number))
