from uuid import UUID

from pydantic import Field

from app.schemas.people import PersonRef
from app.schemas.types import Instant, Output


class BlockedPersonRead(Output):
    id: UUID = Field(description="Of the block, not of the person")
    person: PersonRef | None = Field(
        description="None: they asked for an exchange without a name, and you do not learn who it was"
    )
    created_at: Instant
