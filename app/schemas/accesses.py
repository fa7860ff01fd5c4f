from datetime import date
from uuid import UUID

from pydantic import Field

from app.models.grants import Accessed, Right
from app.schemas.pages import PageQuery
from app.schemas.people import PersonRef
from app.schemas.types import Instant, Output, Reference


class LinkDayRead(Output):
    """A day, in UTC."""

    day: date
    opened: int
    by_robots: int = Field(description="Link previews and crawlers, which count nowhere else")
    wrong_passcodes: int


class AccessedRead(Output):
    type: Accessed
    id: UUID | None
    title: str | None


class AccessEventRead(Output):
    """Somebody read something of yours."""

    id: UUID
    grant_id: UUID | None = Field(
        description="null: your answer to a mission, or your export, which no grant is needed for; or a grant that is "
        "forgotten since"
    )
    reader: PersonRef | None = Field(
        description="As they were named when they read, also for 12 months after they left. null: somebody who "
        "left more than 12 months ago; of an export, whoever had its address"
    )
    target: AccessedRead
    right: Right = Field(description="Which one was used: `view`, or `download` when it was taken along")
    created_at: Instant


class GrantAccessesRead(Output):
    """For a link: how often, by day, never who. For a person: each time they read."""

    total: int
    last_opened_at: Instant | None
    days: list[LinkDayRead] = Field(description="Of a link, latest first; days without a visit are left out")
    events: list[AccessEventRead] = Field(description="The latest 100; all are at /v1/me/accesses")


class AccessQuery(PageQuery):
    grant_id: Reference | None = None
