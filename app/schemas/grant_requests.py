from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, Field, ValidationInfo, field_validator, model_validator

from app.core.dates import Precision
from app.core.faults import refusal
from app.models.grant_requests import COLLECTION_OF, RequestState, RequestTargetType
from app.models.grants import GrantState, Purpose, Right, TargetType
from app.schemas.codes import PersonCodeInput
from app.schemas.consents import Consenting
from app.schemas.experiences import CitedMediaRead
from app.schemas.grants import Rights, TargetRead, check_id
from app.schemas.pages import PageQuery
from app.schemas.people import PersonRef
from app.schemas.types import Input, Instant, Output, Reference, Sentence, distinct

TARGETS = 100


class RequestTarget(Input):
    type: RequestTargetType = Field(examples=["stories"])
    id: Reference | None = Field(
        None, validate_default=True, description="Required of one thing; refused of the plurals: all of them"
    )

    @field_validator("id")
    @classmethod
    def _names_one_thing_or_all(cls, value: UUID | None, info: ValidationInfo) -> UUID | None:
        return check_id(value, info.data.get("type"), {*COLLECTION_OF.values(), RequestTargetType.TALENTS})


Targets = Annotated[list[RequestTarget], AfterValidator(distinct)]


class GrantRequestWrite(Input):
    """By the `code` that somebody shows you; or, to ask again when an access ends, naming that grant as `renews`."""

    code: PersonCodeInput | None = Field(None, examples=["k7mp-3wxa"], description="As it is shown")
    renews: Reference | None = Field(None, description="A grant of theirs to you, live or over for 90 days at most")
    purpose: Purpose = Field(examples=["guidance"])
    targets: Targets = Field(min_length=1, max_length=TARGETS, examples=[[{"type": "stories"}, {"type": "talents"}]])
    rights: Rights = Field([Right.VIEW])
    ends_at: Instant = Field(description="At most twelve months from now", examples=["2026-09-01T00:00:00Z"])
    message: Sentence | None = Field(None, examples=["Pour préparer notre rendez-vous de mardi."])

    @model_validator(mode="after")
    def _of_somebody(self) -> "GrantRequestWrite":
        if (self.code is None) == (self.renews is None):
            raise refusal("code_or_renews", "il faut code ou renews")
        return self


class Acceptance(Consenting):
    """All that is agreed to, said in full: as it was asked, or narrower. It is never wider."""

    targets: Targets = Field(min_length=1, max_length=TARGETS, examples=[[{"type": "stories"}]])
    rights: Rights
    ends_at: Instant


class GrantRequestQuery(PageQuery):
    scope: Literal["received", "sent"] = Field("received", description="Asked of you, or by you")
    state: RequestState | None = None


class PartyRead(PersonRef):
    email: str | None = Field(description="Of who asks, for who is asked: whom they are to trust")


class RequestTargetRead(Output):
    type: RequestTargetType
    id: UUID | None = Field(description="None: a whole collection")
    title: str | None


class TitledRead(Output):
    id: UUID
    title: str | None


class MomentRead(TitledRead):
    """Known by its name, its day and its first picture. `title` is its name, also where it has no title of its own."""

    lived_at: Instant
    lived_precision: Precision
    cover: CitedMediaRead | None


class PreviewRead(Output):
    """Exactly what would be visible if you agreed to all of it now, latest first; 200 of each at most."""

    stories: list[TitledRead]
    portraits: list[TitledRead]
    talents: list[TitledRead]
    experiences: list[MomentRead]
    grows: list[TargetType] = Field(description="Of these, what you add later is visible too, until it ends")


class AgreedRead(Output):
    """May be less than was asked for, and may change later."""

    id: UUID
    target: TargetRead = Field(description="With its title for its owner only")
    rights: list[Right]
    ends_at: Instant | None
    state: GrantState


class GrantRequestRead(Output):
    id: UUID
    state: RequestState
    requester: PartyRead
    owner: PartyRead | None = Field(description="None for who asks, until they agree, and once all of that is over")
    purpose: Purpose
    targets: list[RequestTargetRead] = Field(description="What was asked for; with titles for their owner only")
    rights: list[Right] = Field(description="That were asked for")
    ends_at: Instant = Field(description="That was asked for")
    message: str | None
    renews_id: UUID | None
    expires_at: Instant = Field(description="When it is given up, unless it is answered")
    answered_at: Instant | None
    grants: list[AgreedRead] = Field(
        description="What was agreed to: for who gave it, all of it; for who asked, what gives access now"
    )
    version: int
    created_at: Instant
    updated_at: Instant


class GrantRequestDetailRead(GrantRequestRead):
    preview: PreviewRead | None = Field(description="For who is asked, while it waits for their answer")
