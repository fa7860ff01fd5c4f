"""Ballots: who may vote is who has a row as it opens; what they chose is counted once, and a secret one forgets it.

A vote holds the ballot's row shared, then its own response; counting holds the ballot's row alone, then the responses.
So no vote that was answered is missed, and none is counted twice.
"""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import exists, func, literal, or_, select, update
from sqlalchemy.dialects.postgresql import JSONB

from app.core.errors import Conflict, Unprocessable, wrong
from app.core.i18n import Words
from app.core.uow import UnitOfWork
from app.models.ballots import Ballot, BallotChanged, BallotOver, BallotProgress, NotInThisBallot
from app.models.missions import BEFORE, VOTE_GRACE, Mission, MissionKind, MissionState
from app.models.proposals import OPTIONS, Proposal
from app.models.responses import MissionResponse, ResponseState
from app.models.rooms import Room
from app.policies.missions import changeable_by, shown_to_members
from app.policies.rooms import asks, is_asked_in_room
from app.schemas.ballots import BallotChoice, BallotForm, BallotMethod, BallotResults
from app.schemas.responses import ResponseWrite
from app.services.missions import ballot_counts
from app.services.missions.assignments import assign_electorate
from app.services.missions.own_responses import OwnResponse
from app.services.missions.surveys import OTHER_KIND
from app.services.shared.room_signals import notify_rooms, show_results, wake_clock

UNKNOWN_SOURCE = Words("ce n’est pas une mission de propositions d’ici")
UNKNOWN_OPTION = Words("cette proposition n’est pas à choisir ici")
TWICE = Words("cette proposition est déjà choisie")
UNFIT = Words("ce vote ne se donne pas ainsi")
TOO_MUCH = Words("c’est plus que {limit}")
NO_CHOICE = wrong("/choices", "answer_missing", Words("un vote choisit au moins une proposition"))


class NothingToChoose(Conflict):
    title = Words("Il n’y a rien à choisir")
    advice = Words("Aucune proposition de ces missions n’est approuvée. Approuve celles qui vont au vote.")


async def check_form(uow: UnitOfWork, mission: Mission, form: BallotForm | None) -> None:
    """Check that it votes on proposals of its own community. Raises Unprocessable."""
    if form is None:
        return
    statement = select(Mission.id).where(
        Mission.id.in_(form.of), Mission.community_id == mission.community_id, Mission.kind == MissionKind.PROPOSAL
    )
    sources = set(await uow.session.scalars(statement))
    faults = [
        wrong(f"/ballot/of/{n}", "unknown_mission", UNKNOWN_SOURCE)
        for n, source in enumerate(form.of)
        if source not in sources
    ]
    if faults:
        raise Unprocessable(errors=faults)


async def check_options(uow: UnitOfWork, mission: Mission) -> None:
    """Raises NothingToChoose before a manager opens a vote on nothing."""
    if mission.kind is MissionKind.BALLOT and not await _options(uow, mission):
        raise NothingToChoose


async def begin(uow: UnitOfWork, mission: Mission) -> None:
    """Write who may vote and what there is to choose, in the transaction that opens it."""
    await assign_electorate(uow, mission)
    is_in_room = is_asked_in_room(MissionResponse.user_id)
    numbers = select(func.count(), func.count().filter(is_in_room)).select_from(MissionResponse)
    people = numbers.join(Mission, Mission.id == MissionResponse.mission_id)
    electorate, in_room = (await uow.session.execute(people.where(Mission.id == mission.id))).one()
    rooms = (
        select(func.count(Room.id), func.max(Room.heads))
        .select_from(Room)
        .join(Mission, asks())
        .where(Mission.id == mission.id)
    )
    has_room_audience, heads = (await uow.session.execute(rooms)).one()
    ballot = Ballot(mission_id=mission.id, options=await _options(uow, mission), electorate=electorate, heads=heads)
    ballot.in_room = in_room if has_room_audience else None
    uow.session.add_all([ballot, BallotProgress(mission_id=mission.id)])
    await wake_clock(uow)


async def _options(uow: UnitOfWork, mission: Mission) -> list[UUID]:
    sources = BallotForm.model_validate(mission.form).of
    statement = select(Proposal.id).where(
        Proposal.mission_id.in_(sources), Proposal.community_id == mission.community_id, Proposal.state.in_(OPTIONS)
    )
    return list(await uow.session.scalars(statement.order_by(Proposal.created_at, Proposal.id)))


