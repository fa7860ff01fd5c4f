from uuid import UUID

from pydantic import Field

from app.models.grants import Purpose, Right, TargetType
from app.schemas.people import PersonRef
from app.schemas.types import Instant, Output


class GivenTargetRead(Output):
    type: TargetType
    id: UUID | None = Field(description="None: all of that kind")
    title: str | None


class GivenRead(Output):
    """What they granted you. Its target is read where everybody reads it."""

    id: UUID = Field(description="Of the grant: name it as `renews` to ask again when it ends")
    target: GivenTargetRead
    purpose: Purpose
    rights: list[Right]
    ends_at: Instant | None = Field(description="None: until they take it back")


class BeneficiaryRead(PersonRef):
    """Somebody who granted you something that you may see now."""

    granted_at: Instant = Field(description="When they last granted you something")
    grants: list[GivenRead] = Field(description="What is live now: the latest hundred, latest first")
    more_grants: bool = Field(description="There are earlier ones: `/v1/beneficiaries/{id}/grants` has all, in pages")
