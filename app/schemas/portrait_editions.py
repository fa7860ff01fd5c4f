"""What was published of a Portrait, as it goes out."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, RootModel

from app.models.grants import Right
from app.models.portraits import Template
from app.schemas.languages import LanguageTag, Localised
from app.schemas.pages import ScopeQuery
from app.schemas.people import PersonRef
from app.schemas.portrait_content import PortraitContent, PortraitWarning
from app.schemas.portraits import PortraitRead
from app.schemas.stories import AwaitedMedium
from app.schemas.types import Input, Instant, Output, Reference


class PortraitQuery(ScopeQuery):
    pass


class SheetQuery(Input):
    """Choices for a PDF."""

    pages: int | None = Field(None, ge=1, le=2, description="At most. Without it: one if all fits on it, else two")
    link: Reference | None = Field(
        None,
        description="For the owner: the access by link whose address the PDF carries as a QR code. It has an end and "
        "no limit of openings. Each recording has a QR code, too, which plays it while the link is live. Without a "
        "link, the owner's PDF leads nowhere: recordings have their lengths and their words, and cannot be heard",
    )


class PortraitEditionRead(Output):
    portrait_id: UUID
    edition: int
    published_at: Instant
    awaited: list[AwaitedMedium] = Field(description="Media that are still on their way")
    content: PortraitContent


class PortraitPublicationRead(PortraitEditionRead):
    warnings: list[PortraitWarning]


class SharedPortraitHead(Output):
    kind: Literal["shared"]
    id: UUID
    owner: PersonRef
    edition: int
    published_at: Instant
    version: int


class SharedPortraitRead(SharedPortraitHead):
    """Somebody else's, in the edition that was granted."""

    headline: Localised
    template: Template
    languages: list[LanguageTag]


class SharedPortraitDetailRead(SharedPortraitHead):
    """Somebody else's, with the `content` of the edition that was granted."""

    rights: list[Right] = Field(description="What you may do with it")
    ends_at: Instant | None = Field(description="When you can no longer read it, as things stand; null: none is set")
    content: PortraitContent


class AnyPortraitRead(RootModel[Annotated[PortraitRead | SharedPortraitRead, Field(discriminator="kind")]]):
    pass


class AnyPortraitDetailRead(RootModel[Annotated[PortraitRead | SharedPortraitDetailRead, Field(discriminator="kind")]]):
    pass
