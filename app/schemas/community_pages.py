"""What a public community shows to everybody."""

from datetime import date
from uuid import UUID

from pydantic import Field

from app.models.proposals import ProposalState
from app.schemas.consents import Consenting
from app.schemas.types import Instant, Output, Reference


class PageStoryWrite(Consenting):
    mission_id: Reference | None = Field(
        None, description="A mission of the community that was sent to you: stories that answer the same are one story"
    )


class PageStoryRead(Output):
    title: str
    language: str = Field(description="BCP 47 tag")
    url: str = Field(description="Where everybody reads it, as long as its author shows it")
    mission_id: UUID | None = Field(description="Of a story told by several: what they answer")


class PageTogetherRead(Output):
    """A story by several authors. Each of them takes their part back, and it is gone for the next reader."""

    mission_id: UUID
    title: str
    url: str = Field(description="Where everybody reads all parts, one after the other")
    parts: list[PageStoryRead] = Field(description="In the order in which they were given")


class PageEventRead(Output):
    title: str
    starts_at: Instant
    ends_at: Instant
    place: str
    address: str | None


class PageInformationRead(Output):
    title: str
    text: str
    created_at: Instant


class PageActionRead(Output):
    title: str
    state: ProposalState
    due_on: date | None


class PageReportRead(Output):
    title: str
    language: str = Field(description="BCP 47 tag")
    starts_on: date
    ends_on: date = Field(description="Included")
    published_at: Instant = Field(description="Its latest edition")
    url: str = Field(description="Where everybody reads its latest edition, as long as its community shows it")


class CommunityPageRead(Output):
    id: UUID
    name: str
    charter: str | None
    stories: list[PageStoryRead] = Field(description="Latest first")
    together: list[PageTogetherRead]
    informations: list[PageInformationRead] = Field(description="Those that are for everybody, newest first")
    events: list[PageEventRead] = Field(description="Of public programmes, the next first")
    actions: list[PageActionRead] = Field(description="The plan of public programmes")
    reports: list[PageReportRead] = Field(
        description="Published ones to which the community made a link for `publication`, the latest period first"
    )
