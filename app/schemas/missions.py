from collections.abc import Mapping
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, Field, model_validator

from app.core.faults import refusal
from app.core.recurrence import checked
from app.models.media import MediaKind
from app.models.memberships import Role
from app.models.missions import AudienceKind, MissionKind, MissionState, ShownTo
from app.models.responses import ResponseState
from app.schemas.ballots import BallotForm, BallotFormRead, OpenBallotRead
from app.schemas.events import EventForm, EventFormRead
from app.schemas.experiences import Cited, CitedMediaRead, SkillRead
from app.schemas.pages import PageQuery
from app.schemas.patches import MergePatch
from app.schemas.people import PersonRef
from app.schemas.proposals import ProposalForm, ProposalFormRead
from app.schemas.returns import IDS, NULLABLE, Returnable, returns
from app.schemas.surveys import SurveyForm, SurveyFormRead
from app.schemas.types import Input, Instant, Line, NamedRead, Output, Paragraph, Reference, Tag, distinct, once

LONGEST = 60 * 24 * 60  # minutes before it is due, or after another one
MOST_STEPS = 999
FIELD_BY_TYPE: Mapping[AudienceKind, str | None] = {
    AudienceKind.ALL: None,
    AudienceKind.TAGS: "tags",
    AudienceKind.ROLES: "roles",
    AudienceKind.USERS: "users",
    AudienceKind.NOT_ANSWERED: "mission_id",
    AudienceKind.ROOM: "room_id",
    AudienceKind.OFFERS: None,  # its skill is added where the exchange is asked for
}


def _rule(value: str) -> str:
    try:
        return checked(value)
    except ValueError as error:
        raise refusal("recurrence", "doit être une règle RRULE comme FREQ=WEEKLY;BYDAY=MO") from error


Rule = Annotated[
    str,
    Field(
        min_length=1,
        max_length=200,
        strict=True,
        description="An RRULE of RFC 5545: DAILY, WEEKLY or MONTHLY; on the wall clock of the community’s time zone. "
        "MONTHLY from the 29th, 30th or 31st on: in a shorter month, its last day",
        examples=["FREQ=WEEKLY;BYDAY=MO"],
    ),
    AfterValidator(_rule),
]
Minutes = Annotated[int, Field(ge=1, le=LONGEST, strict=True)]


class Audience(Input):
    """Who it is for, among the members of the community."""

    type: AudienceKind
    tags: Annotated[list[Tag], AfterValidator(once), NULLABLE] = Field([], max_length=30, description="Any of them")
    roles: Annotated[list[Role], AfterValidator(distinct), NULLABLE] = Field([], max_length=3)
    users: Annotated[list[Reference], AfterValidator(distinct), NULLABLE] = Field([], max_length=1_000)
    mission_id: Reference | None = Field(None, description="Those who were sent it and did not answer")
    room_id: Reference | None = Field(None, description="Who is in that room, guests included; nobody is notified")

    @model_validator(mode="after")
    def _says_who(self) -> "Audience":
        if self.type is AudienceKind.OFFERS:
            raise refusal("exchange_audience", "un échange se demande par POST /v1/communities/{id}/exchanges")
        field = FIELD_BY_TYPE[self.type]
        if field is not None and not getattr(self, field):
            raise refusal("mission_audience", "doit dire à qui elle s’adresse")
        return self

    def kept(self) -> dict[str, object]:
        """Its type, and what that type needs: a merge patch may have left what another one needed."""
        names = {"type", *filter(None, [FIELD_BY_TYPE[self.type]])}
        return self.model_dump(mode="json", include=names)


EVERYBODY = Audience.model_validate({"type": AudienceKind.ALL})


class OpensAfter(Input):
    """It opens by itself some time after another mission of the community is closed, but for a vote that no manager
    wrote: a manager opens it."""

    mission_id: Reference
    minutes: int = Field(0, ge=0, le=LONGEST, strict=True)


