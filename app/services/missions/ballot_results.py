"""How a vote ended, or stands: one statement, published as `policies/small_groups.py` says, without a name.

Exact where at least twice `k_min` people may vote; below, the order alone. While it goes on, people are rounded down by
steps, and nothing else is told: neither points nor an order that one vote could turn.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import BigInteger, ColumnElement, Text, Uuid, bindparam, case, cast, func, literal_column, or_, select
from sqlalchemy.dialects.postgresql import JSONB

from app.core.actor import ME
from app.core.compiled import Compiled
from app.core.projections import SingleProjection, build, many
from app.core.uow import Reading, Runtime
from app.models.ballots import Ballot, PaperCount
from app.models.communities import Community
from app.models.missions import Mission, MissionKind, MissionState
from app.models.proposals import Proposal
from app.models.responses import MissionResponse
from app.policies.missions import changeable_by, readable_by
from app.policies.proposals import is_taken_down
from app.policies.sessions import SIGNED_IN, in_place
from app.policies.small_groups import least, round_down
from app.schemas.ballots import BallotForm, BallotOptionResultRead, BallotResultRead, BallotResults
from app.schemas.surveys import SurveyResultsRead
from app.services.missions.reads import MissionNotFound

_GOES_ON = Ballot.counted_at.is_(None)
_IS_LIVE = Mission.form["results"].astext == BallotResults.LIVE
_VOTES = (MissionResponse.mission_id == Mission.id, MissionResponse.choices.is_not(None))
_CHOICE = func.jsonb_array_elements(MissionResponse.choices).table_valued("value").render_derived(name="choice")
_OPTION = cast(_CHOICE.c.value, JSONB)["proposal_id"].astext
_LIVE_TALLY = (
    select(_OPTION.label("option"), func.count().label("people"))
    .select_from(MissionResponse)
    .join(_CHOICE, literal_column("true"))
    .where(*_VOTES)
    .group_by(_OPTION)
    .correlate(Mission)
    .subquery("votes")
)
_TALLY = select(func.json_object_agg(_LIVE_TALLY.c.option, _LIVE_TALLY.c.people)).scalar_subquery()
_VOTERS = select(func.count()).select_from(MissionResponse).where(*_VOTES).correlate(Mission).scalar_subquery()
_IDS = func.unnest(Ballot.options).table_valued("id", with_ordinality="position").render_derived(name="option")
_VISIBLE_TITLE = case((is_taken_down(), literal_column("'…'", Text)), else_=Proposal.title)
_TITLE = select(_VISIBLE_TITLE).where(Proposal.id == _IDS.c.id).correlate(_IDS).scalar_subquery()
_OPTIONS = func.array(
    select(build({"id": _IDS.c.id, "title": _TITLE})).order_by(_IDS.c.position).correlate(Ballot).scalar_subquery()
)
_PAPER = many(
    build({"people": PaperCount.people, "tally": PaperCount.tally}),
    PaperCount.mission_id == Mission.id,
    order_by=PaperCount.id,
)
COUNTS_ITEM = build(
    {
        "mission_id": Mission.id,
        "form": Mission.form,
        "is_over": ~_GOES_ON,
        "k_min": select(Community.k_min).where(Community.id == Mission.community_id).scalar_subquery(),
        "electorate": Ballot.electorate,
        "people": Ballot.people,
        "tally": Ballot.tally,
        "live_people": case((_GOES_ON, _VOTERS), else_=literal_column("0", BigInteger)),
        "live_tally": case((_GOES_ON, _TALLY)),
        "chosen": func.to_json(Ballot.chosen),
        "options": _OPTIONS,
        "papers": _PAPER,
    }
)
IS_SHOWN: tuple[ColumnElement[bool], ...] = (
    Mission.kind == MissionKind.BALLOT,
    Mission.state != MissionState.CANCELLED,
    Ballot.mission_id == Mission.id,
    or_(~_GOES_ON, _IS_LIVE),
)
_ID = bindparam("id", type_=Uuid())
COUNTS = SingleProjection(
    SIGNED_IN,
    COUNTS_ITEM,
    literal_column("1"),
    or_(changeable_by(ME), readable_by(ME)),
    in_place(Mission.community_id),
    Mission.id == _ID,
    *IS_SHOWN,
    missing=MissionNotFound,
)
COUNTS_IN_ROOM = Compiled(select(cast(COUNTS_ITEM, Text).label("item")).where(Mission.id == _ID, *IS_SHOWN))


async def get(reading: Reading, mission_id: UUID) -> SurveyResultsRead:
    """Return how a vote ended, or stands. Raises MissionNotFound for whoever may not read it, or not yet."""
    counts = await find(reading, mission_id)
    if counts is None:
        raise MissionNotFound
    return counts


async def find(reading: Reading, mission_id: UUID) -> SurveyResultsRead | None:
    """Return the same, or None."""
    counts = await COUNTS.find(reading, id=mission_id)
    return counts and published(counts.json)


async def read(runtime: Runtime, mission_id: UUID) -> SurveyResultsRead | None:
    """Return the same for a room that shows it, or None: it is no vote, or not to be shown yet."""
    row = await runtime.database.reads.fetchrow(COUNTS_IN_ROOM.query, *COUNTS_IN_ROOM.values({"id": mission_id}))
    return None if row is None else published(row["item"])


class _Votes(NamedTuple):
    """Exact numbers, which nobody but this module sees."""

    is_over: bool
    k_min: int
    electorate: int
    people: int
    tally: Mapping[str, Mapping[str, int]]
    live: Mapping[str, int]
    papers: Sequence[Mapping[str, Any]]
    chosen: Sequence[str]

    @property
    def is_withheld(self) -> bool:
        return self.people < self.k_min

    @property
    def is_order_only(self) -> bool:
        return self.electorate < 2 * self.k_min

    @property
    def total(self) -> int | None:
        if self.is_withheld or self.is_order_only:
            return None
        return self.people if self.is_over else round_down(self.people, self.k_min)

    def score(self, option: str) -> int:
        return self.tally.get(option, {"points": 0})["points"] + (self.on_paper(option) or 0)

    def on_paper(self, option: str) -> int | None:
        return sum(paper["tally"].get(option, 0) for paper in self.papers) if self.papers else None

    def result(self, option: str, title: str | None, scores: Sequence[int]) -> BallotOptionResultRead:
        has_order = self.is_over and not self.is_withheld
        numbers = self.tally.get(option, {"people": 0, "points": 0})
        people = numbers["people"] if self.is_over else round_down(self.live.get(option, 0), self.k_min)
        return BallotOptionResultRead(
            proposal_id=UUID(option),
            title=title,
            place=1 + sum(1 for number in scores if number > self.score(option)) if has_order else None,
            chosen=has_order and option in self.chosen,
            people=None if self.total is None else people,
            points=numbers["points"] if self.total is not None and self.is_over else None,
            paper_points=self.on_paper(option),
        )


def published(item: str | bytes) -> SurveyResultsRead:
    """Return what may be told of these counts."""
    counts = json.loads(item)
    form = BallotForm.model_validate(counts["form"])
    votes = _Votes(
        counts["is_over"],
        least(counts["k_min"]),
        counts["electorate"],
        counts["people"] + counts["live_people"],
        counts["tally"],
        _live(counts),
        counts["papers"],
        counts["chosen"],
    )
    scores = [votes.score(option["id"]) for option in counts["options"]]
    options = [votes.result(option["id"], option["title"], scores) for option in counts["options"]]
    paper_people = sum(paper["people"] for paper in votes.papers)
    has_quorum = None if form.quorum is None or not votes.is_over else votes.people + paper_people >= form.quorum
    return SurveyResultsRead(
        mission_id=UUID(counts["mission_id"]),
        is_over=votes.is_over,
        k_min=votes.k_min,
        withheld=votes.is_withheld,
        people=votes.total,
        questions=[],
        ballot=BallotResultRead(
            method=form.method,
            secret=form.secret,
            electorate=votes.electorate,
            order_only=votes.is_order_only,
            quorum_reached=has_quorum,
            paper_people=paper_people,
            options=sorted(options, key=lambda option: (option.place or 0, -(option.people or 0))),
        ),
    )


def _live(counts: Mapping[str, Any]) -> dict[str, int]:
    """Add those who voted and left to those whose votes are there."""
    tally, earlier = counts["live_tally"] or {}, counts["tally"]
    ids = [option["id"] for option in counts["options"]]
    return {option: tally.get(option, 0) + earlier.get(option, {"people": 0})["people"] for option in ids}
