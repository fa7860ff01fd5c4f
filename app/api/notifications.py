from typing import Annotated

from fastapi import Query, Response

from app.api.body import REFUSALS
from app.api.deps import Look, Work, written
from app.api.problems import problems
from app.api.routes import Route, Router
from app.core.cursors import InvalidCursor
from app.core.errors import Unprocessable
from app.core.projections import Json
from app.schemas.notification_preferences import PreferencesRead, PreferencesWrite
from app.schemas.notifications import NotificationQuery, NotificationRead, ReadingWrite, UnreadRead
from app.schemas.pages import PageRead
from app.services import notification_lists, notification_preferences

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


@router.get("/preferences", response_model=PreferencesRead, responses=problems())
async def get_notification_preferences(look: Look) -> Response:
    """Read how you want to hear of things: in the app, by push, by mail at once or in a digest."""
    return written(await notification_preferences.get(look))


@router.put("/preferences", response_model=PreferencesRead, responses=problems(*REFUSALS, Unprocessable))
async def put_notification_preferences(work: Work, data: PreferencesWrite) -> Response:
    """Say how you want to hear of things. Quiet hours are yours too, at `/v1/me`: they hold pushes and mails."""
    return written(await notification_preferences.put(work, data))
