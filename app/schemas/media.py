from typing import Annotated
from uuid import UUID

from pydantic import BeforeValidator, Field, model_validator

from app.core.faults import refusal
from app.models.media import MediaKind, MediaState, RejectionReason, TranscriptionState
from app.schemas.pages import PageQuery
from app.schemas.patches import MergePatch
from app.schemas.returns import Returnable, returns
from app.schemas.types import Id, Input, Instant, Line, Output, Reference, SafeText, Sentence, Sha256

CONTENT_TYPE = r"^[a-z]+/[a-z0-9][a-z0-9.+-]{0,60}$"
Size = Annotated[int, Field(ge=1, le=5_000_000_000, strict=True, description="Bytes")]


class MediaWords(Returnable):
    """What its owner says of it."""

    captured_at: Instant | None = None
    alt: Sentence | None = Field(None, examples=["Vue de l’établi depuis la porte"])
    caption: Line | None = None
    transcript: SafeText | None = None


def _without_parameters(value: object) -> object:
    """Browsers call what they record `audio/webm;codecs=opus`."""
    return value.partition(";")[0].strip().lower() if isinstance(value, str) else value


ContentType = Annotated[
    str,
    BeforeValidator(_without_parameters),
    Field(pattern=CONTENT_TYPE, max_length=80, strict=True, examples=["image/heic"]),
]


class MediaDeclaration(MediaWords):
    kind: MediaKind
    content_type: ContentType
    size: Size
    sha256: Sha256 | None = None

    @property
    def checksum(self) -> bytes | None:
        return None if self.sha256 is None else bytes.fromhex(self.sha256)


class MediaWrite(MediaDeclaration):
    sha256: Sha256 | None = Field(
        None,
        examples=["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"],
        description="What arrives must have it; what is here already is not sent again. None: it is computed here",
    )


class MediaPatch(MergePatch):
    of = MediaWords


Fraction = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False, strict=True)]


class Rectangle(Input):
    """A part of a photo as it is shown, upright: 0, 0 is its top left corner, 1, 1 its bottom right one."""

    left: Fraction = Field(examples=[0.4])
    top: Fraction = Field(examples=[0.1])
    right: Fraction = Field(examples=[0.6])
    bottom: Fraction = Field(examples=[0.35])

    @model_validator(mode="after")
    def _is_not_empty(self) -> "Rectangle":
        if self.left >= self.right or self.top >= self.bottom:
            raise refusal("empty_rectangle", "left doit être avant right, et top avant bottom")
        return self


Rectangles = Annotated[list[Rectangle], Field(max_length=40)]


class BlurWrite(Input):
    rectangles: Rectangles = Field(description="All of them, each time. None: the photo is shown as it was taken")


class OriginalWrite(Input):
    media_id: Reference = Field(
        description="Another medium of yours, of the same kind, that is `ready`. It stays: delete it afterwards"
    )


class MediaQuery(PageQuery):
    kind: MediaKind | None = None
    state: MediaState | None = None


class TusMetadata(Input):
    """What a plain tus client says in `Upload-Metadata`. Only the type is needed to know what to do with a file."""

    id: Id | None = None
    kind: MediaKind | None = Field(None, description="None: as the type says")
    filetype: ContentType
    sha256: Sha256 | None = Field(None, description="None: the bytes are taken as they come")


class VariantRead(Output):
    name: str = Field(description="thumb, small, large, poster, audio, video or captions")
    width: int | None
    height: int | None
    content_type: str
    url: str = Field(description="Good while the session lives; needs no Authorization header; ranges work")


class RectangleRead(Output):
    left: float
    top: float
    right: float
    bottom: float


class SuggestionRead(Output):
    lived_at: str | None = Field(description="As the file says it: RFC 3339, without an offset when the file has none")
    lat: float | None
    lng: float | None


class MediaRead(Output):
    id: UUID
    kind: MediaKind
    content_type: str
    size: int
    sha256: str | None = Field(description="None: not said, and not known before the bytes have been looked at")
    captured_at: Instant | None
    alt: str | None
    caption: str | None
    transcript: str | None
    transcription: TranscriptionState | None = Field(
        description="Of a recording, what becomes of its words where a model writes them down: `proposed` waits for "
        "you at /v1/media/{media_id}/transcription"
    )
    state: MediaState
    reason: RejectionReason | None = Field(description="Why it was rejected")
    received: int = Field(description="Bytes that are safely stored")
    upload_url: str | None = Field(description="Where the bytes go (tus 1.0), while they are awaited")
    variants: list[VariantRead] = Field(
        description="A photo has its small ones while it is `processing`, and its large one when it is `ready`"
    )
    blurred: list[RectangleRead] = Field(description="Of a photo, what no variant shows")
    thumbhash: str | None
    width: int | None
    height: int | None
    duration: float | None = Field(description="Seconds")
    suggested: SuggestionRead | None
    version: int
    created_at: Instant
    updated_at: Instant


returns(MediaRead, MediaWrite, MediaWords)
