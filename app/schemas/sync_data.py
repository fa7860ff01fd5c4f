"""What operations of a batch take where no single request takes the same."""

from pydantic import Field

from app.schemas.responses import ResponseRead
from app.schemas.returns import Returnable, returns
from app.schemas.types import Input, Instant, Paragraph, Reference, Sentence


class ResponseData(Input):
    """Sends the answer by `experience_id`, declines by `reason`, or says by `seen_at` alone that it was read."""

    mission_id: Reference | None = Field(None, description="Before the id of the response is known")
    experience_id: Reference | None = None
    note: Paragraph | None = None
    reason: Sentence | None = None
    seen_at: Instant | None = Field(None, description="When the person opened the mission on this phone")


class MissionName(Input):
    mission_id: Reference | None


class SeenWrite(Returnable):
    seen_at: Instant


returns(ResponseRead, SeenWrite)
