from typing import Annotated

from fastapi import Query

from app.api.deps import Read
from app.api.problems import problems
from app.api.routes import Route, Router
from app.core.cursors import InvalidCursor
from app.core.errors import Unprocessable
from app.core.projections import Json
from app.schemas.pages import PageQuery, PageRead
from app.schemas.security_events import SecurityEventRead
from app.services.shared import security_log

router = Router(prefix="/me/security-events", tags=["sessions"], route_class=Route)


@router.get("", response_model=PageRead[SecurityEventRead], responses=problems(InvalidCursor, Unprocessable))
async def list_security_events(reading: Read, query: Annotated[PageQuery, Query()]) -> Json:
    """List what happened to the way into your account in the last 12 months, newest first."""
    return await security_log.search(reading, query)
