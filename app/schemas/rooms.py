from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field, model_validator

from app.core.faults import refusal
from app.models.rooms import LARGEST_ROOM, USUAL_ROOM, RoomDoor, RoomMinors, RoomState, ScenePhase
from app.schemas.pages import PageQuery
from app.schemas.patches import MergePatch
from app.schemas.returns import Returnable, returns
from app.schemas.types import Input, Instant, Line, Output, Reference, Sentence, distinct

LONGEST_PHASE = 24 * 60 * 60  # seconds
MissionIds = Annotated[list[Reference], AfterValidator(distinct)]


class RoomWrite(Returnable):
    community_id: Reference
    programme_id: Reference | None = None
    missions: MissionIds = Field([], max_length=50, description="What it asks, in order; of the same community")
    capacity: int = Field(USUAL_ROOM, ge=1, le=LARGEST_ROOM, strict=True, description="How many people may come in")
    allow_guests: bool = Field(default=False, strict=True, description="Whether people come in without an account")
    minors: RoomMinors = Field(
        RoomMinors.NONE,
        description="Which minors may come as guests: `none`, `over_15`, or `school`, of any age, in a school that "
        "operators know",
    )
    opens_at: Instant | None = Field(None, description="When it is planned; somebody of the team opens it")
    ends_at: Instant | None = Field(None, description="It closes by itself then. None: a day after its opening")

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> "RoomWrite":
        if self.opens_at and self.ends_at and self.ends_at <= self.opens_at:
            raise refusal("ends_before_it_begins", "la fin vient après le début")
        return self


class RoomPatch(MergePatch):
    of = RoomWrite


class DoorWrite(Input):
    door: RoomDoor


class HeadCountWrite(Input):
    people: int = Field(ge=0, le=LARGEST_ROOM, strict=True, description="That the team sees in the room", examples=[24])


class SceneFilter(Input):
    theme: Line | None = Field(None, description="Only what has this theme")
    only: MissionIds = Field([], max_length=12, description="Ids: only these")


class SceneWrite(Input):
    """What the wall and the phones show from now on."""

    mission_id: Reference | None = Field(None, description="One of the room’s missions; `ask` and `vote` need one")
    phase: ScenePhase
    seconds: int | None = Field(
        None, ge=5, le=LONGEST_PHASE, strict=True, description="How long, by the server’s clock", examples=[480]
    )
    shown: SceneFilter = SceneFilter(theme=None, only=[])
    message: Sentence | None = Field(None, description="A few words of the team, on the wall and the phones")

    @model_validator(mode="after")
    def _asks_something(self) -> "SceneWrite":
        if self.phase in {ScenePhase.ASK, ScenePhase.VOTE} and self.mission_id is None:
            raise refusal("scene_mission", "cette phase montre une mission de la salle")
        return self


class RoomQuery(PageQuery):
    state: RoomState | None = None


class SceneFilterRead(Output):
    theme: str | None
    only: list[UUID]


class SceneRead(Output):
    mission_id: UUID | None
    phase: ScenePhase
    ends_at: Instant | None = Field(description="Of the phase, by the server’s clock")
    shown: SceneFilterRead
    message: str | None


class RoomRead(Output):
    """A room, for the team that runs it."""

    id: UUID
    community_id: UUID
    programme_id: UUID | None
    missions: list[UUID]
    code: str = Field(description="To be typed: it shows the page of the room, and lets nobody in", examples=["K7QM2X"])
    url: str = Field(description="Of the page of the room", examples=["https://example.org/r/K7QM2X"])
    state: RoomState
    door: RoomDoor
    capacity: int
    people: int = Field(description="How many have come in: also who came in twice")
    alike: int = Field(
        description="The most entries that came from one source: a network, with one kind of telephone. It may be one "
        "telephone, or a class that has the same"
    )
    heads: int | None = Field(description="People that the team counted; null: it has not. Results of votes print it")
    scene: SceneRead
    allow_guests: bool
    minors: RoomMinors
    opens_at: Instant | None
    ends_at: Instant | None
    version: int
    created_at: Instant
    updated_at: Instant


returns(RoomRead, RoomWrite)
