from pydantic import Field

from app.schemas.experiences import ExperienceRead
from app.schemas.people import PersonRef
from app.schemas.portrait_content import PortraitContent
from app.schemas.stories import EditionContent
from app.schemas.talents import TalentRead
from app.schemas.types import Instant, Output


class ExtractRead(Output):
    """A page of what one person granted you with the right `download`. Its media open as long as the access lives."""

    person: PersonRef
    made_at: Instant
    stories: list[EditionContent]
    portraits: list[PortraitContent]
    talents: list[TalentRead]
    experiences: list[ExperienceRead]
    next_cursor: str | None = Field(
        description="Of the next page: stories come first, then portraits, talents and experiences. `limit` counts all"
    )
