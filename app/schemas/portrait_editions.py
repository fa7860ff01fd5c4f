"""What was published of a Portrait, as it goes out."""

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import Field

from app.core.i18n import Locale
from app.models.grants import Right
from app.models.portraits import Template
from app.schemas.pages import ScopeQuery
from app.schemas.portrait_content import PortraitContent, PortraitPerson, Said
from app.schemas.stories import AwaitedMedium, OwnerRead
from app.schemas.types import Instant, Output


class PortraitQuery(ScopeQuery):
    pass


class PortraitEditionRead(Output):
    portrait_id: UUID
    edition: int
    published_at: Instant
    awaited: list[AwaitedMedium] = Field(description="Media that are still on their way")
    content: PortraitContent


class SharedPortraitRead(Output):
    """Somebody else's, in the edition that was granted."""

    id: UUID
    owner: OwnerRead
    person: PortraitPerson = Field(description="As the edition shows them; in a list, by name alone")
    headline: Said
    template: Template
    languages: list[Locale]
    edition: int
    published_at: Instant
    version: int


class SharedPortraitDetailRead(SharedPortraitRead):
    rights: list[Right] = Field(description="What you may do with it")
    ends_at: Instant | None = Field(description="When you can no longer read it, as things stand; null: none is set")
    content: PortraitContent


class PortraitLinkRead(PortraitContent):
    """A Portrait, as the link shows it."""

    target_type: Literal["portrait"]
    rights: list[Right]
    ends_at: Instant | None = Field(description="When the link ends")
    ends_on: date | None = Field(description="The last day it works, where its owner lives")
