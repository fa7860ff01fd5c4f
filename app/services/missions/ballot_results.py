"""How a vote ended, or stands: one statement, without a name.

Towards `k` count people who are known to be people (`ballot_counts`). Where at least twice `k_min` may vote, each
number is exact or withheld, as `policies/small_groups.py` says; below, the order alone is told. Voices on paper are in
the sum, and told apart where neither they nor the others are few. While a vote goes on, numbers come in batches of `k`
people.
"""

import json
from collections.abc import Mapping, Sequence
from math import ceil
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Text, Uuid, and_, bindparam, case, cast, func, literal_column, or_, select

from app.core.actor import ME
from app.core.compiled import Compiled
from app.core.projections import NOW, SingleProjection, build, many
from app.core.uow import Reading, Runtime
from app.models.ballots import Ballot, BallotProgress, PaperCount
from app.models.communities import Community
from app.models.missions import Mission, MissionKind, MissionState
from app.models.proposals import Proposal
from app.policies.missions import changeable_by, readable_by
from app.policies.proposals import is_taken_down
from app.policies.sessions import SIGNED_IN, in_place
from app.policies.small_groups import exact_or_withheld, least
from app.schemas.ballots import BallotForm, BallotMethod, BallotOptionResultRead, BallotResultRead, BallotResults
from app.schemas.surveys import SurveyResultsRead
from app.services.missions.ballot_counts import guests_who_count, published
from app.services.missions.reads import MissionNotFound

