from enum import StrEnum
from typing import Literal
from uuid import UUID

from pydantic import Field

from app.schemas.experiences import SkillRead
from app.schemas.types import Input, Output

SO_MANY = "Rounded down to a multiple of 5, or to a smaller `k_min`; below `k_min`, 0"


class SharedSkillRead(Output):
    skill: SkillRead
    have: int = Field(description=f"Have it, or offer it. {SO_MANY}")
    offer: int = Field(description=f"Will pass it on. {SO_MANY}")
    seek: int = Field(description=f"Look for it. {SO_MANY}")
    part: Literal["trunk", "branch", "leaf"] = Field(
        description="trunk: at least half of the people have it; leaf: a tenth of them, or fewer"
    )


class SharedDomainRead(Output):
    """At the top of its framework's tree. It may have people, and no skill that enough of them share."""

    id: UUID
    code: str
    labels: dict[str, str]
    have: int = Field(description=f"Have any of its skills. {SO_MANY}")
    skills: list[SharedSkillRead] = Field(description="In the order of the framework")


class SharedFrameworkRead(Output):
    id: UUID
    code: str = Field(examples=["everyday-skills"])
    title: dict[str, str]
    domains: list[SharedDomainRead]


class CommunityTreeRead(Output):
    """What the people of a community can do together. It names nobody, and no number counts fewer than `k_min`."""

    k_min: int
    withheld: bool = Field(description="Fewer than `k_min` people let their talents be counted")
    people: int = Field(description=f"Let their talents be counted, and have some. {SO_MANY}")
    frameworks: list[SharedFrameworkRead]


class TreePaper(StrEnum):
    A3 = "a3"
    A4 = "a4"


class TreePaperQuery(Input):
    format: TreePaper = TreePaper.A3