async def hold_of(uow: UnitOfWork, user_id: UUID) -> None:
    """Hold the ballots that a person may vote in, so that they are not counted while a vote changes."""
    own = (MissionResponse.mission_id == Ballot.mission_id, MissionResponse.user_id == user_id)
    statement = select(Ballot.mission_id).where(Ballot.counted_at.is_(None), exists().where(*own))
    await uow.session.execute(statement.order_by(Ballot.mission_id).with_for_update(read=True))


async def refuse_latecomer(uow: UnitOfWork, mission_id: UUID) -> None:
    """Raises NotInThisBallot for whoever may see the vote and had no row as it opened."""
    condition = (Mission.id == mission_id, Mission.kind == MissionKind.BALLOT, Mission.state.not_in(BEFORE))
    statement = select(Mission.id).where(*condition, or_(shown_to_members(uow.actor), changeable_by(uow.actor)))
    if await uow.session.scalar(statement) is not None:
        raise NotInThisBallot


async def vote(uow: UnitOfWork, own: OwnResponse, data: ResponseWrite) -> bool:
    """Keep what was chosen. False for the same again. Raises BallotOver, BallotChanged, Unprocessable."""
    if data.experience_id or data.note or data.answers or data.attendance is not None or data.captured_at:
        raise Unprocessable(errors=[wrong("/choices", "other_kind", OTHER_KIND)])
    response, mission, ballot = own
    if ballot is None:
        raise BallotOver
    if data.ballot_version not in {None, ballot.version} and ballot.counted_at is None:  # counting changes it, too
        raise BallotChanged
    form = BallotForm.model_validate(mission.form)
    choices = _checked(form, ballot, data.choices)
    if response.state is ResponseState.SUBMITTED and response.choices == choices:
        return False
    _check_open(uow, own)
    if response.is_kept_uncounted:
        raise BallotOver
    response.vote(choices, uow.now)
    if form.results is BallotResults.LIVE:
        await uow.session.flush()
        await ballot_counts.show_batch(uow, ballot)
    return True


def check_revocable(uow: UnitOfWork, own: OwnResponse) -> None:
    """Raises BallotOver once it is counted: nothing is taken out of it. What is taken back before was never sent."""
    if own.mission.kind is MissionKind.BALLOT:
        _check_open(uow, own)
        if own.response.is_kept_uncounted:
            raise BallotOver
        own.response.submitted_at = None


def _check_open(uow: UnitOfWork, own: OwnResponse) -> None:
    _, mission, ballot = own
    in_time = mission.closes_at is None or uow.now <= mission.closes_at + VOTE_GRACE
    if ballot is None or ballot.counted_at is not None or mission.state is not MissionState.OPEN or not in_time:
        raise BallotOver


def _checked(form: BallotForm, ballot: Ballot, choices: Sequence[BallotChoice]) -> list[dict[str, Any]]:
    """Return the choices with the points that each gives. Raises Unprocessable with all faults."""
    if not choices:
        raise Unprocessable(errors=[NO_CHOICE])
    faults = list(_faults(form, ballot, choices))
    weight = sum(choice.points or 0 for choice in choices) if form.method is BallotMethod.POINTS else len(choices)
    ranks = sorted(choice.rank or 0 for choice in choices)
    if form.method is BallotMethod.RANK and ranks != list(range(1, len(choices) + 1)):
        faults.append(wrong("/choices", "choice_unfit", UNFIT))
    if weight > form.limit:
        faults.append(wrong("/choices", "too_long", TOO_MUCH.fill(limit=form.limit)))
    if faults:
        raise Unprocessable(errors=faults)
    return [
        {"proposal_id": str(choice.proposal_id), "points": _points(form, choice), "rank": choice.rank}
        for choice in sorted(choices, key=lambda choice: (choice.rank or 0, str(choice.proposal_id)))
    ]


def _faults(form: BallotForm, ballot: Ballot, choices: Sequence[BallotChoice]) -> Iterator[dict[str, object]]:
    ids = set[UUID]()
    for n, choice in enumerate(choices):
        if choice.proposal_id not in ballot.options:
            yield wrong(f"/choices/{n}/proposal_id", "unknown_proposal", UNKNOWN_OPTION)
        elif choice.proposal_id in ids:
            yield wrong(f"/choices/{n}/proposal_id", "repeated", TWICE)
        has_points, has_rank = choice.points is not None, choice.rank is not None
        if (has_points, has_rank) != (form.method is BallotMethod.POINTS, form.method is BallotMethod.RANK):
            yield wrong(f"/choices/{n}", "choice_unfit", UNFIT)
        ids.add(choice.proposal_id)


