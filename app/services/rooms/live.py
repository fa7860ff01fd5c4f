"""What is live in rooms: one statement for all rooms that somebody asks about, and what each view shows of them."""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, Self
from uuid import UUID

from asyncpg import Record
from sqlalchemy import (
    ScalarSelect,
    Select,
    Text,
    Uuid,
    and_,
    case,
    cast,
    func,
    literal_column,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import aliased

from app.core.clock import on_the_wire
from app.core.compiled import Compiled, array_parameter
from app.core.projections import NOW, Element, build, wire
from app.core.uow import Runtime
from app.models.ballots import Ballot
from app.models.communities import Community
from app.models.missions import Mission, MissionKind
from app.models.proposals import OPTIONS, Proposal, ProposalState
from app.models.responses import MissionResponse
from app.models.rooms import Room, RoomState, ScenePhase
from app.models.walls import Wall
from app.policies import missions
from app.policies.proposals import is_shown
from app.policies.rooms import state
from app.policies.small_groups import round_down
from app.schemas.room_live import MOST_IDEAS, MOST_WAITING, RoomView
from app.services.missions import ballot_results, results
from app.services.missions.survey_answers import answers_to
from app.services.rooms import charts
from app.services.rooms.holders import LEAVERS, Holder, arguments

WITH_RESULTS = (ScenePhase.RESULTS, ScenePhase.VOTE)  # of a vote that goes on only if its form says so
BoardItems = Mapping[str, str]  # the JSON of ideas by their ids, newest first

IDS = array_parameter("rooms", Uuid())
_MISSION_ID = cast(Room.scene["mission_id"].astext, Uuid)
_THEMES = func.coalesce(Mission.form["themes"], cast(literal_column("'[]'"), JSONB))
_MISSION = build(
    {
        "id": Mission.id,
        "kind": Mission.kind,
        "state": missions.state(NOW),
        "title": Mission.title,
        "brief": Mission.brief,
        "themes": _THEMES,
    }
)
_SCENE = build(
    {
        "title": Community.name,
        "state": state(NOW),
        "door": Room.door,
        "code": Room.code,
        "phase": Room.scene["phase"],
        "mission": select(_MISSION)
        .where(Mission.id == _MISSION_ID, Mission.community_id == Room.community_id)
        .scalar_subquery(),
        "ends_at": Room.scene["ends_at"],
        "shown": Room.scene["shown"],
        "message": Room.scene["message"],
    }
)
_ANSWERS = (
    select(func.count())
    .where(MissionResponse.mission_id == _MISSION_ID, MissionResponse.submitted_at.is_not(None))
    .correlate(Room)
    .scalar_subquery()
)
_PLACES = func.unnest(Room.missions).table_valued("id", with_ordinality="place").render_derived(name="places")
_STEPS = (
    select(_MISSION)
    .select_from(_PLACES.join(Mission, Mission.id == _PLACES.c.id))
    .order_by(_PLACES.c.place)
    .correlate(Room)
)
_OPTIONS = select(Ballot.options).where(Ballot.mission_id == _MISSION_ID).correlate(Room).scalar_subquery()
_IS_OPTION = func.array_position(_OPTIONS, Proposal.id).is_not(None)  # of the vote at hand
_OF = func.jsonb_array_elements_text(Mission.form["of"]).table_valued("value").render_derived(name="source")
_VOTED_ON = (
    select(cast(_OF.c.value, Uuid))
    .select_from(Mission)
    .join(_OF, true())
    .where(Mission.id == _MISSION_ID, Mission.kind == MissionKind.BALLOT)
    .correlate(Room)
)
_SOURCES = func.array(union_all(select(_MISSION_ID).correlate(Room), _VOTED_ON).scalar_subquery())
_IDEA = build(
    {
        "id": Proposal.id,
        "title": Proposal.title,
        "text": Proposal.text,
        "themes": Proposal.themes,
        "since": wire(Proposal.__table__.c.updated_at),
        "version": Proposal.version,
        "waits": and_(Proposal.state == ProposalState.SUBMITTED, ~is_shown(NOW)),
    }
)
_THEME, _ONLY = Room.scene["shown"]["theme"].astext, Room.scene["shown"]["only"]
_IDEAS = (
    select(cast(_IDEA, Text))
    .select_from(Proposal)
    .join(Mission, Mission.id == Proposal.mission_id)
    .where(Proposal.mission_id == func.any(_SOURCES), or_(Proposal.mission_id == _MISSION_ID, _IS_OPTION))
    .correlate(Room)
)
_ON_BOARD = (
    or_(is_shown(NOW), _IS_OPTION),
    Proposal.state != ProposalState.MERGED,
    or_(_THEME.is_(None), func.array_position(Proposal.themes, _THEME).is_not(None)),
    or_(func.jsonb_array_length(_ONLY) == 0, _ONLY.has_key(cast(Proposal.id, Text))),
)
_WAITING = (Proposal.state == ProposalState.SUBMITTED, ~is_shown(NOW))
_BEHIND = (Proposal.state.in_((ProposalState.SUBMITTED, *OPTIONS)), ~is_shown(NOW))  # they wait, or to be revealed
_ELECTORATE = select(Ballot.electorate).where(Ballot.mission_id == _MISSION_ID).correlate(Room).scalar_subquery()
_LIVE_WALLS = select(Wall.id).where(Wall.room_id == Room.id, Wall.revoked_at.is_(None)).correlate(Room)

_HAS_RESULTS = Room.scene["phase"].astext.in_(WITH_RESULTS)
_WITH_RESULTS = aliased(Room, name="with_results")
_MISSIONS_WITH_RESULTS = select(cast(_WITH_RESULTS.scene["mission_id"].astext, Uuid)).where(
    _WITH_RESULTS.id == func.any(IDS), _WITH_RESULTS.scene["phase"].astext.in_(WITH_RESULTS)
)
_SHEETS = answers_to(_MISSIONS_WITH_RESULTS)
_SURVEY = select(results.counts_of(_SHEETS, _SHEETS.c.mission_id == Mission.id)).where(
    Mission.kind == MissionKind.SURVEY
)
_VOTES = select(ballot_results.COUNTS_ITEM).where(*ballot_results.IS_SHOWN)


def _results(counts: Select[Any]) -> Element:
    """Return the counts of the mission at hand, in scenes that show results."""
    own = (Mission.id == _MISSION_ID, Mission.community_id == Room.community_id)
    return case((_HAS_RESULTS, cast(counts.where(*own).correlate(Room).scalar_subquery(), Text)))


def _newest(ideas: Select[str], limit: int) -> ScalarSelect[str]:
    order = (Proposal.updated_at.desc(), Proposal.id.desc())
    return ideas.order_by(*order).limit(literal_column(str(limit))).scalar_subquery()


def _oldest(ideas: Select[str], limit: int) -> ScalarSelect[str]:
    order = ((Proposal.state == ProposalState.SUBMITTED).desc(), Proposal.created_at, Proposal.id)
    return ideas.order_by(*order).limit(literal_column(str(limit))).scalar_subquery()


def _count(ideas: Select[str]) -> ScalarSelect[int]:
    return ideas.with_only_columns(func.count()).scalar_subquery()


ROOMS = Compiled(
    select(
        Room.id,
        Room.version,
        cast(_SCENE, Text).label("scene"),
        Room.people,
        Room.heads,
        Room.alike,
        _ANSWERS.label("answers"),
        Community.k_min,
        func.array(_LIVE_WALLS.scalar_subquery()).label("walls"),
        func.array(_newest(_IDEAS.where(*_ON_BOARD), MOST_IDEAS)).label("board"),
        _count(_IDEAS.where(*_ON_BOARD)).label("total"),
        func.array(_oldest(_IDEAS.where(*_BEHIND), MOST_WAITING)).label("waiting"),
        _count(_IDEAS.where(*_WAITING)).label("waiting_total"),
        cast(func.array_to_json(func.array(_STEPS.scalar_subquery())), Text).label("missions"),
        _ELECTORATE.label("electorate"),
        _results(_SURVEY).label("survey"),
        _results(_VOTES).label("votes"),
        func.array(LEAVERS).label("leavers"),
    )
    .join(Community, Community.id == Room.community_id)
    .where(Room.id == func.any(IDS))
)


@dataclass(frozen=True)
class LiveRoom:
    """The content of a room at an instant, with exact numbers, which only the team reads."""

    id: UUID
    version: int
    scene_json: str
    people: int
    heads: int | None
    alike: int
    answers: int
    k_min: int
    walls: frozenset[UUID]
    missions: str
    electorate: int | None
    results: str
    leavers: Sequence[int]
    board: BoardItems = field(default_factory=dict)
    total: int = 0
    waiting: BoardItems = field(default_factory=dict)
    waiting_total: int = 0

    @classmethod
    def of(cls, row: Record) -> Self:
        return cls(
            id=row["id"],
            version=row["version"],
            scene_json=row["scene"],
            people=row["people"],
            heads=row["heads"],
            alike=row["alike"],
            answers=row["answers"],
            k_min=row["k_min"],
            walls=frozenset(row["walls"]),
            missions=row["missions"],
            electorate=row["electorate"],
            results=charts.of_counts(row["survey"], row["votes"]),
            leavers=row["leavers"],
            board=_by_id(row["board"]),
            total=row["total"],
            waiting=_by_id(row["waiting"]),
            waiting_total=row["waiting_total"],
        )

    @cached_property
    def scene(self) -> dict[str, Any]:
        scene: dict[str, Any] = json.loads(self.scene_json)
        return scene

    @property
    def is_over(self) -> bool:
        return bool(self.scene["state"] == RoomState.CLOSED)

    def counts(self, view: RoomView) -> str:
        """Return the JSON of numbers of people: exact for the team alone."""
        numbers = {"people": self.people, "answers": self.answers, "electorate": self.electorate}
        if view is RoomView.TEAM:
            return json.dumps(numbers | {"heads": self.heads, "alike": self.alike, "waiting": self.waiting_total})
        published = {name: number and round_down(number, self.k_min) for name, number in numbers.items()}
        return json.dumps(published | {"heads": self.heads, "alike": None, "waiting": None})

    def ideas(self, view: RoomView) -> BoardItems:
        return self._all_ideas if view is RoomView.TEAM else self.board

    def sections(self, view: RoomView) -> Sequence[tuple[str, str]]:
        """Return the JSON of all but the ideas, the scene first; equal sections are one string for all streams."""
        if view not in self._sections:
            self._sections[view] = (
                ("scene", self.scene_json),
                ("counts", self.counts(view)),
                ("missions", self.missions if view is RoomView.TEAM else "null"),
                ("results", self.results),
            )
        return self._sections[view]

    def mark(self, view: RoomView) -> int:
        """Return a digest of the content, without the clock."""
        parts = [section for _, section in self.sections(view)]
        words = "".join([*parts, *self.ideas(view).values()])
        return int.from_bytes(hashlib.blake2b(words.encode(), digest_size=7).digest())

    @cached_property
    def _all_ideas(self) -> BoardItems:
        return {**self.waiting, **self.board}

    @cached_property
    def _sections(self) -> dict[RoomView, Sequence[tuple[str, str]]]:
        return {}


async def read(runtime: Runtime, room_ids: Collection[UUID], holders: Sequence[Holder] = ()) -> Mapping[UUID, LiveRoom]:
    """Read rooms by their ids, those that exist; and who of the holders of streams have to leave them."""
    values = {"rooms": list(room_ids), "now": runtime.clock(), **arguments(holders)}
    rows = await runtime.database.reads.fetch(ROOMS.query, *ROOMS.values(values))
    return {row["id"]: LiveRoom.of(row) for row in rows}


def _by_id(items: Sequence[str]) -> BoardItems:
    return {json.loads(item)["id"]: item for item in items}


def board_json(items: Collection[str], removals: Collection[str], total: int) -> str:
    return f'{{"items":[{",".join(items)}],"removals":{json.dumps(list(removals))},"total":{total}}}'


def live_json(room: LiveRoom, view: RoomView, now: datetime) -> str:
    head = json.dumps({"version": room.version, "view": view, "now": on_the_wire(now)})
    ideas = board_json(room.ideas(view).values(), (), room.total)
    sections = (*room.sections(view), ("proposals", ideas))
    return head[:-1] + "".join(f',"{name}":{section}' for name, section in sections) + "}"
