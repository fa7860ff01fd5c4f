from collections.abc import Container
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, Field, ValidationInfo, field_validator, model_validator

from app.core.faults import refusal
from app.models.grants import (
    COLLECTIONS,
    Attribution,
    AudienceType,
    Follow,
    GrantState,
    Purpose,
    Reach,
    Right,
    TargetType,
)
from app.schemas.codes import PersonCodeInput
from app.schemas.consents import Consenting
from app.schemas.pages import PageQuery
from app.schemas.patches import MergePatch
from app.schemas.returns import Returnable, returns
from app.schemas.types import Email, Input, Instant, Label, Output, Passcode, Reference, Sentence, distinct


def _with_view(rights: list[Right]) -> list[Right]:
    if Right.VIEW not in rights:
        raise refusal("view_required", "contient au moins view")
    return rights


MEANINGS = (
    "`view`: to read, always among them. `comment`: to say something that the owner sees. `download`: to take a copy "
    "along. `endorse`: that the owner counts on them to recognise talents; it opens nothing by itself, and nobody "
    "recognises a talent unasked: its owner asks by `POST /v1/talents/{skill_id}/endorsement-requests`."
)
Rights = Annotated[
    list[Right], AfterValidator(distinct), AfterValidator(_with_view), Field(description=MEANINGS, max_length=4)
]


class GrantTerms(Returnable):
    """What can be changed later."""

    purpose: Purpose = Field(
        description="`guidance`, `recruitment`, `training` and `accreditation` are read with a second factor, by a "
        "person as by members of a community; a link, which is opened without an account, takes none but "
        "`recruitment` of them. `personal` and `publication` take none",
        examples=["personal"],
    )
    label: Label = Field("", description="For yourself", examples=["Mission locale de Tours"])
    rights: Rights = Field([Right.VIEW])
    passcode: Passcode | None = Field(None, description="Links only. It is never shown again")
    starts_at: Instant | None = Field(None, description="None: at once")
    ends_at: Instant | None = Field(
        None,
        description="None: until you take it back; of private things (`experience`, `experiences`, `talents`) twelve "
        "months from now, which is the most. Say a later day to go on",
    )
    max_views: int | None = Field(None, ge=1, le=1_000_000, strict=True, description="Links only")

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> "GrantTerms":
        if self.starts_at and self.ends_at and self.ends_at <= self.starts_at:
            raise refusal("ends_before_it_starts", "ends_at doit suivre starts_at")
        return self


def check_id(target_id: UUID | None, kind: str | None, collections: Container[str]) -> UUID | None:
    """Require the id of one thing, and refuse one of a collection: what is left out never means everything."""
    if kind is not None and (target_id is None) is not (kind in collections):
        if target_id is None:
            raise refusal("id_required", "il faut dire laquelle, ou lequel")
        raise refusal("whole_collection", "ne va pas avec ce type, qui désigne un tout")
    return target_id


class GrantTarget(Input):
    type: TargetType = Field(examples=["story"])
    id: Reference | None = Field(
        None,
        validate_default=True,
        description="Required of one thing; refused of `talents` and `experiences`, which mean all of them",
        examples=["0197f0c4-6c5e-7b64-9d1a-2f8e3c5a7b10"],
    )

    @field_validator("id")
    @classmethod
    def _names_one_thing_or_all(cls, value: UUID | None, info: ValidationInfo) -> UUID | None:
        return check_id(value, info.data.get("type"), COLLECTIONS)


class GrantAudience(Input):
    type: AudienceType = Field(examples=["link"])
    id: Reference | None = Field(None, description="Of the user or the community")
    code: PersonCodeInput | None = Field(
        None,
        description="Of the user, in place of `id`: what they show (`k7mp-3wxa`), from `POST /v1/me/codes`; good once",
    )

    @model_validator(mode="after")
    def _is_somebody_unless_a_link(self) -> "GrantAudience":
        if self.code is not None and (self.type is not AudienceType.USER or self.id is not None):
            raise refusal("code_or_id", "un code désigne une personne, à la place de son id")
        if (self.type is AudienceType.LINK) != (self.id is None and self.code is None):
            raise refusal("audience_id", "il faut un id, sauf pour un lien")
        return self


class GrantWrite(GrantTerms, Consenting):
    target: GrantTarget
    follow: Follow = Field(Follow.LATEST, description="Show each new edition, or one only")
    edition: int | None = Field(
        None, ge=1, le=1_000_000, strict=True, description="The one to show, with `follow: edition`. None: the latest"
    )
    audience: GrantAudience


class GrantChange(GrantTerms, Consenting):
    """More than was given before takes a consent; less is kept as another text of it."""


class GrantPatch(MergePatch):
    of = GrantChange


class GrantQuery(PageQuery):
    target_type: TargetType | None = None
    target_id: Reference | None = None
    audience_type: AudienceType | None = None
    community_id: Reference | None = Field(
        None, description="Those that a community gives, of its reports; for its managers. None: your own"
    )
    state: Literal["active", "inactive"] | None = Field(
        None, description="Only those that give access now, or only those that do not"
    )


class TargetRead(Output):
    type: TargetType
    id: UUID | None
    title: str | None


class AudienceRead(Output):
    type: AudienceType
    id: UUID | None
    name: str | None


class GrantRead(Output):
    id: UUID
    community_id: UUID | None = Field(description="The community that gives it; null: you")
    target: TargetRead
    follow: Follow
    edition: int | None = Field(description="The one it shows; null: the latest")
    audience: AudienceRead
    excerpt: str | None = Field(description="Of a quote: the very words")
    attribution: Attribution | None = Field(description="Of a quote")
    attributed_to: str | None = Field(description="Of a quote: what stands beside the words; null: nothing")
    reach: Reach | None = Field(description="Of a quote: who may read it, at most")
    purpose: Purpose
    label: str
    rights: list[Right]
    url: str | None = Field(
        description="Of a link: what to give to readers. Null in lists and the feed: read it at `/v1/grants/{grant_id}`"
    )
    has_passcode: bool
    starts_at: Instant | None
    ends_at: Instant | None
    max_views: int | None
    views: int = Field(description="How often it was opened; a link: by whomever, not counting robots")
    last_opened_at: Instant | None = Field(description="null: never")
    state: GrantState
    revoked_at: Instant | None
    version: int
    created_at: Instant
    updated_at: Instant


returns(GrantRead, GrantWrite, GrantChange, elsewhere={"state"})


MOST_ADDRESSEES = 20


class DeliveryWrite(Input):
    emails: Annotated[list[Email], AfterValidator(distinct)] = Field(
        [], max_length=20, examples=[["atelier@example.org"]]
    )
    members: Annotated[list[Reference], AfterValidator(distinct)] = Field(
        [], max_length=20, description="Of a report: members of its community, whose addresses stay unknown"
    )
    message: Sentence | None = Field(None, examples=["Voici ma première semaine d’atelier."])

    @model_validator(mode="after")
    def _goes_to_somebody(self) -> "DeliveryWrite":
        if not 1 <= len(self.emails) + len(self.members) <= MOST_ADDRESSEES:
            raise refusal("addressees", "doit avoir une adresse au moins, et vingt au plus")
        return self


class DeliveryRead(Output):
    accepted: int = Field(description="How many mails will be sent")
    skipped: int = Field(description="Addresses that got the same link with the same words within a day")
