from typing import Annotated, Any

from fastapi import Header, Query, Request, Response

from app.api.body import REFUSALS
from app.api.deps import Read, Write, written
from app.api.event_streams import EventStream
from app.api.problems import problems
from app.api.routes import IN_WORDS, Route, Router
from app.core.cursors import InvalidCursor
from app.core.errors import Unprocessable
from app.core.projections import Json
from app.schemas.notification_preferences import PreferencesRead, PreferencesWrite
from app.schemas.notifications import NotificationQuery, NotificationsRead, ReadingWrite, UnreadRead
from app.services.notifications import notification_lists, preferences
from app.services.notifications.streams import NotificationStreams

LastEventId = Annotated[str | None, Header(pattern=r"^\d{1,18}$", max_length=18, examples=["42"])]
EVENTS: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Events `notification`, each with an id, whose data is a notification as the list shows it",
        "content": {"text/event-stream": {"schema": {"type": "string"}}},
    }
}
router = Router(prefix="/notifications", tags=["notifications"], route_class=Route)


@router.get("", response_model=NotificationsRead, responses=problems(InvalidCursor, Unprocessable) | IN_WORDS)
async def list_notifications(reading: Read, query: Annotated[NotificationQuery, Query()]) -> Json:
    """List what you were told, latest first. `text` is in your language."""
    return await notification_lists.search(reading, query)


@router.get("/stream", status_code=200, response_class=EventStream, responses=problems(Unprocessable) | EVENTS)
async def stream_notifications(reading: Read, request: Request, last_event_id: LastEventId = None) -> EventStream:
    """Hear of notifications as they come, by server-sent events.

    `Last-Event-ID` resumes after an event. The stream ends with its session, and may be cut at any time.
    """
    streams: NotificationStreams = request.app.state.notification_streams
    stream = await streams.open(reading, None if last_event_id is None else int(last_event_id))
    return EventStream.of(streams, stream)


@router.put("/read", response_model=UnreadRead, responses=problems(*REFUSALS, Unprocessable))
async def read_notifications(uow: Write, data: ReadingWrite) -> Response:
    """Say up to where you have read; what came after stays unread."""
    return written((await notification_lists.read(uow, data)).json)


@router.get("/preferences", response_model=PreferencesRead, responses=problems())
async def get_notification_preferences(reading: Read) -> Json:
    """Read how you want to hear of things: in the app, by push, by mail at once or in a digest.

    `web_push_key` is what a browser needs to subscribe to our pushes, for `PUT /v1/devices/{device_id}`.
    """
    return await preferences.get(reading)


@router.put("/preferences", response_model=PreferencesRead, responses=problems(*REFUSALS, Unprocessable))
async def put_notification_preferences(uow: Write, data: PreferencesWrite) -> Response:
    """Say how you want to hear of things. Quiet hours are yours too, at `/v1/me`: they hold pushes and mails."""
    return written(await preferences.put(uow, data))
