from fastapi import Response

from app.api.deps import IdempotencyKey, Read, Write, written
from app.api.guarded import GUARDED
from app.api.problems import problems
from app.api.routes import Route, Router
from app.core.errors import TooMany
from app.core.projections import Json
from app.schemas.calendars import MissionCalendarRead
from app.services.missions import calendars
from app.services.missions.calendars import CalendarNotFound
from app.services.shared.idempotency import IdempotencyKeyReused

router = Router(prefix="/me/mission-calendar", tags=["missions"], route_class=Route)


@router.get("", response_model=MissionCalendarRead, responses=problems())
async def get_mission_calendar(reading: Read) -> Json:
    """Read the address at which your calendar finds your missions, if you made one."""
    return await calendars.get(reading)


@router.post(
    "",
    status_code=201,
    response_model=MissionCalendarRead,
    responses=problems(*GUARDED, TooMany, IdempotencyKeyReused, CalendarNotFound),
)
async def create_mission_calendar(uow: Write, idempotency_key: IdempotencyKey = None) -> Response:
    """Make a secret address for the calendar of a phone or computer; an earlier one leads nowhere from then on.

    It shows the missions that await your answer, at their deadlines, and the events that you go to; it lasts as long as
    this session.
    """
    return written(await calendars.create(uow, idempotency_key), 201)


@router.delete("", status_code=204, responses=problems())
async def delete_mission_calendar(uow: Write) -> None:
    """Take the address back. It leads nowhere from the next request on."""
    await calendars.remove(uow)
