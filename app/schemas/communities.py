from typing import Annotated
from uuid import UUID

from pydantic import Field

from app.models.communities import CommunityKind, JoinPolicy, Visibility
from app.models.memberships import MembershipState, Role
from app.schemas.consents import Consenting
from app.schemas.pages import PageQuery
from app.schemas.patches import MergePatch
from app.schemas.returns import Returnable, returns
from app.schemas.types import Instant, Line, Output, Reference, SafeText, Timezone

WeeklyCap = Annotated[int, Field(ge=0, le=21, strict=True)]
KMin = Annotated[int, Field(ge=3, le=100, strict=True)]


class CommunityWrite(Returnable):
    kind: CommunityKind = Field(examples=["trade"])
    name: Line = Field(examples=["Maçons de Touraine"])
    charter: SafeText | None = Field(
        None, description="What it is for, and how people behave in it: Markdown", examples=["On se montre nos murs."]
    )
    parent_id: Reference | None = Field(None, description="One that you manage. It gives nobody any right")
    visibility: Visibility = Field(
        Visibility.SECRET, description="secret: its members know of it; listed: who is signed in; public: everybody"
    )
    join_policy: JoinPolicy = JoinPolicy.INVITE
    timezone: Timezone = "Europe/Paris"
    weekly_notification_cap: WeeklyCap = Field(5, description="Missions a member is told of in a week, at most")
    k_min: KMin = Field(5, description="What is collective is withheld below so many people")


class CommunityPut(CommunityWrite, Consenting):
    """Beginning one, you join it to look after it; changing one takes no consent."""


class CommunityPatch(MergePatch):
    of = CommunityWrite


class CommunityQuery(PageQuery):
    q: Line | None = Field(None, description="Any part of the name; accents and capitals do not matter")
    kind: CommunityKind | None = None
    joined: bool | None = Field(None, description="Only those you are in, or only the others")
    parent: Reference | None = Field(None, alias="parent_id")


class BelongingRead(Output):
    """The caller's own part in a community."""

    role: Role
    state: MembershipState
    tags: list[str]
    show_talents: bool
    joined_at: Instant | None
    version: int


class ParentRead(Output):
    id: UUID
    name: str


class CommunityRead(Output):
    id: UUID
    kind: CommunityKind
    name: str
    charter: str | None
    parent_id: UUID | None = Field(description="Shown to members, and to whoever may see that community")
    parent: ParentRead | None
    visibility: Visibility
    join_policy: JoinPolicy
    timezone: str
    weekly_notification_cap: int
    k_min: int
    verified_at: Instant | None = Field(description="Operators know who is behind it, as what kind it is")
    url: str | None = Field(description="Its page for everybody, when it is public")
    membership: BelongingRead | None = Field(description="Yours; null when you never had one")
    version: int
    created_at: Instant
    updated_at: Instant


returns(CommunityRead, CommunityPut, CommunityWrite)
