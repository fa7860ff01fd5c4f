from typing import Annotated
from uuid import UUID

from pydantic import Field

from app.models.media import MediaKind, MediaState, RejectionReason
from app.schemas.patches import MergePatch
from app.schemas.types import Input, Instant, Line, Output, SafeText, Sha256

CONTENT_TYPE = r"^[a-z]+/[a-z0-9][a-z0-9.+-]{0,60}$"
Size = Annotated[int, Field(ge=1, le=5_000_000_000, strict=True, description="Bytes")]


class MediaWords(Input):
    """What its owner says of it."""

    captured_at: Instant | None = None
    alt: SafeText | None = Field(None, max_length=1_000, examples=["Vue de l’établi depuis la porte"])
    caption: Line | None = None
    transcript: SafeText | None = None


class MediaWrite(MediaWords):
    kind: MediaKind
    content_type: str = Field(pattern=CONTENT_TYPE, max_length=80, examples=["image/heic"])
    size: Size
    sha256: Sha256 = Field(examples=["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"])


class MediaPatch(MergePatch):
    of = MediaWords


class VariantRead(Output):
    name: str = Field(description="thumb, small, large, poster, audio or video")
    width: int | None
    height: int | None
    content_type: str
    url: str = Field(description="Good while the session lives; needs no Authorization header; ranges work")


class SuggestionRead(Output):
    lived_at: str | None = Field(description="As the file says it: RFC 3339, without an offset when the file has none")
    lat: float | None
    lng: float | None


class MediaRead(Output):
    id: UUID
    kind: MediaKind
    content_type: str
    size: int
    sha256: str
    captured_at: Instant | None
    alt: str | None
    caption: str | None
    transcript: str | None
    state: MediaState
    reason: RejectionReason | None = Field(description="Why it was rejected")
    received: int = Field(description="Bytes that are safely stored")
    upload_url: str | None = Field(description="Where the bytes go (tus 1.0), while they are awaited")
    variants: list[VariantRead]
    thumbhash: str | None
    width: int | None
    height: int | None
    duration: float | None = Field(description="Seconds")
    suggested: SuggestionRead | None
    version: int
    created_at: Instant
    updated_at: Instant
