from datetime import date
from typing import Annotated, Literal

from pydantic import Field, RootModel

from app.models.grants import Right, TargetType
from app.schemas.portrait_content import PortraitContent
from app.schemas.stories import EditionContent
from app.schemas.types import Input, Instant, Output, Secret


class LinkUnlock(Input):
    passcode: Secret = Field(max_length=64, examples=["atelier 12"])


class LinkTargetRead(Output):
    type: TargetType = Field(description="`story` or `portrait`: a link opens nothing else")


class LinkHead(Output):
    target: LinkTargetRead
    rights: list[Right]
    ends_at: Instant | None = Field(description="When the link ends")
    ends_on: date | None = Field(description="The last day it works, where its owner lives")


class StoryLinkRead(LinkHead):
    """A Story, as the link shows it."""

    kind: Literal["story"]
    content: EditionContent


class PortraitLinkRead(LinkHead):
    """A Portrait, as the link shows it."""

    kind: Literal["portrait"]
    content: PortraitContent


class LinkRead(RootModel[Annotated[StoryLinkRead | PortraitLinkRead, Field(discriminator="kind")]]):
    pass
