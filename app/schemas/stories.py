"""A Story, and what an Edition of it holds. Pages read the same JSON."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from app.core.dates import Precision
from app.models.experiences import Context
from app.models.grants import Right
from app.models.media import MediaKind
from app.schemas.experiences import ReflectionRead
from app.schemas.languages import LanguageTag, Localised
from app.schemas.media import VariantRead
from app.schemas.pages import ScopeQuery
from app.schemas.people import PersonRef
from app.schemas.types import Instant, Output


class EditionMedia(Output):
    """A medium without anything that its file said: no place, no date, no camera."""

    id: UUID = Field(description="Its own in this edition")
    kind: MediaKind
    alt: str | None
    caption: str | None
    transcript: str | None
    thumbhash: str | None
    width: int | None
    height: int | None
    duration: float | None = Field(description="Seconds")
    variants: list[VariantRead] = Field(description="Empty as long as its file is on its way")


class AwaitedMedium(Output):
    """A medium on its way: the edition keeps its place, and is completed when its file is ready."""

    id: UUID = Field(description="Its own in this edition, as in `content`")
    kind: MediaKind
    media_id: UUID | None = Field(description="For its owner only")
    expires_at: Instant | None = Field(description="Then its place goes; for its owner only")


class EditionText(Output):
    kind: Literal["text"]
    text: str


class EditionQuote(Output):
    kind: Literal["quote"]
    text: str
    attribution: str | None


class EditionIllustration(Output):
    kind: Literal["media"]
    media: EditionMedia
    caption: str | None


class EditionPlace(Output):
    label: str


class EditionSkill(Output):
    code: str
    labels: Localised


FIRST_WORDS: str | None = Field(
    None, description="Written or said, of a moment without a title: they name it. Missing in editions that are older"
)


class EditionExperience(Output):
    kind: Literal["experience"]
    title: str | None
    first_words: str | None = FIRST_WORDS
    text: str | None
    context: Context | None
    lived_at: Instant = Field(description="Cut, where it was lived, to its precision")
    lived_until: Instant | None
    lived_precision: Precision
    utc_offset: int = Field(description="Minutes east of UTC where it was lived")
    place: EditionPlace | None
    organisation: str | None = Field(None, description="Missing in editions that are older than it")
    reflection: ReflectionRead | None
    tags: list[str]
    skills: list[EditionSkill]
    media: list[EditionMedia]


EditionBlock = Annotated[
    EditionText | EditionQuote | EditionIllustration | EditionExperience,
    Field(discriminator="kind", title="EditionBlock"),
]


class Author(Output):
    display_name: str | None


class EditionContent(Output):
    """What a Story shows, to whomever and by whatever way."""

    title: str
    summary: str | None
    language: LanguageTag
    author: Author = Field(description="As the edition names them; their account may have another name since")
    edition: int
    published_at: Instant
    cover: EditionMedia | None
    blocks: list[EditionBlock]


class StoryQuery(ScopeQuery):
    pass


class StoryHead(Output):
    id: UUID
    journal_id: UUID | None = Field(description="For its owner only")
    owner: PersonRef
    edition: int
    published_at: Instant
    withdrawn_at: Instant | None
    version: int


class StoryRead(StoryHead):
    """As its latest edition shows it; to others, as the one that they were granted does.

    Lists of what was granted show titles and dates: `summary` and `cover` are null there, and come with opening it.
    """

    title: str
    summary: str | None
    language: LanguageTag
    cover: EditionMedia | None


class StoryDetailRead(StoryHead):
    """A Story with its `content`, which has its title, its summary, its language, its cover and the author's name."""

    rights: list[Right] | None = Field(description="What you may do with it; null: it is yours")
    ends_at: Instant | None = Field(description="When you can no longer read it, as things stand; null: none is set")
    awaited: list[AwaitedMedium] = Field(description="Media that are still on their way")
    content: EditionContent


class EditionRead(Output):
    story_id: UUID
    edition: int
    published_at: Instant
    awaited: list[AwaitedMedium] = Field(description="Media that are still on their way")
    content: EditionContent
