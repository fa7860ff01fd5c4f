"""What an event says of itself, and who comes."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, Field, model_validator

from app.core.faults import refusal
from app.models.responses import Attendance
from app.schemas.types import Input, Instant, Line, Organisation, Output

MOST_PLACES, MOST_ITEMS = 10_000, 20


def _https(value: str) -> str:
    if not value.startswith("https://"):
        raise refusal("online_address", "commence par https://")
    return value


OnlineAddress = Annotated[
    str,
    Field(min_length=9, max_length=500, pattern=r"^\S+$", strict=True, examples=["https://visio.example.org/atelier"]),
    AfterValidator(_https),
]


class EventPlace(Input):
    label: Line = Field(examples=["Gymnase du lycée Jean-Moulin"])
    address: Line | None = Field(None, examples=["2 rue des Écoles, 18000 Bourges"])
    online_url: OnlineAddress | None = None


class AgendaItem(Input):
    starts_at: Instant
    title: Line = Field(examples=["Ateliers par métier"])
    by: Organisation | None = None


class EventForm(Input):
    """When and where people meet. Once the mission is open, `starts_at`, `ends_at`, `place` and `agenda` may still
    change, and who registered is told; the rest is fixed.
    """

    starts_at: Instant = Field(examples=["2026-12-03T08:00:00.000Z"])
    ends_at: Instant = Field(examples=["2026-12-03T16:00:00.000Z"])
    place: EventPlace
    capacity: int | None = Field(None, ge=1, le=MOST_PLACES, strict=True, description="None: as many as want to come")
    walk_ins: bool = Field(default=False, strict=True, description="Members who did not register are let in")
    waiting_list: bool = Field(
        default=False, strict=True, description="Where all seats are taken, one waits for the next that is given back"
    )
    agenda: list[AgendaItem] = Field([], max_length=MOST_ITEMS)
    certificate: bool = Field(default=False, strict=True, description="Who was there gets a certificate, as a PDF")

    @model_validator(mode="after")
    def _begins_before_it_ends(self) -> "EventForm":
        if self.ends_at <= self.starts_at:
            raise refusal("ends_before_it_starts", "finit après son début")
        return self


class EventPlaceRead(Output):
    label: str
    address: str | None
    online_url: str | None


class AgendaItemRead(Output):
    starts_at: Instant
    title: str
    by: str | None


class EventFormRead(Output):
    starts_at: Instant
    ends_at: Instant
    place: EventPlaceRead
    capacity: int | None
    walk_ins: bool
    waiting_list: bool = Field(description="Where all seats are taken, one waits for the next that is given back")
    agenda: list[AgendaItemRead]
    certificate: bool = Field(description="Who was there gets a certificate, as a PDF")


class AttendanceWrite(Input):
    attendance: Literal[Attendance.PRESENT, Attendance.ABSENT]


class AttendanceRead(Output):
    """Somebody who came to an event, or did not."""

    user_id: UUID
    attendance: Attendance
    afterwards: bool = Field(description="It was noted after the end of the event")
    registered: bool = Field(description="They had said that they would come")
    marked_at: Instant
