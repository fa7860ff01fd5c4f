from app.schemas.accesses import ReaderRead
from app.schemas.experiences import ExperienceRead
from app.schemas.portrait_content import PortraitContent
from app.schemas.stories import EditionContent
from app.schemas.talents import TalentRead
from app.schemas.types import Instant, Output


class ExtractRead(Output):
    """What one person granted you with the right `download`. Its media are fetched as long as the access lives."""

    person: ReaderRead
    made_at: Instant
    stories: list[EditionContent]
    portraits: list[PortraitContent]
    talents: list[TalentRead]
    experiences: list[ExperienceRead]
