from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StringConstraints, model_validator

from app.core.faults import refusal
from app.models.missions import MissionKind, MissionState
from app.models.responses import ResponseState
from app.models.rooms import RoomState
from app.models.users import AgeBracket
from app.schemas.ballots import BallotChoiceRead, BallotFormRead, OpenBallotRead
from app.schemas.codes import SixDigits
from app.schemas.pages import PageQuery
from app.schemas.people import PersonRef
from app.schemas.proposals import ProposalFormRead
from app.schemas.rooms import SceneRead
from app.schemas.surveys import SurveyFormRead
from app.schemas.types import BirthYear, Email, Input, Instant, Label, NamedRead, Organisation, Output

MOST_TICKETS = 1_000
Proof = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[A-Za-z0-9_-]+$", strict=True)]
TicketCode = Annotated[str, StringConstraints(min_length=8, max_length=40, strict=True)]
Key = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{22,64}$", strict=True)]


class EntryWrite(Input):
    """One of: `proof`, of the QR code on the wall, or `ticket`."""

    proof: Proof | None = Field(
        None, description="The `p` of the QR code: it changes every 30 seconds, and is taken for two minutes"
    )
    ticket: TicketCode | None = Field(None, description="Of paper: it lets one person in", examples=["k7qm-2xwd"])

    @model_validator(mode="after")
    def _one_way_in(self) -> "EntryWrite":
        if (self.proof is None) == (self.ticket is None):
            raise refusal("one_proof", "il faut proof ou ticket, pas les deux")
        return self


class GuestWrite(EntryWrite):
    age_bracket: Literal[AgeBracket.UNDER_15, AgeBracket.MINOR, AgeBracket.ADULT] = Field(
        description="Under 15, from 15 to 17, or 18 and more. It is kept until the guest is erased or claimed, "
        "says what they may do, and is read by nobody",
        examples=["minor"],
    )
    name: Organisation | None = Field(None, description="For the team alone; nobody else sees it", examples=["Inès"])
    key: Key | None = Field(
        None,
        description="Random, of 128 bits or more, made by the client: the same one again gives the same guest, where "
        "an answer was lost",
    )


class GuestRoomRead(Output):
    id: UUID
    code: str = Field(examples=["K7QM2X"])


class GuestEntryRead(Output):
    access_token: str = Field(
        description="For this room alone; good until the guest is erased. Nothing is to be refreshed"
    )
    token_type: Literal["Bearer"]
    guest_id: UUID
    room: GuestRoomRead
    claim_code: str = Field(
        description="Takes what the guest did into an account: `POST /v1/me/claims`", examples=["k7qm2-xwd34"]
    )


class RoomEntryRead(Output):
    room: GuestRoomRead
    entered_at: Instant


class RoomPersonRead(Output):
    """Somebody who came in, for the team."""

    id: UUID
    name: str | None = Field(description="That a guest gave")
    user: PersonRef | None = Field(description="Who came in with their account; null: a guest")
    entered_at: Instant
    alike: int = Field(description="Entries from the same source, with this one; 1 once the room is closed")


class RoomPeopleQuery(PageQuery):
    pass


class ClaimWrite(Input):
    claim_code: Annotated[str, StringConstraints(min_length=10, max_length=40, strict=True)] = Field(
        examples=["k7qm2-xwd34"]
    )


class ClaimRead(Output):
    room_id: UUID
    community: NamedRead
    claimed_at: Instant


class AddressWrite(Input):
    email: Email = Field(examples=["ines@example.org"])
    code: SixDigits = Field(examples=["204816"])
    device_name: Label = Field("", examples=["Téléphone d’Inès"])
    birth_year: BirthYear | None = Field(None, examples=[2009], description="Kept where the account is new")


class TicketsWrite(Input):
    number: int = Field(ge=1, le=MOST_TICKETS, strict=True, examples=[30])


class TicketsRead(Output):
    codes: list[str] = Field(description="Each lets one person in", examples=[["k7qm-2xwd"]])


class StateCommunityRead(Output):
    id: UUID
    name: str
    timezone: str


class StateAnswerRead(Output):
    """My own answer."""

    id: UUID
    state: ResponseState
    submitted_at: Instant | None
    choices: list[BallotChoiceRead] | None = Field(
        description="In a vote; one that is secret has forgotten them once it closed"
    )
    version: int


class StateMissionRead(Output):
    """What the room asks now."""

    id: UUID
    kind: MissionKind
    title: str
    brief: str | None
    state: MissionState
    closes_at: Instant | None
    survey: SurveyFormRead | None
    proposal: ProposalFormRead | None
    ballot: BallotFormRead | None
    open_ballot: OpenBallotRead | None = Field(description="Of a `ballot`: what there is to choose")
    ideas: int = Field(description="How many proposals of mine it has")
    response: StateAnswerRead | None = Field(description="null: it is not for me")


class RoomStateRead(Output):
    """A room, for the people in it."""

    id: UUID
    code: str
    community: StateCommunityRead
    state: RoomState
    scene: SceneRead
    mission: StateMissionRead | None = Field(description="null: nothing is asked, or it is not open")
    people: int = Field(description="How many are in it, rounded down by steps of 5")
