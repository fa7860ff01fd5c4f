from typing import Literal
from uuid import UUID

from pydantic import Field

from app.models.guardians import EndedBy, GuardedAct
from app.schemas.returns import Returnable, returns
from app.schemas.types import Email, Instant, Line, Output


class GuardianWrite(Returnable):
    email: Email = Field(examples=["parent@example.org"])
    name: Line | None = Field(None, description="Greeted by it in the mail; it is not kept", examples=["Sofia Diallo"])


class GuardianRead(Output):
    """Who was asked last, and what they said. `state` is `none` before anybody was."""

    id: UUID | None
    email: str | None
    name: str | None = Field(description="As they signed")
    acts: list[GuardedAct] = Field(description="What they agree to")
    state: Literal["none", "asked", "active", "declined", "ended"]
    created_at: Instant | None
    answered_at: Instant | None
    ended_at: Instant | None
    ended_by: EndedBy | None


returns(GuardianRead, GuardianWrite)
