from uuid import UUID

from pydantic import Field

from app.models.exports import ExportState
from app.schemas.types import Instant, Output


class ExportRead(Output):
    id: UUID
    state: ExportState
    url: str | None = Field(description="Where to fetch it; whoever has this address has all of it")
    size: int | None = Field(description="Bytes")
    asked_at: Instant
    ready_at: Instant | None
    expires_at: Instant = Field(description="When it is forgotten")
