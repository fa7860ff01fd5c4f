"""Links that show what is live in a room."""

from uuid import UUID

from pydantic import Field

from app.schemas.types import Instant, Output


class WallRead(Output):
    id: UUID
    url: str = Field(description="Of the page for a projector. Whoever has it sees the wall, and can do nothing")
    created_at: Instant
