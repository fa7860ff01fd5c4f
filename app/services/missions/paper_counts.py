"""Voices on paper: two people count them, once each, and never more than were in the room."""

from uuid import UUID

from sqlalchemy import func, select

from app.core.db import fetch_one
from app.core.errors import Conflict, Unprocessable, wrong
from app.core.i18n import Words
from app.core.uow import UnitOfWork
from app.models.ballots import Ballot, PaperCount
from app.models.memberships import Membership, MembershipState
from app.models.missions import Mission, MissionKind
from app.models.responses import MissionResponse
from app.policies.communities import ManagersOnly
from app.policies.missions import changeable_by, readable_by
from app.schemas.ballots import BallotForm, BallotMethod, PaperCountRead, PaperCountWrite
from app.services.missions import ballots
from app.services.missions.reads import MissionNotFound
from app.services.shared import idempotency


class PaperCounted(Conflict):
    title = Words("Ce papier est déjà compté")
    advice = Words("Une personne ne compte qu’une fois par vote. Deux autres comptent les autres bulletins.")


class NoBallotYet(Conflict):
    title = Words("Ce vote n’a pas commencé")
    advice = Words("Ouvre-le : on compte le papier à partir de là.")


UNKNOWN_MEMBER = Words("cette personne n’est pas membre")
MORE_THAN_PRESENT = wrong("/people", "above_present", Words("il y a plus de votes que de personnes présentes"))
TOO_MANY_POINTS = Words("c’est plus que ces bulletins ne peuvent donner")


async def add(uow: UnitOfWork, mission_id: UUID, data: PaperCountWrite, key: str | None = None) -> PaperCountRead:
    """Add voices on paper to a vote; once for each key.

    Raises MissionNotFound, ManagersOnly, NoBallotYet, PaperCounted, IdempotencyKeyReused.
    """
    statement = select(Mission).where(
        Mission.id == mission_id, Mission.kind == MissionKind.BALLOT, readable_by(uow.actor)
    )
    mission = await fetch_one(uow.session, statement, MissionNotFound)
    leads = select(Mission.id).where(Mission.id == mission_id, changeable_by(uow.actor))
    if await uow.session.scalar(leads) is None:
        raise ManagersOnly
    ballot = await uow.session.get(Ballot, mission_id, with_for_update=True)
    if ballot is None:
        raise NoBallotYet
    paper_id, is_new = await idempotency.remember_once(uow, key, data, mission_id)
    if not is_new:
        return PaperCountRead.model_validate(await uow.session.get_one(PaperCount, paper_id))
    form, papers = BallotForm.model_validate(mission.form), list(await ballots.papers_of(uow, mission_id))
    counters = {counter for paper in papers for counter in (paper.first_counter_id, paper.second_counter_id)}
    if counters & set(data.counted_by):
        raise PaperCounted
    await _check(uow, mission, ballot, data)
    await _check_present(uow, ballot, papers, data)
    first, second = data.counted_by
    paper = PaperCount(
        id=paper_id,
        mission_id=mission_id,
        first_counter_id=first,
        second_counter_id=second,
        people=data.people,
        present=data.present,
        tally={str(count.proposal_id): count.points for count in data.counts},
        counted_at=uow.now,
    )
    uow.session.add(paper)
    if ballot.counted_at is not None:
        ballot.chosen = ballots.chosen(form, ballot, [*papers, paper])
    await uow.session.flush()
    return PaperCountRead.model_validate(paper)


async def _check(uow: UnitOfWork, mission: Mission, ballot: Ballot, data: PaperCountWrite) -> None:
    form = BallotForm.model_validate(mission.form)
    highest = data.people * (1 if form.method is BallotMethod.APPROVAL else form.limit)
    belong = (Membership.community_id == mission.community_id, Membership.state == MembershipState.ACTIVE)
    members = select(Membership.user_id).where(*belong, Membership.user_id.in_(data.counted_by))
    member_ids = set(await uow.session.scalars(members))
    faults = [
        wrong(f"/counted_by/{n}", "unknown_member", UNKNOWN_MEMBER)
        for n, user_id in enumerate(data.counted_by)
        if user_id not in member_ids
    ]
    for n, count in enumerate(data.counts):
        if count.proposal_id not in ballot.options:
            faults.append(wrong(f"/counts/{n}/proposal_id", "unknown_proposal", ballots.UNKNOWN_OPTION))
        if count.points > highest:
            faults.append(wrong(f"/counts/{n}/points", "above_present", TOO_MANY_POINTS))
    places = form.limit if form.method is not BallotMethod.RANK else form.limit * (form.limit + 1) // 2
    if sum(count.points for count in data.counts) > data.people * places:
        faults.append(wrong("/counts", "above_present", TOO_MANY_POINTS))
    if faults:
        raise Unprocessable(errors=faults)


async def _check_present(uow: UnitOfWork, ballot: Ballot, papers: list[PaperCount], data: PaperCountWrite) -> None:
    """Nobody votes on paper who is not in the room, or who voted otherwise."""
    votes = select(func.count()).where(
        MissionResponse.mission_id == ballot.mission_id, MissionResponse.choices.is_not(None)
    )
    electronic = ballot.people + (0 if ballot.counted_at else await uow.session.scalar(votes) or 0)
    if data.people + electronic + sum(paper.people for paper in papers) > data.present:
        raise Unprocessable(errors=[MORE_THAN_PRESENT])