class Expected(Input):
    """What an answer must have."""

    min_media: int = Field(0, ge=0, le=10, strict=True, examples=[1])
    kinds: Annotated[list[MediaKind], AfterValidator(distinct)] = Field(
        [], max_length=4, description="Which media count. None: all"
    )


class MissionWrite(Returnable):
    community_id: Reference
    kind: MissionKind = MissionKind.EXPERIENCE
    title: Line = Field(examples=["Une photo de ton poste de travail"])
    brief: Paragraph | None = Field(None, examples=["Montre où tu travailles, et dis ce que tu y as appris."])
    media: Annotated[list[Cited], AfterValidator(distinct)] = Field(
        [], max_length=10, description=f"{IDS}: your own media, in order; they are shown to the audience"
    )
    skills: Annotated[list[Cited], AfterValidator(distinct)] = Field([], max_length=30, description=IDS)
    audience: Audience = EVERYBODY
    programme_id: Reference | None = Field(None, description="The programme of its community that it is a step of")
    position: int | None = Field(None, ge=0, le=MOST_STEPS, strict=True, description="In its programme")
    opens_at: Instant | None = Field(
        None, description="It opens by itself then; a step, while its programme runs. None: a draft"
    )
    opens_after: OpensAfter | None = None
    due_at: Instant | None = Field(None, examples=["2026-09-11T15:00:00.000Z"])
    closes_at: Instant | None = Field(None, description="None: it stays open until somebody closes it")
    recurrence: Rule | None = None
    reminders: Annotated[list[Minutes], AfterValidator(distinct)] = Field(
        [], max_length=5, description="Minutes before `due_at`; for those who have not answered", examples=[[1440]]
    )
    expected: Expected | None = None
    survey: SurveyForm | None = Field(None, description="What a mission of kind `survey` asks")
    event: EventForm | None = Field(None, description="When and where, of a mission of kind `event`")
    proposal: ProposalForm | None = Field(None, description="What a mission of kind `proposal` takes")
    ballot: BallotForm | None = Field(None, description="On what and how a mission of kind `ballot` votes")
    responses_visible_to: ShownTo = ShownTo.MANAGERS

    @model_validator(mode="after")
    def _in_order(self) -> "MissionWrite":
        edges = (self.opens_at, self.due_at), (self.due_at, self.closes_at), (self.opens_at, self.closes_at)
        if any(before and after and after < before for before, after in edges):
            raise refusal("mission_times", "opens_at vient avant due_at, puis closes_at")
        if self.recurrence is not None and self.opens_at is None:
            raise refusal("recurrence_start", "une série commence à opens_at")
        if self.opens_after is not None and (self.opens_at is not None or self.recurrence is not None):
            raise refusal("opening_once", "opens_after va sans opens_at ni recurrence")
        if self.reminders and self.due_at is None:
            raise refusal("reminders_due", "un rappel vient avant due_at, qui manque")
        return self

    @model_validator(mode="after")
    def _asks_in_the_form_of_its_kind(self) -> "MissionWrite":
        forms = {
            MissionKind.SURVEY: self.survey,
            MissionKind.EVENT: self.event,
            MissionKind.PROPOSAL: self.proposal,
            MissionKind.BALLOT: self.ballot,
        }
        if {kind for kind, form in forms.items() if form} != {self.kind} - {MissionKind.EXPERIENCE}:
            raise refusal("mission_form", "une mission a la forme de son `kind`, et aucune autre")
        if self.ballot and self.recurrence:
            raise refusal("ballot_recurrence", "un vote a lieu une fois : il ne se répète pas")
        if self.event and self.recurrence:
            raise refusal("event_recurrence", "un évènement a son jour : il ne se répète pas")
        if self.form() and (self.expected or self.responses_visible_to is not ShownTo.MANAGERS):
            raise refusal("form_audience", "seule l’équipe voit les réponses, et rien d’autre n’est attendu")
        return self

    def form(self) -> SurveyForm | EventForm | ProposalForm | BallotForm | None:
        """Return what it asks beside its words; None: an experience."""
        return self.survey or self.event or self.proposal or self.ballot


