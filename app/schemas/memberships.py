import re
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints

from app.models.memberships import MembershipState, Role
from app.schemas.consents import Consenting
from app.schemas.pages import PageQuery
from app.schemas.patches import MergePatch
from app.schemas.people import PersonRef
from app.schemas.returns import Returnable, returns
from app.schemas.types import Instant, Line, NamedRead, Output, Reference, Sentence, Tag, once

LONGEST = 500
LINK = re.compile(r"https?://[^/\s]+(/[^?#\s]*)?/i/([A-Za-z0-9_-]+)/?(\?[^#\s]*)?", re.ASCII)


def _end_of_link(value: object) -> object:
    """As a QR code holds it, or a mail."""
    link = LINK.fullmatch(value.strip()) if isinstance(value, str) and len(value) <= LONGEST else None
    return link[2] if link else value


InvitationKey = Annotated[
    str,
    StringConstraints(min_length=4, max_length=80, pattern=r"^[A-Za-z0-9_ -]+$", strict=True),
    BeforeValidator(_end_of_link),
    Field(
        description="The code of an invitation, or the last part of its link; the whole link will do, too",
        examples=["K7QM-2XWD"],
    ),
]


class MembershipPut(Consenting):
    invitation: InvitationKey | None = None
    reason: Sentence | None = Field(
        None, description="Told to those who decide on a request", examples=["Je commence mon apprentissage lundi."]
    )


class OwnMembershipWrite(Consenting):
    show_talents: bool = Field(
        default=False, strict=True, description="Count your talents in this community’s tree, where nobody is named"
    )
    reachable: bool = Field(
        default=False,
        strict=True,
        description="Members may ask you to pass on what you offer. Nobody is told that it is you until you say yes",
    )
    on_behalf_of: Reference | None = Field(
        None,
        description="In a committee: the organisation that you belong to and stand for. Its members see it",
    )


class OwnMembershipPatch(MergePatch):
    of = OwnMembershipWrite


class MembershipWrite(Returnable):
    role: Role
    state: MembershipState = Field(description="active: accept a request; refused: refuse it; removed: send away")
    tags: Annotated[list[Tag], AfterValidator(once)] = Field([], max_length=20, examples=[["maçons", "2e année"]])


class MembershipPatch(MergePatch):
    of = MembershipWrite


class MembershipQuery(PageQuery):
    role: Role | None = None
    state: MembershipState | None = None
    tag: Tag | None = None
    q: Line | None = Field(
        None,
        description="Any part of the name, of one letter or two what a word of it begins with; accents and capitals "
        "do not matter",
    )


class StructureOfCommunityRead(NamedRead):
    """An organisation that members of a committee stand for."""

    members: int = Field(description="How many members of the committee stand for it")


class MembershipRead(Output):
    community_id: UUID
    user: PersonRef
    role: Role
    state: MembershipState
    tags: list[str] | None = Field(description="For the person, and for who looks after the community")
    reason: str | None = Field(description="What they said when they asked; for the same")
    show_talents: bool | None = Field(description="Your own choice; nobody else reads it")
    reachable: bool | None = Field(description="Your own choice; nobody else reads it")
    on_behalf_of: UUID | None = Field(description="The organisation that they stand for, as long as they belong to it")
    structure: NamedRead | None = Field(description="That organisation")
    joined_at: Instant | None
    expires_at: Instant | None = Field(description="Of a request: when it ends unless somebody answers")
    version: int
    created_at: Instant
    updated_at: Instant


class JoinedRead(Output):
    id: UUID
    name: str


class OwnMembershipRead(MembershipRead):
    """As a phone keeps it."""

    community: JoinedRead


returns(MembershipRead, MembershipWrite)
