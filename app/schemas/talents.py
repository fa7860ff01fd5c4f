from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field

from app.models.talents import Stance
from app.schemas.experiences import SkillRead
from app.schemas.pages import PageQuery
from app.schemas.patches import MergePatch
from app.schemas.returns import Returnable, returns
from app.schemas.types import Instant, Output, Reference, distinct

Level = Annotated[
    int,
    Field(
        ge=1,
        le=4,
        strict=True,
        description="1: I discover it; 2: I can do it with help; 3: I can do it alone; 4: I could show others",
        examples=[3],
    ),
]


class TalentWrite(Returnable):
    level: Level
    stance: Stance = Field(description="`offers`: has it, and will pass it on")
    evidence: Annotated[list[Reference], AfterValidator(distinct)] = Field(
        [], max_length=30, description="Your own experiences that show it, in your order"
    )


class TalentPatch(MergePatch):
    of = TalentWrite


class TalentQuery(PageQuery):
    stance: Stance | None = None
    domain_id: Reference | None = Field(None, description="Only on skills of this domain of a framework's tree")
    person: Reference | None = Field(
        None, alias="user_id", description="Of somebody who granted you theirs; None: your own"
    )


class Recognition(Output):
    """Somebody else’s word, in their own name."""

    id: UUID = Field(description="Of the endorsement")
    name: str
    role: str
    on: date
    comment: str | None


class TalentRead(Output):
    skill_id: UUID
    skill: SkillRead
    level: int = Field(ge=1, le=4, description="From 1, I discover it, to 4, I could show others")
    stance: Stance
    evidence: list[UUID]
    recognitions: list[Recognition] = Field(description="Latest first. None: only you say so")
    version: int
    created_at: Instant
    updated_at: Instant


returns(TalentRead, TalentWrite)


class TalentDomainRead(Output):
    """At the top of its framework's tree."""

    id: UUID
    code: str
    labels: dict[str, str]
    have: int = Field(description="So many of its skills you have, or offer: `GET /v1/talents?domain_id=…` lists them")
    offer: int
    seek: int


class TalentFrameworkRead(Output):
    id: UUID
    code: str = Field(examples=["everyday-skills"])
    title: dict[str, str]
    domains: list[TalentDomainRead]


class TalentTreeRead(Output):
    frameworks: list[TalentFrameworkRead] = Field(description="Only those, and only the domains, that hold a talent")
