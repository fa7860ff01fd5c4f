from typing import Literal
from uuid import UUID

from pydantic import Field

from app.models.flags import FlagReason, FlagState, FlagTarget
from app.schemas.pages import PageQuery
from app.schemas.types import Input, Instant, Output, Paragraph, Reference


class FlagTargetWrite(Input):
    type: FlagTarget
    id: Reference


class FlagWrite(Input):
    target: FlagTargetWrite
    reason: FlagReason
    text: Paragraph | None = Field(None, description="What is wrong, in your words")


class FlagDecisionWrite(Input):
    decision: Literal["hide", "dismiss"]
    reason: Paragraph = Field(
        description="When it is hidden, its author reads this", examples=["On y voit une adresse."]
    )


class FlagTargetRead(Output):
    type: FlagTarget
    id: UUID


class FlagRead(Output):
    id: UUID
    community_id: UUID | None = Field(description="Whose team decides; null: the operators")
    target: FlagTargetRead
    reason: FlagReason = Field(description="Of who reported it")
    text: str | None
    state: FlagState
    decision_reason: str | None = Field(description="Of who decided")
    created_at: Instant
    decided_at: Instant | None
    version: int


class FlagQuery(PageQuery):
    community_id: Reference | None = Field(None, description="Reported in it, if you look after it; None: by you")
    state: FlagState | None = None


class AppealWrite(Input):
    text: Paragraph


class HidingReviewWrite(Input):
    decision: Literal["keep", "lift"]
    answer: Paragraph = Field(description="The author reads this")


class HidingRead(Output):
    id: UUID
    community_id: UUID
    target: FlagTargetRead
    reason: str
    hidden_at: Instant
    appeal: str | None
    appealed_at: Instant | None
    answer: str | None
    reviewed_at: Instant | None
    lifted_at: Instant | None = Field(description="When it was shown again")
    version: int


class HidingQuery(PageQuery):
    community_id: Reference | None = Field(
        None, description="What others hid in it, if you look after it; None: what of yours was hidden"
    )
    state: Literal["appealed"] | None = Field(None, description="Those of which an appeal waits for an answer")
