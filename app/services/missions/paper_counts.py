"""Voices on paper: two members count them, and each confirms the count from their own account.

Nothing is counted before. They are never more than the people who may vote and have not done so otherwise; once a
result is published, only a count of at least `k` papers is added, as a correction with its date.
"""

from collections.abc import Sequence
from typing import NoReturn
from uuid import UUID

from sqlalchemy import func, literal, or_, select

from app.core.db import fetch_one
from app.core.errors import Conflict, NotFound, Unprocessable, wrong
from app.core.i18n import Words
from app.core.uow import UnitOfWork
from app.models.ballots import Ballot, PaperCount
from app.models.communities import Community
from app.models.memberships import Membership, MembershipState
from app.models.missions import Mission, MissionKind, MissionState
from app.models.responses import MissionResponse
from app.models.users import User
from app.policies.communities import ManagersOnly
from app.policies.missions import changeable_by, readable_by
from app.policies.small_groups import ACCOUNT_AGE, least
from app.schemas.ballots import (
    BallotForm,
    BallotMethod,
    PaperChoiceRead,
    PaperCountRead,
    PaperCountsRead,
    PaperCountWrite,
)
from app.services.accounts import suspensions
from app.services.missions import ballot_counts, ballots, mission_notifications
from app.services.missions.reads import MissionNotFound
from app.services.notifications.notification_templates import PAPER
from app.services.shared import idempotency
from app.services.shared.room_signals import notify_rooms


class PaperCounted(Conflict):
    title = Words("Ce papier est déjà compté")
    advice = Words("Une personne ne compte qu’une fois par vote. Deux autres comptent les autres bulletins.")


class NoBallotYet(Conflict):
    title = Words("Ce vote n’a pas commencé")
    advice = Words("Ouvre-le : on compte le papier à partir de là.")


class PaperTooLate(Conflict):
    title = Words("Le résultat est publié")
    advice = Words("Un compte de si peu de bulletins se lirait dans la différence. Il ne s’ajoute plus.")


class PaperNotFound(NotFound):
    title = Words("Ce compte de bulletins est introuvable")


class CountersOnly(ManagersOnly):
    title = Words("Seules les deux personnes qui ont compté confirment ce compte")
    advice = Words("Chacune le fait depuis son propre compte.")


UNKNOWN_COUNTER = Words("cette personne n’est pas membre, ou son compte a moins d’une semaine")
MORE_THAN_PRESENT = wrong("/people", "above_present", Words("il y a plus de votes que de personnes présentes"))
MORE_THAN_VOTERS = wrong("/people", "above_electorate", Words("il y a plus de votes que de personnes qui votent"))
TOO_MANY_POINTS = Words("c’est plus que ces bulletins ne peuvent donner")


async def add(uow: UnitOfWork, mission_id: UUID, data: PaperCountWrite, key: str | None = None) -> PaperCountRead:
    """Write voices on paper down; once for each key. They wait for both counters, who are told.

    Raises MissionNotFound, ManagersOnly, NoBallotYet, PaperCounted, PaperTooLate, IdempotencyKeyReused.
    """
    await suspensions.check(uow)
    mission = await _find(uow, mission_id)
    leads = select(Mission.id).where(Mission.id == mission_id, changeable_by(uow.actor))
    if await uow.session.scalar(leads) is None:
        raise ManagersOnly
    ballot = await uow.session.get(Ballot, mission_id, with_for_update=True)
    if ballot is None:
        raise NoBallotYet
    paper_id, is_new = await idempotency.remember_once(uow, key, data, mission_id)
    if not is_new:
        return _read(await uow.session.get_one(PaperCount, paper_id), uow.actor.user_id, is_shown=True)
    papers = await ballot_counts.papers_of(uow, mission_id)
    if set(data.counted_by) & {counter for paper in papers for counter in paper.counters}:
        raise PaperCounted
    await _check(uow, mission, ballot, data)
    await _check_people(uow, ballot, papers, data)
    await _check_published(uow, mission, data.people)
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
    if uow.actor.user_id is not None:
        paper.confirm(uow.actor.user_id, uow.now)
    uow.session.add(paper)
    await uow.session.flush()
    for counter in set(data.counted_by) - {uow.actor.user_id}:
        await mission_notifications.notify_of_event(uow, mission, counter, PAPER)
    return _read(paper, uow.actor.user_id, is_shown=True)


