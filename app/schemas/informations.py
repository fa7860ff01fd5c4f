from uuid import UUID

from pydantic import Field

from app.schemas.people import PersonRef
from app.schemas.types import Input, Instant, Line, Output, Paragraph


class InformationWrite(Input):
    title: Line = Field(examples=["Le forum des métiers change de salle"])
    text: Paragraph = Field(examples=["On se retrouve au gymnase, à 9 h."])
    until: Instant | None = Field(None, description="From then on nobody sees it. None: until it is deleted")


class InformationRead(Output):
    id: UUID
    community_id: UUID
    title: str
    text: str
    author: PersonRef | None = Field(description="null: their account is gone")
    until: Instant | None
    created_at: Instant
