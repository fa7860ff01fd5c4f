from enum import StrEnum
from uuid import UUID

from pydantic import Field

from app.schemas.types import Instant, Output


class VisibilityKind(StrEnum):
    GRANT = "grant"
    RESPONSE = "response"
    MEMBERSHIP = "membership"
    AGREEMENT = "agreement"
    CALENDAR = "calendar"
    ROOM = "room"


class VisibilityAudience(StrEnum):
    LINK = "link"
    USER = "user"
    COMMUNITY = "community"
    MANAGERS = "managers"
    GUARDIAN = "guardian"
    REPORT = "report"


class VisibilityAudienceRead(Output):
    type: VisibilityAudience = Field(
        description="`link`: whoever holds it; `managers`: those of the community; `report`: who reads that report"
    )
    id: UUID | None = Field(description="Of the user or the community")
    name: str | None


class VisibilityRead(Output):
    """Something of yours that others can see, and who they are."""

    kind: VisibilityKind
    id: UUID = Field(
        description="Of the grant, the answer, the community, the agreement or the calendar: there it is taken back"
    )
    audience: VisibilityAudienceRead
    title: str | None = Field(
        description="Of the thing, of the mission that was answered, or of the community; null for all of a kind"
    )
    shows: list[str] = Field(
        description="What it is: the target of a grant (`story`, `experiences`…); `response`; of a membership `name`, "
        "and `talents` when they are counted; of an agreement what your guardian agreed to (`publish`, `share`, "
        "`share_private`, `join`), which they see by title and audience; of a calendar `missions`; of a "
        "room that you came into `name` and `response`"
    )
    created_at: Instant
    ends_at: Instant | None = Field(description="null: until it is taken back")
