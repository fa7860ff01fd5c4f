from typing import Annotated

from fastapi import Query

from app.api.deps import Read
from app.api.problems import problems
from app.api.routes import Route, Router
from app.core.cursors import InvalidCursor
from app.core.errors import Unprocessable
from app.core.projections import Json
from app.schemas.pages import PageQuery, PageRead
from app.schemas.visibility import VisibilityRead
from app.services.sharing import visibility

router = Router(prefix="/me/visibility", tags=["grants"], route_class=Route)


@router.get("", response_model=PageRead[VisibilityRead], responses=problems(InvalidCursor, Unprocessable))
async def list_visibility(reading: Read, query: Annotated[PageQuery, Query()]) -> Json:
    """List « Qui voit quoi » whole, newest first: what others see of yours now, or will when it begins.

    Grants and links, answers to missions that others can read, communities and what they show of you, what a
    guardian agreed to, and the address of your calendar. What is over is in `GET /v1/grants`; who has read
    what is in `GET /v1/me/accesses`.
    """
    return await visibility.search(reading, query)
