from uuid import UUID

from pydantic import Field

from app.models.exports import ExportState
from app.schemas.types import Instant, Output


class ExportRead(Output):
    id: UUID
    state: ExportState
    url: str | None = Field(
        description="Where to fetch it, while the session lives in which it was asked for. Whoever has this address "
        "has all of it; each download is in `/v1/me/accesses`"
    )
    size: int | None = Field(description="Bytes")
    created_at: Instant
    ready_at: Instant | None
    expires_at: Instant = Field(description="When it is forgotten")
