"""A request to those who offer a skill, and what many look for."""

from enum import StrEnum
from uuid import UUID

from pydantic import Field

from app.schemas.community_trees import SO_MANY
from app.schemas.experiences import SkillRead
from app.schemas.pages import PageQuery
from app.schemas.people import PersonRef
from app.schemas.types import Input, Instant, Output, Reference, Sentence


class ExchangeState(StrEnum):
    ASKED = "asked"
    ACCEPTED = "accepted"
    OVER = "over"


class ExchangeCreate(Input):
    skill_id: Reference
    message: Sentence = Field(
        description="Read by those who offer the skill and let others ask; they do not see who you are",
        examples=["J’aimerais apprendre à animer une réunion. Une heure me suffirait."],
    )


class ExchangeQuery(PageQuery):
    pass


class ExchangeRead(Output):
    id: UUID = Field(description="Of the mission that those who are asked received")
    community_id: UUID
    skill: SkillRead
    message: str | None
    state: ExchangeState = Field(
        description="`asked`: nobody said yes so far; whether anybody is asked at all is not told"
    )
    partner: PersonRef | None = Field(description="Who said yes: they see your name, too")
    created_at: Instant
    expires_at: Instant


class NeedRead(Output):
    skill: SkillRead
    seek: int = Field(description=f"Look for it. {SO_MANY}")
    offer: int = Field(description=f"Will pass it on. {SO_MANY}")
    missing: int = Field(description="The difference of these two numbers")


class NeedsRead(Output):
    """What more people of a community look for than offer. It names nobody."""

    k_min: int
    withheld: bool = Field(description="Fewer than `k_min` people let their talents be counted")
    people: int = Field(description=f"Let their talents be counted, and have some. {SO_MANY}")
    items: list[NeedRead] = Field(description="Most missing first")
