"""The voices of a vote, summed; and what was chosen.

Towards `k` count accounts that are older than a week, as in figures, and apart from them people who were in the room
that voted: as many as came in by tickets, or as many heads as the team counted there.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import BigInteger, ColumnElement, and_, cast, column, func, literal_column, or_, select, update
from sqlalchemy.dialects.postgresql import JSONB

from app.core.uow import UnitOfWork
from app.models.ballots import Ballot, BallotProgress, PaperCount
from app.models.communities import Community
from app.models.missions import Mission
from app.models.responses import MissionResponse
from app.models.users import User
from app.policies.rooms import came_by_ticket
from app.policies.small_groups import ACCOUNT_AGE_IN_SQL, least
from app.schemas.ballots import BallotForm

Tally = dict[str, dict[str, int]]  # by proposal: `people` and `points`
PAPER_WAIT = timedelta(minutes=30)  # that a result waits for voices on paper


class Count(NamedTuple):
    people: int
    proven: int
    guests: int
    ticketed: int
    tally: Tally


async def count(uow: UnitOfWork, mission_id: UUID, *conditions: ColumnElement[bool]) -> Count:
    """Count the votes of a mission, or those of them that meet the conditions."""
    is_proven = and_(User.guest_of.is_(None), User.created_at <= Mission.opened_at - ACCOUNT_AGE_IN_SQL)
    ticket = came_by_ticket(MissionResponse.user_id)
    votes = (
        select(MissionResponse.choices, is_proven.label("is_proven"), ticket.label("ticket"))
        .join(Mission, Mission.id == MissionResponse.mission_id)
        .join(User, User.id == MissionResponse.user_id)
        .where(MissionResponse.mission_id == mission_id, MissionResponse.choices.is_not(None), *conditions)
        .cte("votes")
    )
    choice = func.jsonb_array_elements(votes.c.choices).table_valued(column("value", JSONB)).alias("choice")
    option, points = choice.c.value["proposal_id"].astext, cast(choice.c.value["points"], BigInteger)
    sums = (
        select(option.label("option"), func.count().label("people"), func.sum(points).label("points"))
        .select_from(votes.join(choice, literal_column("true")))
        .group_by(option)
        .subquery("sums")
    )
    numbers = func.json_build_object("people", sums.c.people, "points", sums.c.points)
    guests = and_(~votes.c.is_proven, votes.c.ticket.is_not(None))
    statement = select(
        func.count(),
        func.count().filter(votes.c.is_proven),
        func.count().filter(guests),
        func.count().filter(guests, votes.c.ticket),
        select(func.json_object_agg(sums.c.option, numbers)).scalar_subquery(),
    ).select_from(votes)
    people, proven, in_room, ticketed, tally = (await uow.session.execute(statement)).one()
    return Count(people, proven, in_room, ticketed, tally or {})


async def add(uow: UnitOfWork, ballot: Ballot, *conditions: ColumnElement[bool]) -> None:
    """Add the votes of the mission, or those that meet the conditions, to what the ballot has counted."""
    votes = await count(uow, ballot.mission_id, *conditions)
    ballot.people += votes.people
    ballot.proven += votes.proven
    ballot.guests += votes.guests
    ballot.ticketed += votes.ticketed
    ballot.tally = joined(ballot.tally, votes.tally, ballot.options)


async def show_batch(uow: UnitOfWork, ballot: Ballot) -> None:
    """Store new live numbers once `k` more people who count have voted: no single vote shows between two of them."""
    statement = select(BallotProgress, Community.k_min).join(Mission, Mission.id == BallotProgress.mission_id)
    statement = statement.join(Community, Community.id == Mission.community_id).where(Mission.id == ballot.mission_id)
    progress, k_min = (await uow.session.execute(statement)).one()
    votes = await count(uow, ballot.mission_id)
    proven = ballot.proven + votes.proven
    guests = guests_who_count(ballot.guests + votes.guests, ballot.ticketed + votes.ticketed, ballot.heads)
    if max(proven - progress.proven, guests - progress.guests) < least(k_min):
        return
    tally = joined(ballot.tally, votes.tally, ballot.options)
    batch = {"people": ballot.people + votes.people, "proven": proven, "guests": guests}
    is_last = (BallotProgress.proven == progress.proven, BallotProgress.guests == progress.guests)
    values = batch | {"tally": {option: numbers["people"] for option, numbers in tally.items()}}
    change = update(BallotProgress).where(BallotProgress.mission_id == ballot.mission_id, *is_last).values(values)
    await uow.session.execute(change.execution_options(synchronize_session=False))


def guests_who_count(guests: int, ticketed: int, heads: int | None) -> int:
    """Return how many people without a proven account count towards `k`: those who are known to be people."""
    return min(guests, max(heads or 0, ticketed))


async def papers_of(uow: UnitOfWork, mission_id: UUID) -> Sequence[PaperCount]:
    """Return the counts of paper that were not withdrawn, the oldest first."""
    statement = select(PaperCount).where(PaperCount.mission_id == mission_id, PaperCount.withdrawn_at.is_(None))
    return (await uow.session.scalars(statement.order_by(PaperCount.counted_at, PaperCount.id))).all()


async def join_papers(uow: UnitOfWork, form: BallotForm, ballot: Ballot) -> None:
    """Let confirmed paper join the sum, and choose. What would be more voices than people is withdrawn."""
    papers = await papers_of(uow, ballot.mission_id)
    room = largest_crowd(ballot) - ballot.people - sum(paper.people for paper in papers if paper.joined_at)
    for paper in papers:
        if paper.joined_at is None and paper.is_confirmed:
            if paper.people > room:
                paper.withdrawn_at = uow.now
            else:
                paper.joined_at = uow.now
                room -= paper.people
    ballot.chosen = chosen(form, ballot, [paper for paper in papers if paper.joined_at])


def largest_crowd(ballot: Ballot) -> int:
    """Return how many may vote: in a room, also people without a telephone, if the team counted heads."""
    return max(ballot.electorate, ballot.heads or 0)


def joined(first: Mapping[str, Any], second: Mapping[str, Any], options: Sequence[UUID]) -> Tally:
    """Add two tallies, of what can still be chosen."""
    nothing = {"people": 0, "points": 0}
    ids = [str(option) for option in options if str(option) in first.keys() | second.keys()]
    return {
        item: {name: first.get(item, nothing)[name] + second.get(item, nothing)[name] for name in nothing}
        for item in ids
    }


def chosen(form: BallotForm, ballot: Ballot, papers: Sequence[PaperCount]) -> list[UUID]:
    """Return what was chosen, the best first: as many as it chooses, and whatever has as many voices as the last."""
    people = ballot.people + sum(paper.people for paper in papers)
    if form.quorum is not None and people < form.quorum:
        return []
    scores = {option: score(ballot.tally, papers, option) for option in ballot.options}
    ranking = sorted((option for option in ballot.options if scores[option] > 0), key=lambda item: -scores[item])
    if form.winners is None or len(ranking) <= form.winners:
        return ranking
    return [option for option in ranking if scores[option] >= scores[ranking[form.winners - 1]]]


def score(tally: Mapping[str, Any], papers: Sequence[PaperCount], option: UUID) -> int:
    electronic: int = tally.get(str(option), {"points": 0})["points"]
    return electronic + sum(int(paper.tally.get(str(option), 0)) for paper in papers)


def published(counted_at: ColumnElement[Any], form: ColumnElement[Any], now: ColumnElement[Any]) -> ColumnElement[bool]:
    """The vote is counted, and waits for no paper (any more). In a statement with the Mission and its Ballot."""
    of_mission = (PaperCount.mission_id == Ballot.mission_id, PaperCount.withdrawn_at.is_(None))
    waiting = (PaperCount.joined_at.is_(None), PaperCount.counted_at <= counted_at)
    is_pending = select(PaperCount.id).where(*of_mission, *waiting).correlate_except(PaperCount).exists()
    has_paper = select(PaperCount.id).where(*of_mission).correlate_except(PaperCount).exists()
    waits = or_(is_pending, and_(form["paper"].astext == "true", ~has_paper))
    over = counted_at <= now - literal_column(f"interval '{PAPER_WAIT.total_seconds():.0f} seconds'")
    return and_(counted_at.is_not(None), or_(over, ~waits))
