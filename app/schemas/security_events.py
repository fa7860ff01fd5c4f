from uuid import UUID

from pydantic import Field

from app.models.security_events import SecurityEventKind
from app.schemas.types import Instant, Output


class SecurityEventRead(Output):
    """What happened to the way into your account. Where it came from is never stored."""

    id: UUID
    kind: SecurityEventKind
    session_id: UUID | None = Field(description="In which of your sessions; null: in none")
    rule: str | None = Field(description="Of `limited`: what was tried too often")
    created_at: Instant
