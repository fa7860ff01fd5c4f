from enum import StrEnum
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import (
    AfterValidator,
    Field,
    StringConstraints,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)
from pydantic_core import InitErrorDetails, PydanticCustomError

from app.schemas.experiences import CitedMediaRead
from app.schemas.languages import LanguageTag
from app.schemas.patches import MergePatch
from app.schemas.returns import Returnable, returns
from app.schemas.types import Input, Instant, Line, Output, Paragraph, Reference, SafeText, distinct

BLOCKS = 200
BlockId = Annotated[
    str,
    StringConstraints(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_-]+$", strict=True),
    Field(description="Made by the client, to follow a block while it moves", examples=["b1"]),
]


class TextBlock(Input):
    kind: Literal["text"]
    id: BlockId | None = None
    text: SafeText = Field(examples=["Trois semaines de stage, du froid et des murs droits."])


class QuoteBlock(Input):
    kind: Literal["quote"]
    id: BlockId | None = None
    text: Paragraph
    attribution: Line | None = None


class ExperienceBlock(Input):
    kind: Literal["experience"]
    id: BlockId | None = None
    experience_id: Reference


class MediaBlock(Input):
    kind: Literal["media"]
    id: BlockId | None = None
    media_id: Reference
    caption: Line | None = None


def _where_it_is(value: object, of_its_kind: ValidatorFunctionWrapHandler) -> object:
    """Pydantic names the kind in the place of a fault, as if `/blocks/3/text/text` were there."""
    try:
        return of_its_kind(value)
    except ValidationError as error:
        raise ValidationError.from_exception_data(
            error.title, [_moved(dict(item)) for item in error.errors()]
        ) from error


def _moved(error: dict[str, Any]) -> InitErrorDetails:
    kind = PydanticCustomError(error["type"], "is not valid", error.get("ctx"))
    return InitErrorDetails(type=kind, loc=error["loc"][1:], input=error["input"])


def _named_once(blocks: list[Any]) -> list[Any]:
    distinct([block.id for block in blocks if block.id is not None])
    return blocks


Block = Annotated[
    TextBlock | QuoteBlock | ExperienceBlock | MediaBlock,
    Field(discriminator="kind", title="Block"),
    WrapValidator(_where_it_is),
]


class JournalWrite(Returnable):
    title: Line = Field(examples=["Mon stage chez Bâti Touraine"])
    summary: Paragraph | None = Field(None, examples=["Trois semaines de stage, du froid et des murs droits."])
    cover_media_id: Reference | None = None
    language: LanguageTag | None = Field(None, description="BCP 47. None: the person's own")
    blocks: Annotated[list[Block], AfterValidator(_named_once)] = Field(
        [], max_length=BLOCKS, examples=[[{"kind": "text", "id": "b1", "text": "Trois semaines de stage."}]]
    )


class JournalPatch(MergePatch):
    """`blocks` are replaced as a whole."""

    of = JournalWrite


class JournalAddition(Input):
    experience_id: Reference
    position: int | None = Field(
        None, ge=0, le=BLOCKS, strict=True, description="0 is before the first. None: at the end"
    )


class TextBlockRead(Output):
    kind: Literal["text"]
    id: str | None
    text: str


class QuoteBlockRead(Output):
    kind: Literal["quote"]
    id: str | None
    text: str
    attribution: str | None


class ExperienceBlockRead(Output):
    kind: Literal["experience"]
    id: str | None
    experience_id: UUID


class MediaBlockRead(Output):
    kind: Literal["media"]
    id: str | None
    media_id: UUID
    caption: str | None


BlockRead = Annotated[
    TextBlockRead | QuoteBlockRead | ExperienceBlockRead | MediaBlockRead,
    Field(discriminator="kind", title="BlockRead"),
]


class JournalRead(Output):
    id: UUID
    title: str
    summary: str | None
    cover_media_id: UUID | None
    cover: CitedMediaRead | None
    language: LanguageTag
    blocks: list[BlockRead]
    story_id: UUID | None = Field(description="What it became when it was published; null: never")
    edition: int = Field(description="The latest of that story; 0: never published")
    published_at: Instant | None = Field(description="The latest edition")
    withdrawn_at: Instant | None
    version: int
    created_at: Instant
    updated_at: Instant


returns(JournalRead, JournalWrite)


class Severity(StrEnum):
    NOTICE = "notice"
    WARNING = "warning"
    BLOCKER = "blocker"


class WarningRead(Output):
    code: str = Field(examples=["photo_without_alt"])
    severity: Severity
    block: int | None = Field(description="Which one, from 0. None: the whole, or the cover")
    media_id: UUID | None
    message: str


class ReadinessRead(Output):
    ready: bool = Field(description="No warning is a blocker")
    warnings: list[WarningRead]
