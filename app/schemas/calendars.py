from datetime import date
from enum import StrEnum

from pydantic import Field

from app.schemas.types import Instant, Output


class CalendarState(StrEnum):
    NONE = "none"
    ACTIVE = "active"


class MissionCalendarRead(Output):
    """The address at which calendars of phones and computers find your missions with a deadline."""

    state: CalendarState
    url: str | None = Field(
        description="Whoever has it reads the titles of your missions, their communities and deadlines, and where and "
        "when the events are that you go to. "
        "null: there is none, or it was made in a session that has ended",
        examples=["https://daytripper.example/j/dtj_8S9Z.ics"],
    )
    created_at: Instant | None
    last_read_on: date | None = Field(description="The last day (UTC) on which a program asked for it")
