from datetime import timedelta
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints

from app.models.webhooks import DeliveryOutcome, WebhookEnd, WebhookEvent, WebhookState
from app.schemas.patches import MergePatch
from app.schemas.returns import Returnable, returns
from app.schemas.types import Instant, Line, Output, distinct

LIFE = timedelta(days=30)
Address = Annotated[str, StringConstraints(max_length=1_000, pattern=r"^https?://[\x21-\x7E]+$", strict=True)]
HELP = "Shown in this answer, and in a repetition of it under its `Idempotency-Key`"


class WebhookWrite(Returnable):
    name: Line = Field(examples=["Espace numérique du lycée"], description="What it is for: you see it in the list")
    url: Address = Field(examples=["https://ent.example.org/hooks/daytripper"], description="Public, and `https`")
    events: Annotated[list[WebhookEvent], AfterValidator(distinct)] = Field(
        min_length=1,
        max_length=len(WebhookEvent),
        examples=[["flag.created"]],
        description="What it is told. `ping` comes once, by itself",
    )
    state: WebhookState = Field(WebhookState.ACTIVE, description="`disabled`: it is told nothing meanwhile")


class WebhookPatch(MergePatch):
    of = WebhookWrite


class WebhookRead(Output):
    id: UUID
    community_id: UUID | None = Field(description="null: the operators’")
    name: str
    url: str
    events: list[WebhookEvent]
    state: WebhookState
    ended_by: WebhookEnd | None = Field(description="Why we disabled it; null: we did not")
    failing_since: Instant | None
    secret_at: Instant = Field(description="When its present secret was made")
    version: int
    created_at: Instant
    updated_at: Instant


class WebhookMade(WebhookRead):
    secret: str = Field(description=HELP, examples=["whsec_…"])


class WebhookSecretRead(Output):
    secret: str = Field(description=HELP, examples=["whsec_…"])
    former_until: Instant = Field(description="Until when messages are signed with the former secret, too")


class WebhookDeliveryRead(Output):
    id: UUID = Field(description="`webhook-id` of the message")
    event: WebhookEvent
    ids: dict[str, UUID] = Field(description="`data` of the message")
    state: Literal["waiting", "done"]
    tries: int
    status: int | None = Field(description="Of the last answer; null: there was none")
    outcome: DeliveryOutcome | None
    created_at: Instant
    due_at: Instant = Field(description="Of what waits: when it is sent")
    done_at: Instant | None


returns(WebhookRead, WebhookWrite)
