"""What a person chooses of a Portrait. `portrait_content.py` is what it then shows."""

from enum import StrEnum
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, Field, model_validator

from app.core.faults import refusal
from app.models.portraits import Template
from app.schemas.journals import BlockId
from app.schemas.languages import WORDS_ONLY, LanguageTag, TagName
from app.schemas.patches import MergePatch
from app.schemas.returns import Returnable, returns
from app.schemas.types import Input, Instant, Label, Line, Output, Paragraph, Reference, distinct

SECTIONS, PINNED, LANGUAGES = 20, 30, 4


class SectionKind(StrEnum):
    TALENTS = "talents"
    LEARNING = "learning"  # talents that are sought
    STORIES = "stories"
    WORK = "work"
    IMMERSION = "immersion"
    TRAINING = "training"
    VOLUNTEERING = "volunteering"
    LEISURE = "leisure"
    FAMILY = "family"
    EVENT = "event"
    OTHER = "other"
    TEXT = "text"  # one's own words


class Section(Input):
    """`only` and `left_out` name experiences; in a section of talents, skills; in one of stories, stories."""

    kind: SectionKind = Field(
        description="`stories`: those that are pinned. `learning`: talents that are sought. `text`: your own words. "
        "Else the `context` of its experiences; those without one are in `other`"
    )
    id: BlockId | None = None
    title: Line | None = Field(None, description="None: that of its kind", examples=["Sur les chantiers"])
    text: Paragraph | None = None
    only: Annotated[list[Reference], AfterValidator(distinct)] = Field(
        [], max_length=PINNED, description="These, in this order. Empty: it composes itself"
    )
    left_out: Annotated[list[Reference], AfterValidator(distinct)] = Field([], max_length=200)
    most: int | None = Field(None, ge=1, le=PINNED, strict=True, description="How many lines. None: as the kind has")

    @model_validator(mode="after")
    def _text_has_text(self) -> "Section":
        if self.kind is SectionKind.TEXT and self.text is None:
            raise refusal("text_required", "une section de texte a besoin d’un texte")
        return self


class SectionWords(Input):
    id: BlockId = Field(description="Of the section")
    title: Line | None = None
    text: Paragraph | None = None


def _said_once(sections: list[Any]) -> list[Any]:
    distinct([section.id for section in sections if section.id is not None])
    return sections


class Translation(Input):
    headline: Line | None = None
    about: Paragraph | None = None
    sections: Annotated[list[SectionWords], AfterValidator(_said_once)] = Field([], max_length=SECTIONS)


Translations = Annotated[
    dict[TagName, Translation],
    WORDS_ONLY,
    Field(
        max_length=LANGUAGES,
        description="By BCP 47 tag, the words in another language than the first",
        examples=[{"en": {"headline": "Apprentice mason"}}],
    ),
]


class PortraitWrite(Returnable):
    name: Label = Field("", description="For yourself", examples=["Pour une entreprise du bâtiment"])
    headline: Line | None = Field(None, examples=["Apprentie maçonne, j’aime quand c’est d’aplomb"])
    about: Paragraph | None = None
    template: Template = Template.NOTEBOOK
    languages: Annotated[list[LanguageTag], AfterValidator(distinct)] = Field(
        [], max_length=2, description="BCP 47. The first is that of `headline` and `about`. Empty: the person's own"
    )
    translations: Translations = Field(default_factory=dict)
    sections: Annotated[list[Section], AfterValidator(_said_once)] = Field(
        [],
        max_length=SECTIONS,
        description="In their order. Empty: those for which there is something to show, without `family`",
    )
    pinned_stories: Annotated[list[Reference], AfterValidator(distinct)] = Field(
        [], max_length=PINNED, description="Whoever sees the portrait may open these, in the edition of that day"
    )
    pinned_talents: Annotated[list[Reference], AfterValidator(distinct)] = Field(
        [], max_length=PINNED, description="Skill ids: these come first"
    )
    show_contact: bool = Field(default=False, strict=True, description="The e-mail address")
    show_photo: bool = Field(default=False, strict=True, description="The avatar")


class PortraitPatch(MergePatch):
    """`sections` are replaced as a whole."""

    of = PortraitWrite


class SectionRead(Output):
    kind: SectionKind
    id: str | None
    title: str | None
    text: str | None
    only: list[UUID]
    left_out: list[UUID]
    most: int | None


class SectionWordsRead(Output):
    id: str
    title: str | None
    text: str | None


class TranslationRead(Output):
    headline: str | None
    about: str | None
    sections: list[SectionWordsRead]


class PortraitRead(Output):
    """Your own: what you chose for it."""

    kind: Literal["own"]
    id: UUID
    name: str
    headline: str | None
    about: str | None
    template: Template
    languages: list[LanguageTag]
    translations: dict[str, TranslationRead] = Field(description="By BCP 47 tag")
    sections: list[SectionRead]
    pinned_stories: list[UUID]
    pinned_talents: list[UUID]
    show_contact: bool
    show_photo: bool
    edition: int = Field(description="The latest; 0: never published")
    published_at: Instant | None
    withdrawn_at: Instant | None
    version: int
    created_at: Instant
    updated_at: Instant


returns(PortraitRead, PortraitWrite)