def _points(form: BallotForm, choice: BallotChoice) -> int:
    """Of a rank: the best has as many as there are places."""
    match form.method:
        case BallotMethod.APPROVAL:
            return 1
        case BallotMethod.POINTS:
            return choice.points or 0
        case BallotMethod.RANK:
            return form.limit + 1 - (choice.rank or form.limit)


async def end(uow: UnitOfWork, mission: Mission) -> None:
    """Count a vote that closed, once; a secret one forgets in the same transaction who chose what.

    One that was cancelled forgets it uncounted.
    """
    if mission.kind is not MissionKind.BALLOT:
        return
    statement = select(Ballot).where(Ballot.mission_id == mission.id).with_for_update()
    ballot = (await uow.session.scalars(statement.execution_options(populate_existing=True))).one_or_none()
    if ballot is None or ballot.counted_at is not None:
        return
    form = BallotForm.model_validate(mission.form)
    is_off = mission.state is MissionState.CANCELLED
    if not is_off:
        await ballot_counts.add(uow, ballot)
        await ballot_counts.join_papers(uow, form, ballot)
    ballot.counted_at = uow.now
    ballot.version += 1
    if form.secret or is_off:
        voters = (MissionResponse.mission_id == mission.id, MissionResponse.choices.is_not(None))
        forgetting = update(MissionResponse).where(*voters).values(choices=None)
        await uow.session.execute(forgetting.execution_options(synchronize_session=False))
    if not is_off:
        await show_results(uow, mission.id)
    await notify_rooms(uow, mission.id)


async def keep_of_leaver(uow: UnitOfWork, user_id: UUID, community_id: UUID | None = None) -> None:
    """Count the votes of a person who goes, in ballots that are open, and drop whose they were."""
    statement = (
        select(Ballot)
        .join(Mission, Mission.id == Ballot.mission_id)
        .join(MissionResponse, MissionResponse.mission_id == Mission.id)
        .where(MissionResponse.user_id == user_id, MissionResponse.choices.is_not(None), Ballot.counted_at.is_(None))
    )
    if community_id is not None:
        statement = statement.where(Mission.community_id == community_id)
    ballots = (await uow.session.scalars(statement.order_by(Ballot.mission_id).with_for_update(of=Ballot))).all()
    for ballot in ballots:
        own = (MissionResponse.mission_id == ballot.mission_id, MissionResponse.user_id == user_id)
        rows = select(MissionResponse).where(*own).with_for_update()
        response = (await uow.session.scalars(rows.execution_options(populate_existing=True))).one()
        if response.choices is not None:
            await ballot_counts.add(uow, ballot, MissionResponse.user_id == user_id)
            response.choices = None


async def voters_among(uow: UnitOfWork, user_ids: Sequence[UUID]) -> Sequence[UUID]:
    """Return who of these people voted in a ballot that is not counted yet."""
    statement = select(MissionResponse.user_id).join(Ballot, Ballot.mission_id == MissionResponse.mission_id)
    voters = (MissionResponse.user_id.in_(user_ids), MissionResponse.choices.is_not(None), Ballot.counted_at.is_(None))
    return (await uow.session.scalars(statement.where(*voters).distinct().order_by(MissionResponse.user_id))).all()


async def drop_option(uow: UnitOfWork, proposal_id: UUID) -> None:
    """Take a proposal out of the votes that go on: voices that it has are not counted."""
    statement = select(Ballot).where(
        Ballot.counted_at.is_(None), Ballot.options.bool_op("@>")(literal([proposal_id], Ballot.options.type))
    )
    for ballot in (await uow.session.scalars(statement.order_by(Ballot.mission_id).with_for_update())).all():
        ballot.options = [option for option in ballot.options if option != proposal_id]
        ballot.version += 1


async def passed_over(uow: UnitOfWork, proposal: Proposal) -> bool:
    """Whether a vote on the proposals of its mission was counted, and none chose this one."""
    votes = select(Ballot.chosen).join(Mission, Mission.id == Ballot.mission_id)
    of_mission = Mission.form["of"].bool_op("@>")(literal([str(proposal.mission_id)], JSONB))
    statement = votes.where(
        Mission.community_id == proposal.community_id,
        Mission.kind == MissionKind.BALLOT,
        of_mission,
        Ballot.counted_at.is_not(None),
        Mission.state != MissionState.CANCELLED,
    )
    lists = (await uow.session.scalars(statement)).all()
    return bool(lists) and all(proposal.id not in ids for ids in lists)
