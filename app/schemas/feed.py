from uuid import UUID

from pydantic import Field

from app.models.feed import FeedKind
from app.schemas.experiences import CitedMediaRead
from app.schemas.informations import InformationRead
from app.schemas.pages import PageQuery
from app.schemas.people import PersonRef
from app.schemas.responses import AnsweredRead
from app.schemas.stories import StoryRead
from app.schemas.types import Instant, NamedRead, Output, Reference


class FeedQuery(PageQuery):
    community_id: Reference | None = Field(None, description="Only of that one, which you are in")


class FeedResponseRead(Output):
    """The card of an answer. All that it shows is at /v1/responses/{id}."""

    id: UUID
    mission: AnsweredRead
    author: PersonRef
    title: str | None = Field(description="Of the moment that it cites, when it was sent")
    cover: CitedMediaRead | None = Field(description="The first that it shows")


class FeedItemRead(Output):
    id: UUID
    kind: FeedKind
    shown_at: Instant = Field(description="When it was shown to the community, or last published anew")
    community: NamedRead
    story: StoryRead | None = Field(description="Of kind `edition`: in the edition that was granted")
    response: FeedResponseRead | None
    information: InformationRead | None
