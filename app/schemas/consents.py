from uuid import UUID

from pydantic import Field

from app.models.consents import ConsentKind
from app.schemas.types import Instant, Output


class ConsentRead(Output):
    id: UUID
    kind: ConsentKind
    subject_id: UUID = Field(
        description="The story, portrait, grant, community, guardianship or person that it is about"
    )
    given_by: str | None = Field(
        description="Who gave it for you: a guardian; of a year of birth, also a school, or `operator`; null: you"
    )
    text: str = Field(description="The very words that were shown")
    text_version: str
    given_at: Instant
    withdrawn_at: Instant | None


class ConsentTextRead(Output):
    """What to show before a person agrees."""

    kind: ConsentKind
    version: str
    fr: str
    en: str
