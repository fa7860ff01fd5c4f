from typing import Annotated

from fastapi import Query, Response

from app.api.body import REFUSALS
from app.api.deps import Look, Work, written
from app.api.problems import problems
from app.api.routes import Route, Router
from app.core.cursors import InvalidCursor
from app.core.errors import Unprocessable
from app.core.projections import Json
from app.schemas.notifications import NotificationQuery, NotificationRead, ReadingWrite, UnreadRead
from app.schemas.pages import PageRead
from app.services import notification_lists

router = Router(prefix="/notifications", tags=["notifications"], route_class=Route)


@router.get("", response_model=PageRead[NotificationRead], responses=problems(InvalidCursor, Unprocessable))
async def list_notifications(look: Look, query: Annotated[NotificationQuery, Query()]) -> Json:
    """List what you were told, latest first. `text` is in your language."""
    return await notification_lists.search(look, query)


@router.get("/unread", response_model=UnreadRead, responses=problems())
async def count_unread_notifications(look: Look) -> Response:
    """Count what you have not read."""
    return written(await notification_lists.count_unread(look))


@router.put("/read", response_model=UnreadRead, responses=problems(*REFUSALS, Unprocessable))
async def read_notifications(work: Work, data: ReadingWrite) -> Response:
    """Say up to where you have read; what came after stays unread."""
    return written((await notification_lists.read(work, data)).json)
