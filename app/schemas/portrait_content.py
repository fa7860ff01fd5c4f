"""What a Portrait shows. Every claim says where it comes from, every line what it rests on.

`key` names a thing within the portrait. In a draft it is the id of what it was made from, so that it can be pinned or
left out; an edition keeps no id of what is private.
"""

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from app.core.dates import Precision
from app.models.experiences import Context
from app.models.portraits import Template
from app.models.talents import Stance
from app.schemas.experiences import ReflectionRead
from app.schemas.languages import LanguageTag, Localised
from app.schemas.stories import FIRST_WORDS, EditionMedia, EditionPlace
from app.schemas.talents import Recognition
from app.schemas.types import Instant, Output


class Source(StrEnum):
    """Where a claim comes from."""

    DECLARED = "declared"  # the person says so
    RECOGNISED = "recognised"  # somebody else confirmed it, by name
    ATTESTED = "attested"  # whoever leads a verified community accepted it as the answer to a mission


class Attestation(Output):
    by: str = Field(description="The community")
    mission: str
    on: date


class PortraitSkill(Output):
    framework: str
    code: str
    uri: str | None
    labels: Localised


class Lived(Output):
    """When, no finer than it was told."""

    lived_at: Instant
    lived_until: Instant | None
    lived_precision: Precision
    utc_offset: int


class Evidence(Lived):
    moment: str | None = Field(description="Key of the line that tells it; null: it is not told here")
    title: str | None
    first_words: str | None = FIRST_WORDS
    context: Context | None


class PortraitTalent(Output):
    key: str
    skill: PortraitSkill
    level: int
    stance: Stance
    source: Source
    recognitions: list[Recognition]
    evidence: list[Evidence] = Field(description="The best documented, latest first")
    evidence_count: int = Field(description="Of `evidence`: nothing says how much is left out")


class PortraitMoment(Lived):
    key: str
    title: str | None
    first_words: str | None = FIRST_WORDS
    text: str | None
    context: Context | None
    place: EditionPlace | None
    organisation: str | None = Field(None, description="Missing in editions that are older than it")
    reflection: ReflectionRead | None
    language: LanguageTag
    source: Source
    attestations: list[Attestation]
    talents: list[str] = Field(description="Keys of those that it shows")
    media: list[EditionMedia]


class Reachable(Output):
    url: str


class PinnedStory(Output):
    id: UUID
    url: str = Field(description="Its page, for whoever reads this")
    title: str
    summary: str | None
    language: LanguageTag
    cover: EditionMedia | None
    edition: int
    published_at: Instant


class SectionHead(Output):
    id: str | None
    title: Localised
    text: Localised


class TalentSection(SectionHead):
    kind: Literal["talents", "learning"]
    talents: list[PortraitTalent]


class MomentSection(SectionHead):
    kind: Literal["work", "immersion", "training", "volunteering", "leisure", "family", "event", "other"]
    count: int = Field(description="Of its lines: nothing says how much is left out")
    since: date
    until: date
    moments: list[PortraitMoment]


class StorySection(SectionHead):
    kind: Literal["stories"]
    stories: list[PinnedStory]


class TextSection(SectionHead):
    kind: Literal["text"]


PortraitSection = Annotated[
    TalentSection | MomentSection | StorySection | TextSection, Field(discriminator="kind", title="PortraitSection")
]


class PortraitPerson(Output):
    display_name: str | None
    email: str | None = Field(description="When it was chosen to be shown")
    photo: EditionMedia | None


class PortraitContent(Output):
    template: Template
    languages: list[LanguageTag] = Field(description="The first is the one it was written in")
    person: PortraitPerson
    headline: Localised
    about: Localised
    edition: int = Field(description="0: a draft")
    published_at: Instant | None
    pdf: Reachable | None = Field(description="null for whoever may not take it along, and in a draft")
    sections: list[PortraitSection]


class StorySuggestion(Output):
    id: UUID
    title: str


class Suggestions(Output):
    """What is not shown unless it is chosen."""

    stories: list[StorySuggestion] = Field(description="Published, and not pinned: among the latest hundred")


class PortraitWarning(Output):
    """A flaw of the portrait that its owner may not expect. It does not prevent publication."""

    code: str = Field(
        description="`no_glyph`: the PDF has no letter forms for `characters`. Others may come", examples=["no_glyph"]
    )
    characters: str
    detail: Localised


class PortraitDraftRead(Output):
    """As it would be published now."""

    portrait_id: UUID
    version: int
    warnings: list[PortraitWarning]
    suggestions: Suggestions
    content: PortraitContent
