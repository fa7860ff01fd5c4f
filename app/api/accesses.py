from typing import Annotated

from fastapi import Query

from app.api.deps import Read
from app.api.problems import problems
from app.api.routes import Route, Router
from app.core.cursors import InvalidCursor
from app.core.errors import Unprocessable
from app.core.projections import Json
from app.schemas.accesses import AccessEventRead, AccessQuery
from app.schemas.pages import PageRead
from app.services.sharing import accesses

router = Router(prefix="/me/accesses", tags=["grants"], route_class=Route)


@router.get("", response_model=PageRead[AccessEventRead], responses=problems(InvalidCursor, Unprocessable))
async def list_accesses(reading: Read, query: Annotated[AccessQuery, Query()]) -> Json:
    """List who read something of yours, and when, newest first."""
    return await accesses.search(reading, query)
