from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field, model_validator

from app.models.communities import CommunityKind, JoinPolicy
from app.models.invitations import InvitationState
from app.models.memberships import Role
from app.schemas.languages import AnyLanguage
from app.schemas.pages import PageQuery
from app.schemas.people import PersonRef
from app.schemas.types import Email, Input, Instant, Output, Sentence, Tag, distinct, once

ADDRESSES = 500
MemberTags = Annotated[list[Tag], AfterValidator(once)]
Emails = Annotated[list[Email], AfterValidator(distinct)]


class InvitationWrite(Input):
    role: Role = Role.MEMBER
    ends_at: Instant | None = Field(None, description="None: until it is revoked")
    max_uses: int | None = Field(None, ge=1, le=100_000, strict=True, description="None: as many as come")
    tags: MemberTags = Field([], max_length=20, description="Of who comes in by it", examples=[["2GT3"]])
    needs_approval: bool = Field(default=False, strict=True, description="Who comes by it asks; somebody has to accept")
    emails: Emails = Field(
        [],
        max_length=ADDRESSES,
        description="Mailed a link of their own, which lets in that address alone",
        examples=[["ines@example.org"]],
    )
    message: Sentence | None = Field(None, description="A few words of yours, for the mail")
    locale: AnyLanguage | None = Field(None, description="Of the mail. None: your own")

    @model_validator(mode="before")
    @classmethod
    def _read_expires_at(cls, value: object) -> object:
        """Take `expires_at` too, which API.md names."""
        if isinstance(value, dict) and "expires_at" in value and "ends_at" not in value:
            return {"ends_at" if name == "expires_at" else name: item for name, item in value.items()}
        return value


class InvitationDelivery(Input):
    emails: Emails = Field(min_length=1, max_length=ADDRESSES, examples=[["ines@example.org"]])
    message: Sentence | None = None
    locale: AnyLanguage | None = Field(None, description="Of the mail. None: your own")


class InvitationQuery(PageQuery):
    state: InvitationState | None = None


class InvitationRead(Output):
    id: UUID
    community_id: UUID
    code: str = Field(description="To be typed or said: it lets in whoever has it", examples=["K7QM-2XWD"])
    url: str = Field(description="For a QR code or a message: it lets in whoever has it")
    role: Role
    tags: list[str]
    needs_approval: bool
    max_uses: int | None
    uses: int = Field(description="By those who came in or asked, and by places that wait for a guardian")
    waiting: int = Field(description="Places that wait for a guardian’s agreement; they are among `uses`")
    ends_at: Instant | None
    state: InvitationState
    mailed: int = Field(description="How many addresses it was mailed to")
    created_by: PersonRef | None
    revoked_at: Instant | None
    created_at: Instant


class InvitationDeliveryRead(Output):
    mailed: int
    skipped: int = Field(description="Addresses that this community has written to within a week")


class InvitingRead(Output):
    id: UUID
    kind: CommunityKind
    name: str
    charter: str | None
    join_policy: JoinPolicy
    weekly_notification_cap: int
    verified_at: Instant | None


class InvitationCardRead(Output):
    """What an invitation says to whoever holds it."""

    community: InvitingRead
    invited_by: str | None
    role: Role
    needs_approval: bool
    ends_at: Instant | None