_GOES_ON = Ballot.counted_at.is_(None)
_IS_LIVE = Mission.form["results"].astext == BallotResults.LIVE
_BATCH = select(build({name: getattr(BallotProgress, name) for name in ("people", "proven", "guests", "tally")})).where(
    BallotProgress.mission_id == Mission.id
)
_IDS = func.unnest(Ballot.options).table_valued("id", with_ordinality="position").render_derived(name="option")
_VISIBLE_TITLE = case((is_taken_down(), literal_column("'…'", Text)), else_=Proposal.title)
_TITLE = select(_VISIBLE_TITLE).where(Proposal.id == _IDS.c.id).correlate(_IDS).scalar_subquery()
_OPTIONS = func.array(
    select(build({"id": _IDS.c.id, "title": _TITLE})).order_by(_IDS.c.position).correlate(Ballot).scalar_subquery()
)
_PAPER = many(
    build({"people": PaperCount.people, "tally": PaperCount.tally}),
    PaperCount.mission_id == Mission.id,
    PaperCount.joined_at.is_not(None),
    PaperCount.withdrawn_at.is_(None),
    order_by=PaperCount.id,
)
COUNTS_ITEM = build(
    {
        "mission_id": Mission.id,
        "form": Mission.form,
        "is_over": ~_GOES_ON,
        "k_min": select(Community.k_min).where(Community.id == Mission.community_id).scalar_subquery(),
        "electorate": Ballot.electorate,
        "in_room": Ballot.in_room,
        "heads": Ballot.heads,
        "people": Ballot.people,
        "proven": Ballot.proven,
        "guests": Ballot.guests,
        "ticketed": Ballot.ticketed,
        "tally": Ballot.tally,
        "batch": case((_GOES_ON, _BATCH.correlate(Mission).scalar_subquery())),
        "chosen": func.to_json(Ballot.chosen),
        "options": _OPTIONS,
        "papers": _PAPER,
    }
)
IS_SHOWN: tuple[ColumnElement[bool], ...] = (
    Mission.kind == MissionKind.BALLOT,
    Mission.state != MissionState.CANCELLED,
    Ballot.mission_id == Mission.id,
    or_(published(Ballot.__table__.c.counted_at, Mission.__table__.c.form, NOW), and_(_GOES_ON, _IS_LIVE)),
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
    return counts and of_counts(counts.json)


async def read(runtime: Runtime, mission_id: UUID) -> SurveyResultsRead | None:
    """Return the same for a room that shows it, or None: it is no vote, or not to be shown yet."""
    values = {"id": mission_id, "now": runtime.clock()}
    row = await runtime.database.reads.fetchrow(COUNTS_IN_ROOM.query, *COUNTS_IN_ROOM.values(values))
    return None if row is None else of_counts(row["item"])


class _Votes(NamedTuple):
    """Exact numbers, which nobody but this module sees."""

    k_min: int
    electorate: int
    people: int
    sure: int  # people who count towards `k`: proven accounts, or who were in the room
    tally: Mapping[str, Mapping[str, int]]
    papers: Sequence[Mapping[str, Any]]
    chosen: Sequence[str]
    voice: int  # points that one person gives an option at most
    adds_up: bool  # each person chooses one: what is withheld would follow from the others

    @property
    def paper_people(self) -> int:
        return sum(paper["people"] for paper in self.papers)

    @property
    def is_withheld(self) -> bool:
        return self.sure + self.paper_people < self.k_min

    @property
    def is_order_only(self) -> bool:
        return self.electorate < 2 * self.k_min

    @property
    def is_apart(self) -> bool:
        """Voices on paper are told apart from the others: neither are so few that they could be recognised."""
        return min(self.sure, self.paper_people or self.k_min) >= self.k_min

    def people_of(self, option: str) -> int:
        """Return how many people chose it: of those on paper, as few as can have."""
        return self.tally.get(option, NOTHING)["people"] + ceil(self.on_paper(option) / self.voice)

    def score(self, option: str) -> int:
        return self.tally.get(option, NOTHING)["points"] + self.on_paper(option)

    def on_paper(self, option: str) -> int:
        return sum(paper["tally"].get(option, 0) for paper in self.papers)

    def results(self, titles: Mapping[str, str | None]) -> list[BallotOptionResultRead]:
        """Return what is told of each option: exact numbers, or none."""
        scores = {option: self.score(option) for option in titles}
        people = [self.people_of(option) for option in titles]
        few = [None if 0 < count < self.k_min else count for count in people]
        counts = exact_or_withheld(people, self.k_min) if self.adds_up else few
        has_numbers = not (self.is_withheld or self.is_order_only)
        results = []
        for (option, title), count in zip(titles.items(), counts, strict=True):
            has_count = has_numbers and count is not None
            numbers = self.tally.get(option, NOTHING) if has_count and self.is_apart else dict[str, int]()
            result = BallotOptionResultRead(
                proposal_id=UUID(option),
                title=title,
                place=None if self.is_withheld else 1 + sum(1 for item in scores.values() if item > scores[option]),
                chosen=not self.is_withheld and option in self.chosen,
                people=numbers.get("people"),
                points=numbers.get("points"),
                paper_points=self.on_paper(option) if self.papers and has_count and self.is_apart else None,
                total=scores[option] if has_count else None,
            )
            results.append(result)
        return sorted(results, key=lambda result: (result.place or 0, -(result.total or 0)))


NOTHING: Mapping[str, int] = {"people": 0, "points": 0}


def of_counts(item: str | bytes) -> SurveyResultsRead:
    """Return what may be told of these counts."""
    counts = json.loads(item)
    return _ended(counts) if counts["is_over"] else _going_on(counts)


def _ended(counts: Mapping[str, Any]) -> SurveyResultsRead:
    form = BallotForm.model_validate(counts["form"])
    guests = guests_who_count(counts["guests"], counts["ticketed"], counts["heads"])
    votes = _Votes(
        least(counts["k_min"]),
        counts["electorate"],
        counts["people"],
        max(counts["proven"], guests),
        counts["tally"],
        counts["papers"],
        counts["chosen"],
        1 if form.method is BallotMethod.APPROVAL else form.limit,
        form.limit == 1,
    )
    has_people = not (votes.is_withheld or votes.is_order_only)
    is_apart = has_people and votes.is_apart
    voters = votes.people + votes.paper_people
    ballot = BallotResultRead(
        **_head(form, counts),
        quorum_reached=None if form.quorum is None else voters >= form.quorum,
        paper_people=votes.paper_people if is_apart else 0,
        voters=voters if has_people else None,
        options=votes.results({option["id"]: option["title"] for option in counts["options"]}),
    )
    return _results(counts, ballot, votes.people if is_apart else None, withheld=votes.is_withheld)


def _going_on(counts: Mapping[str, Any]) -> SurveyResultsRead:
    """Return the numbers of the last batch: `k` more people had voted than at the batch before."""
    batch, few = counts["batch"], counts["electorate"] < 2 * least(counts["k_min"])
    has_count = not few and batch["people"] > 0
    options = [
        BallotOptionResultRead(
            proposal_id=UUID(option["id"]),
            title=option["title"],
            place=None,
            chosen=False,
            people=batch["tally"].get(option["id"], 0) if has_count else None,
            points=None,
            paper_points=None,
            total=None,
        )
        for option in counts["options"]
    ]
    ballot = BallotResultRead(
        **_head(BallotForm.model_validate(counts["form"]), counts),
        quorum_reached=None,
        paper_people=0,
        voters=None,
        options=sorted(options, key=lambda option: -(option.people or 0)),
    )
    return _results(counts, ballot, batch["people"] if has_count else None, withheld=not batch["people"])


def _head(form: BallotForm, counts: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "method": form.method,
        "secret": form.secret,
        "electorate": counts["electorate"],
        "in_room": counts["in_room"],
        "heads": counts["heads"],
        "order_only": counts["electorate"] < 2 * least(counts["k_min"]),
    }


def _results(
    counts: Mapping[str, Any], ballot: BallotResultRead, people: int | None, *, withheld: bool
) -> SurveyResultsRead:
    return SurveyResultsRead(
        mission_id=UUID(counts["mission_id"]),
        is_over=counts["is_over"],
        k_min=least(counts["k_min"]),
        withheld=withheld,
        people=people,
        questions=[],
        ballot=ballot,
    )
