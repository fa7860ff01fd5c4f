"""What an Edition holds, as it was frozen at publication: the part of it that pages show."""

from typing import Literal, TypedDict

Context = Literal["work", "training", "volunteering", "leisure", "family", "immersion", "event", "other"]


class Variant(TypedDict):
    name: str  # thumb | small | large | poster | audio | video | document
    content_type: str
    width: int | None
    height: int | None
    url: str


class Media(TypedDict):
    id: str
    kind: Literal["photo", "audio", "video", "document"]
    alt: str | None
    caption: str | None
    transcript: str | None
    thumbhash: str | None
    width: int | None
    height: int | None
    duration: float | None
    variants: list[Variant]


class TextBlock(TypedDict):
    kind: Literal["text"]
    text: str


class QuoteBlock(TypedDict):
    kind: Literal["quote"]
    text: str
    attribution: str | None


class MediaBlock(TypedDict):
    kind: Literal["media"]
    media: Media
    caption: str | None


class Place(TypedDict):
    label: str


class Reflection(TypedDict):
    did: str | None
    learned: str | None
    next: str | None


class Labels(TypedDict):
    fr: str
    en: str


class Skill(TypedDict):
    code: str
    labels: Labels


class ExperienceBlock(TypedDict):
    kind: Literal["experience"]
    title: str | None
    text: str | None
    context: Context | None
    lived_at: str
    lived_until: str | None
    lived_precision: str
    utc_offset: int
    place: Place | None
    reflection: Reflection | None
    tags: list[str]
    skills: list[Skill]
    media: list[Media]


Block = TextBlock | QuoteBlock | MediaBlock | ExperienceBlock


class Author(TypedDict):
    display_name: str | None


class EditionContent(TypedDict):
    title: str
    summary: str | None
    language: Literal["fr", "en"]
    author: Author
    edition: int
    published_at: str
    cover: Media | None
    blocks: list[Block]
