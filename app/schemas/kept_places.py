from uuid import UUID

from pydantic import Field

from app.models.memberships import Role
from app.schemas.consents import Consenting
from app.schemas.guardians import GuardianWrite
from app.schemas.memberships import InvitationKey
from app.schemas.types import Instant, Output, Sentence


class KeptPlaceWrite(Consenting):
    invitation: InvitationKey | None = Field(None, description="None: the one that the place is kept by already")
    reason: Sentence | None = Field(None, description="Told to those who decide on a request, once you may join")
    guardian: GuardianWrite | None = Field(
        None, description="Asked by mail, in place of whoever was asked before. None: the one who was asked last"
    )


class KeptPlaceCommunityRead(Output):
    id: UUID
    name: str


class KeptPlaceRead(Output):
    """A place that waits for your guardian’s agreement."""

    community: KeptPlaceCommunityRead
    role: Role
    created_at: Instant
    expires_at: Instant = Field(description="Without an answer the place is free again from then on")