class MissionPatch(MergePatch):
    of = MissionWrite


class MissionReadQuery(Input):
    seen: bool = Field(
        default=False, description="Tell its managers that you have seen it: somebody opened it, it was not prefetched"
    )


class MissionQuery(PageQuery):
    state: Literal["to_do", "done", "all", "draft", "scheduled", "open", "closed", "cancelled", "archived"] = Field(
        "all", description="`to_do` or `done` of those that were sent to you; with `community_id`, that of the mission"
    )
    community_id: Reference | None = Field(None, description="All of a community that you manage, drafts included")
    series_id: Reference | None = Field(None, description="With `community_id`: only the occurrences of that one")

    @model_validator(mode="after")
    def _asks_for_one_side(self) -> "MissionQuery":
        is_of_mission = self.state in set(MissionState) or self.series_id is not None
        if is_of_mission and self.community_id is None:
            raise refusal("managed_only", "cet état et series_id vont avec community_id")
        if self.state in {"to_do", "done"} and self.community_id is not None:
            raise refusal("own_only", "to_do et done ne vont qu’avec ce qui t’a été envoyé")
        return self


class MissionAudienceRead(Output):
    type: AudienceKind
    tags: list[str] | None
    roles: list[Role] | None
    users: list[UUID] | None
    mission_id: UUID | None
    room_id: UUID | None


class ExpectedRead(Output):
    min_media: int
    kinds: list[MediaKind]


class OpensAfterRead(Output):
    mission_id: UUID
    minutes: int


class AnswerRead(Output):
    """My own answer to it, so far."""

    id: UUID
    state: ResponseState
    experience_id: UUID | None
    note: str | None
    reason: str | None
    comment: str | None = Field(description="Of the last review")
    submitted_at: Instant | None
    reviewed_at: Instant | None
    certificate: str | None = Field(
        description="Where you take along that you were there; null: it is no event that gives it, or nobody noted you",
        examples=["/v1/missions/01990000-0000-7000-8000-000000000010/certificate.pdf"],
    )
    version: int


class MissionRead(Output):
    id: UUID
    community_id: UUID
    community: NamedRead
    author: PersonRef | None = Field(description="null: their account is gone, or about to be; or it is an exchange")
    asker: PersonRef | None = Field(
        description="Of an exchange: the member who asks; null to those who have not said yes to it"
    )
    series_id: UUID | None = Field(description="Of an occurrence: the series it belongs to")
    kind: MissionKind
    title: str
    brief: str | None
    media: list[CitedMediaRead]
    skills: list[SkillRead]
    audience: MissionAudienceRead | None = Field(description="For managers only")
    programme_id: UUID | None = Field(description="The programme it is a step of")
    position: int | None = Field(description="In its programme")
    opens_at: Instant | None
    opens_after: OpensAfterRead | None = Field(description="For managers, and the team of its programme")
    due_at: Instant | None
    closes_at: Instant | None
    recurrence: str | None
    next_at: Instant | None = Field(description="Of a series that is not over, for managers: when it comes next")
    reminders: list[int]
    expected: ExpectedRead | None
    survey: SurveyFormRead | None
    event: EventFormRead | None
    proposal: ProposalFormRead | None
    ballot: BallotFormRead | None
    open_ballot: OpenBallotRead | None = Field(description="Of a `ballot` that opened: what there is to choose")
    responses_visible_to: ShownTo
    state: MissionState
    response: AnswerRead | None = Field(description="Mine; null: it was not sent to me")
    opened_at: Instant | None
    ended_at: Instant | None
    version: int
    created_at: Instant
    updated_at: Instant


returns(MissionRead, MissionWrite)
