from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field

from app.schemas.experiences import CitedMediaRead
from app.schemas.people import PersonRef
from app.schemas.types import Input, Instant, Line, Output, Paragraph, Reference, distinct

MOST_PICTURES = 4


class InformationWrite(Input):
    title: Line = Field(examples=["Le forum des métiers change de salle"])
    text: Paragraph = Field(examples=["On se retrouve au gymnase, à 9 h."])
    media: Annotated[list[Reference], AfterValidator(distinct)] = Field(
        [], max_length=MOST_PICTURES, description="Pictures of yours, each with an `alt` text"
    )
    until: Instant | None = Field(None, description="From then on nobody sees it. None: until it is deleted")
    for_everybody: bool = Field(
        default=False,
        strict=True,
        description="Also on the page of the community, without its author, where that is public",
    )


class InformationRead(Output):
    id: UUID
    community_id: UUID
    title: str
    text: str
    media: list[CitedMediaRead]
    author: PersonRef | None = Field(description="null: their account is gone")
    until: Instant | None
    for_everybody: bool
    created_at: Instant
