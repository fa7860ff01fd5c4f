"""What is live in a room: the same on walls, on phones, in streams and for whoever asks now and then."""

from enum import StrEnum
from uuid import UUID

from pydantic import Field

from app.models.missions import MissionKind, MissionState
from app.models.rooms import RoomDoor, RoomState, ScenePhase
from app.schemas.rooms import SceneFilterRead
from app.schemas.types import Instant, Output

MOST_IDEAS, MOST_WAITING = 48, 50


class RoomView(StrEnum):
    PARTICIPANT = "participant"
    TEAM = "team"
    WALL = "wall"


class LiveMissionRead(Output):
    id: UUID
    kind: MissionKind
    state: MissionState
    title: str
    brief: str | None
    themes: list[str]


class LiveSceneRead(Output):
    title: str = Field(description="Of the community", examples=["Lycée Jean-Moulin"])
    state: RoomState
    door: RoomDoor
    code: str
    phase: ScenePhase
    mission: LiveMissionRead | None
    ends_at: Instant | None = Field(description="Of the phase. Count with `now`: a phone’s clock may be wrong")
    shown: SceneFilterRead
    message: str | None


class RoomCountsRead(Output):
    people: int = Field(description="How many have come in. For the team exact, for others rounded down by steps of 5")
    answers: int = Field(description="Of the mission at hand, in the same way")
    electorate: int | None = Field(description="How many may vote in the ballot at hand, in the same way")
    heads: int | None = Field(description="People that the team counted in the room; null: it has not")
    alike: int | None = Field(description="The most entries that came from one source. For the team")
    waiting: int | None = Field(description="Ideas that wait for approval. For the team")


class BoardItemRead(Output):
    id: UUID
    title: str
    text: str | None
    themes: list[str]
    since: Instant = Field(description="When it came on the board, or changed")
    version: int
    waits: bool = Field(description="It waits for approval: only the team sees it")


class BoardRead(Output):
    items: list[BoardItemRead] = Field(
        description=f"The newest {MOST_IDEAS}; in a stream, after the first event, those that are new or changed"
    )
    removals: list[UUID] = Field(description="In a stream: what is not shown any more")
    total: int


class ChartBarRead(Output):
    label: str
    value: int | None = Field(description="null: so few that they could be recognised")
    rank: int


class ChartRead(Output):
    text: str
    people: int | None
    withheld: bool = Field(description="Too few people answered")
    bars: list[ChartBarRead]


class RoomResultsRead(Output):
    is_over: bool
    charts: list[ChartRead]


class RoomLiveRead(Output):
    version: int
    view: RoomView
    now: Instant = Field(description="By the server’s clock")
    scene: LiveSceneRead
    counts: RoomCountsRead
    missions: list[LiveMissionRead] | None = Field(description="What the room asks, in order. For the team")
    proposals: BoardRead
    results: RoomResultsRead | None = Field(description="In the phase `results`, or while a vote is counted openly")