async def confirm(uow: UnitOfWork, paper_id: UUID) -> PaperCountRead:
    """Confirm a count that the caller has made with somebody else. With both of them it joins the sum.

    Raises PaperNotFound, CountersOnly, PaperTooLate, Unprocessable.
    """
    await suspensions.check(uow)
    paper, mission, ballot = await _lock(uow, paper_id)
    if uow.actor.user_id not in paper.counters:
        await _refuse(uow, mission)
    if paper.withdrawn_at is not None or paper.joined_at is not None:
        return _read(paper, uow.actor.user_id, is_shown=True)
    await _check_published(uow, mission, paper.people)
    paper.confirm(uow.actor.id, uow.now)
    await mission_notifications.close_of_person(uow, mission, uow.actor.id)
    if ballot.counted_at is not None and mission.state is not MissionState.CANCELLED:
        await ballot_counts.join_papers(uow, BallotForm.model_validate(mission.form), ballot)
        await notify_rooms(uow, mission.id)
    await uow.session.flush()
    return _read(paper, uow.actor.user_id, is_shown=True)


async def withdraw(uow: UnitOfWork, paper_id: UUID) -> PaperCountRead:
    """Take a count back before it has joined the sum: who leads the vote, or a counter. It stays visible.

    Raises PaperNotFound, CountersOnly, PaperCounted once it is in the sum.
    """
    paper, mission, _ = await _lock(uow, paper_id)
    leads = select(Mission.id).where(Mission.id == mission.id, changeable_by(uow.actor))
    if uow.actor.user_id not in paper.counters and await uow.session.scalar(leads) is None:
        await _refuse(uow, mission)
    if paper.withdrawn_at is None:
        if paper.joined_at is not None:
            raise PaperCounted
        paper.withdrawn_at = uow.now
        for counter in paper.counters:
            await mission_notifications.close_of_person(uow, mission, counter)
        await notify_rooms(uow, mission.id)
        await uow.session.flush()
    return _read(paper, uow.actor.user_id, is_shown=True)


async def search(uow: UnitOfWork, mission_id: UUID) -> PaperCountsRead:
    """List the counts of a vote, for everybody who may vote in it. What was on the papers, their counters alone read.

    Raises MissionNotFound.
    """
    await _find(uow, mission_id)
    statement = select(PaperCount).where(PaperCount.mission_id == mission_id)
    papers = (await uow.session.scalars(statement.order_by(PaperCount.counted_at, PaperCount.id))).all()
    reader = uow.actor.user_id
    return PaperCountsRead(items=[_read(paper, reader, is_shown=reader in paper.counters) for paper in papers])


async def _find(uow: UnitOfWork, mission_id: UUID) -> Mission:
    """Return the vote, for its readers and for who counted papers of it. Raises MissionNotFound."""
    counters = or_(PaperCount.first_counter_id == uow.actor.id, PaperCount.second_counter_id == uow.actor.id)
    is_counter = select(PaperCount.id).where(PaperCount.mission_id == Mission.id, counters).exists()
    scope = (Mission.kind == MissionKind.BALLOT, or_(readable_by(uow.actor), is_counter))
    return await fetch_one(uow.session, select(Mission).where(Mission.id == mission_id, *scope), MissionNotFound)


