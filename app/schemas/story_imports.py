"""A Story in an archive, as it was published: what `EditionContent` shows, with the bounds of what comes in."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints, model_validator

from app.core.dates import Precision
from app.models.experiences import Context
from app.models.media import MediaKind
from app.schemas.experiences import Reflection
from app.schemas.journals import BLOCKS
from app.schemas.languages import LanguageTag
from app.schemas.media import ContentType
from app.schemas.types import Input, Instant, Line, Offset, Organisation, Paragraph, SafeText, Sentence, Tag

CITED = 30
Number = Annotated[int, Field(ge=1, le=100_000, strict=True)]
Pixels = Annotated[int, Field(ge=0, le=1_000_000, strict=True)]
Base64 = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9+/=]{1,100}$", strict=True)]


PeopleShown = Annotated[list[Line], Field(max_length=10_000)]  # who agreed to be in an edition


class VariantImport(Input):
    name: Literal["thumb", "small", "large", "poster", "audio", "video", "document"]
    width: Pixels | None
    height: Pixels | None
    content_type: ContentType
    url: Annotated[str, StringConstraints(max_length=100, strict=True)]


class EditionMediaImport(Input):
    id: UUID
    kind: MediaKind
    alt: Sentence | None
    caption: Line | None
    transcript: SafeText | None
    thumbhash: Base64 | None
    width: Pixels | None
    height: Pixels | None
    duration: Annotated[float, Field(ge=0, le=10_000_000, allow_inf_nan=False)] | None
    variants: Annotated[list[VariantImport], Field(max_length=10)]

    @model_validator(mode="after")
    def _leads_to_itself(self) -> "EditionMediaImport":
        """And nowhere else."""
        if any(variant.url != f"{{access}}/{self.id}/{variant.name}" for variant in self.variants):
            raise ValueError(self.id)
        return self


class EditionTextImport(Input):
    kind: Literal["text"]
    text: SafeText


class EditionQuoteImport(Input):
    kind: Literal["quote"]
    text: Paragraph
    attribution: Line | None


class EditionIllustrationImport(Input):
    kind: Literal["media"]
    media: EditionMediaImport
    caption: Line | None


class EditionPlaceImport(Input):
    label: Line


class EditionLabelsImport(Input):
    fr: Sentence
    en: Sentence


class EditionSkillImport(Input):
    code: Line
    labels: EditionLabelsImport


class EditionExperienceImport(Input):
    kind: Literal["experience"]
    title: Line | None
    first_words: Line | None = None  # older editions have neither this nor an organisation
    text: SafeText | None
    context: Context | None
    lived_at: Instant
    lived_until: Instant | None
    lived_precision: Precision
    utc_offset: Offset
    place: EditionPlaceImport | None
    organisation: Organisation | None = None
    reflection: Reflection | None
    tags: Annotated[list[Tag], Field(max_length=CITED)]
    skills: Annotated[list[EditionSkillImport], Field(max_length=CITED)]
    media: Annotated[list[EditionMediaImport], Field(max_length=CITED)]


EditionBlockImport = Annotated[
    EditionTextImport | EditionQuoteImport | EditionIllustrationImport | EditionExperienceImport,
    Field(discriminator="kind"),
]


class AuthorImport(Input):
    display_name: Line | None


class EditionImport(Input):
    title: Line
    summary: Paragraph | None
    language: LanguageTag
    author: AuthorImport
    edition: Number
    published_at: Instant
    cover: EditionMediaImport | None
    blocks: Annotated[list[EditionBlockImport], Field(max_length=BLOCKS)]


class StoryImport(Input):
    title: Line
    language: LanguageTag
    edition: Number
    published_at: Instant
    withdrawn_at: Instant | None
