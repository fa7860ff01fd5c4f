from datetime import date
from uuid import UUID

from pydantic import Field

from app.models.imports import ImportRefusal, ImportSource, ImportState
from app.schemas.types import Instant, Output


class ImportCounts(Output):
    experiences: int
    media: int
    journals: int
    stories: int
    talents: int
    portraits: int
    already_here: int = Field(description="Of all these, what you have already: it stays as it is")
    left_out: dict[str, int] = Field(description="What cannot come, by reason")


class ImportPreview(ImportCounts):
    from_day: date | None = Field(description="The day of the first moment")
    to_day: date | None
    media_size: int = Field(description="Bytes of your storage that its files will take")
    titles: list[str] = Field(description="The first few")


class ImportRead(Output):
    id: UUID
    state: ImportState
    source: ImportSource | None
    size: int = Field(description="Bytes")
    reason: ImportRefusal | None = Field(description="Why it was refused")
    preview: ImportPreview | None = Field(description="What will come when you confirm")
    result: ImportCounts | None = Field(description="What has come")
    created_at: Instant
    ended_at: Instant | None
    expires_at: Instant
    version: int