async def _lock(uow: UnitOfWork, paper_id: UUID) -> tuple[PaperCount, Mission, Ballot]:
    """Lock the ballot, then the count. Raises PaperNotFound."""
    statement = select(PaperCount.mission_id).where(PaperCount.id == paper_id)
    mission_id = await fetch_one(uow.session, statement, PaperNotFound)
    try:
        mission = await _find(uow, mission_id)
    except MissionNotFound as error:
        raise PaperNotFound from error
    ballot = await uow.session.get_one(Ballot, mission_id, with_for_update=True, populate_existing=True)
    paper = await uow.session.get_one(PaperCount, paper_id, with_for_update=True, populate_existing=True)
    return paper, mission, ballot


async def _refuse(uow: UnitOfWork, mission: Mission) -> NoReturn:
    """Raises CountersOnly for a reader of the vote, PaperNotFound for anybody else."""
    sees = select(Mission.id).where(Mission.id == mission.id, readable_by(uow.actor))
    raise PaperNotFound if await uow.session.scalar(sees) is None else CountersOnly


async def _check(uow: UnitOfWork, mission: Mission, ballot: Ballot, data: PaperCountWrite) -> None:
    form = BallotForm.model_validate(mission.form)
    highest = data.people * (1 if form.method is BallotMethod.APPROVAL else form.limit)
    belong = (Membership.community_id == mission.community_id, Membership.state == MembershipState.ACTIVE)
    members = (
        select(Membership.user_id)
        .join(User, User.id == Membership.user_id)
        .where(*belong, Membership.user_id.in_(data.counted_by), User.created_at <= uow.now - ACCOUNT_AGE)
    )
    member_ids = set(await uow.session.scalars(members))
    faults = [
        wrong(f"/counted_by/{n}", "unknown_member", UNKNOWN_COUNTER)
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


async def _check_people(uow: UnitOfWork, ballot: Ballot, papers: Sequence[PaperCount], data: PaperCountWrite) -> None:
    """Nobody votes on paper who is not in the room, may not vote, or has voted otherwise."""
    votes = select(func.count()).where(
        MissionResponse.mission_id == ballot.mission_id, MissionResponse.choices.is_not(None)
    )
    electronic = ballot.people + (0 if ballot.counted_at else await uow.session.scalar(votes) or 0)
    people = data.people + electronic + sum(paper.people for paper in papers)
    bounds = ((ballot_counts.largest_crowd(ballot), MORE_THAN_VOTERS), (data.present, MORE_THAN_PRESENT))
    faults = [fault for bound, fault in bounds if people > bound]
    if faults:
        raise Unprocessable(errors=faults)


async def _check_published(uow: UnitOfWork, mission: Mission, people: int) -> None:
    """Raises PaperTooLate: the result is published, and so few voices would show in its correction."""
    is_published = ballot_counts.published(Ballot.__table__.c.counted_at, Mission.__table__.c.form, literal(uow.now))
    statement = (
        select(Community.k_min)
        .join(Mission, Mission.community_id == Community.id)
        .join(Ballot, Ballot.mission_id == Mission.id)
        .where(Mission.id == mission.id, is_published)
    )
    k_min = await uow.session.scalar(statement)
    if k_min is not None and people < least(k_min):
        raise PaperTooLate


def _read(paper: PaperCount, reader_id: UUID | None, *, is_shown: bool) -> PaperCountRead:
    confirmations = (paper.first_confirmed_at, paper.second_confirmed_at)
    return PaperCountRead(
        id=paper.id,
        mission_id=paper.mission_id,
        people=paper.people,
        present=paper.present,
        counted_at=paper.counted_at,
        counted_by=sorted(paper.counters),
        counts=[PaperChoiceRead(proposal_id=UUID(option), points=n) for option, n in paper.tally.items()]
        if is_shown
        else None,
        confirmations=sum(1 for at in confirmations if at is not None),
        own_confirmation=paper.has_confirmation_of(reader_id),
        joined_at=paper.joined_at,
        withdrawn_at=paper.withdrawn_at,
    )
