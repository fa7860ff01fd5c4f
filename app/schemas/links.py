from datetime import date
from typing import Literal

from pydantic import Field

from app.models.grants import Right
from app.schemas.stories import EditionContent
from app.schemas.types import Input, Instant, Secret


class LinkUnlock(Input):
    passcode: Secret = Field(max_length=64, examples=["atelier 12"])


class LinkRead(EditionContent):
    """A Story, as the link shows it."""

    target_type: Literal["story"]
    rights: list[Right]
    ends_at: Instant | None = Field(description="When the link ends")
    ends_on: date | None = Field(description="The last day it works, where its author lives")
