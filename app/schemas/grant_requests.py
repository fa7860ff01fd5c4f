from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, Field, ValidationInfo, field_validator, model_validator

from app.core.dates import Precision
from app.core.faults import refusal
from app.models.grant_requests import COLLECTION_OF, RequestState, RequestTargetType
from app.models.grants import Attribution, GrantState, Purpose, Reach, Right, TargetType
from app.schemas.codes import PersonCodeInput
from app.schemas.consents import Consenting
from app.schemas.experiences import CitedMediaRead
from app.schemas.grants import Rights, TargetRead, check_id
from app.schemas.pages import PageQuery
from app.schemas.people import PersonRef
from app.schemas.types import Excerpt, Input, Instant, Organisation, Output, Reference, Sentence, distinct

TARGETS = 100
QUOTES = 10  # of one request


class RequestTarget(Input):
    type: RequestTargetType = Field(examples=["stories"])
    id: Reference | None = Field(
        None, validate_default=True, description="Required of one thing; refused of the plurals: all of them"
    )

    excerpt: Excerpt | None = Field(
        None,
        validate_default=True,
        description="Of a `response`, and required of it: the very words to quote",
    )

    @field_validator("id")
    @classmethod
    def _names_one_thing_or_all(cls, value: UUID | None, info: ValidationInfo) -> UUID | None:
        return check_id(value, info.data.get("type"), {*COLLECTION_OF.values(), RequestTargetType.TALENTS})

    @field_validator("excerpt")
    @classmethod
    def _quotes_answers(cls, value: str | None, info: ValidationInfo) -> str | None:
        if "type" in info.data and (value is None) is (info.data["type"] is RequestTargetType.RESPONSE):
            raise refusal("excerpt", "il faut les mots à citer d’une réponse, et d’elle seule")
        return value


Targets = Annotated[list[RequestTarget], AfterValidator(distinct)]


class QuoteTerms(Input):
    """How words would be quoted in a report, and where they would be read."""

    attribution: Attribution | None = Field(
        None, description="Whom the quote names. Under 18, `public` is the most that somebody can agree to"
    )
    attributed_to: Organisation | None = Field(None, description="Of `public`: what stands beside the words")
    reach: Reach | None = Field(
        None,
        description="Who may read it, at most: the team of the community, its members, those the report is given to, "
        "or everybody",
    )


class GrantRequestWrite(QuoteTerms):
    """By the `code` that somebody shows you; to ask again when an access ends, naming that grant as `renews`; or, as
    the team of a mission, to quote answers to it in a report (`report_id`)."""

    code: PersonCodeInput | None = Field(None, examples=["k7mp-3wxa"], description="As it is shown")
    renews: Reference | None = Field(None, description="A grant of theirs to you, live or over for 90 days at most")
    report_id: Reference | None = Field(
        None,
        description="A report that you write, and that would quote answers of one person to a mission of its community "
        "that you lead. It takes `purpose: publication`, `rights: [view]`, `attribution`, `reach`, and targets of type "
        "`response`",
    )
    purpose: Purpose = Field(examples=["guidance"])
    targets: Targets = Field(min_length=1, max_length=TARGETS, examples=[[{"type": "stories"}, {"type": "talents"}]])
    rights: Rights = Field([Right.VIEW])
    ends_at: Instant = Field(
        description="At most twelve months from now; of quotes, three years", examples=["2026-09-01T00:00:00.000Z"]
    )
    message: Sentence | None = Field(None, examples=["Pour préparer notre rendez-vous de mardi."])

    @model_validator(mode="after")
    def _of_somebody(self) -> "GrantRequestWrite":
        if [self.code, self.renews, self.report_id].count(None) != 2:  # noqa: PLR2004  one of the three
            raise refusal("code_or_renews", "il faut code, renews ou report_id")
        return self

    @model_validator(mode="after")
    def _quotes_whole(self) -> "GrantRequestWrite":
        kinds = {target.type is RequestTargetType.RESPONSE for target in self.targets}
        if self.report_id is None:
            if any(kinds) or (self.attribution, self.attributed_to, self.reach) != (None, None, None):
                raise refusal("quote_without_report", "on ne cite que dans un bilan : il faut report_id")
            return self
        if kinds != {True} or len(self.targets) > QUOTES:
            raise refusal("quotes_alone", "un bilan ne cite que des réponses, dix au plus à la fois")
        if self.attribution is None or self.reach is None:
            raise refusal("quote_terms", "il faut dire qui serait nommé, et où ce serait lu")
        if self.purpose is not Purpose.PUBLICATION or self.rights != [Right.VIEW]:
            raise refusal("quote_purpose", "une citation se demande pour publication, avec view seul")
        if (self.attribution is Attribution.PUBLIC) is (self.attributed_to is None):
            raise refusal("attributed_to", "il faut les mots pour `public`, comme « une lycéenne », et pour lui seul")
        return self


class Acceptance(Consenting, QuoteTerms):
    """All that is agreed to, said in full: as it was asked, or narrower. It is never wider.

    Of quotes, the words are yours to change; who is named, and where they are read, stays as asked unless you say less.
    """

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
    excerpt: str | None = Field(description="The words to quote: for the person asked, and until they answer")


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
    excerpt: str | None = Field(description="Of a quote: the very words")
    attributed_to: str | None = Field(description="Of a quote: what stands beside them; null: nothing")
    reach: Reach | None = Field(description="Of a quote")


class QuotingReportRead(Output):
    """Where the words would stand."""

    title: str
    community: str = Field(description="The name of whose report it is")


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
    report_id: UUID | None = Field(description="That would quote them")
    report: QuotingReportRead | None = Field(description="The same, by its title")
    attribution: Attribution | None = Field(description="That was asked for, of quotes")
    attributed_to: str | None
    reach: Reach | None
    attributions: list[Attribution] | None = Field(
        description="Of quotes, for the person asked: what they may agree to at their age"
    )
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
