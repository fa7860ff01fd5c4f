"""What a mission does to many people: it is sent, reminds, changes, ends. So many at a time, each batch a transaction.

A batch is some statements, however many people it holds, and announces the next one. A worker that is killed leaves
whole batches behind, and the one at hand is done again by another worker.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ColumnElement, Select, Text, Uuid, and_, cast, literal, or_, select, true, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import InstrumentedAttribute

from app.core.changes import Kind
from app.core.db import NEW_ID
from app.core.jobs import Job
from app.core.uow import UnitOfWork
from app.models.memberships import Membership
from app.models.missions import Mission, MissionState
from app.models.responses import OPEN_STATES, TO_DO, MissionResponse, ResponseState
from app.policies.missions import addressed, members_of
from app.policies.responses import left_open_at
from app.services.missions import notices

AT_ONCE = 1_000
MISSIONS_AT_ONCE = 50


class AssignMission(Job):
    mission_id: UUID
    after: UUID | None = None  # the last person who was looked at


class RemindMission(Job):
    mission_id: UUID
    minutes: int  # before it is due
    after: UUID | None = None


class EndMission(Job):
    mission_id: UUID
    after: UUID | None = None


class RefreshMission(Job):
    mission_id: UUID
    after: UUID | None = None


class AssignMember(Job):
    """Give a member what is open and meant for them: they came in, or gained a tag or a role."""

    community_id: UUID
    user_id: UUID
    after: UUID | None = None  # the last mission that was looked at


Batch = AssignMission | RemindMission | EndMission | RefreshMission


async def assign(uow: UnitOfWork, job: AssignMission) -> None:
    """Whoever it is for gets a response to fill, and hears of it. Nobody gets two."""
    mission = await _held(uow, job)
    if not mission.takes_answers(uow.now):
        return
    await _assign(uow, mission, await _next(uow, job, Membership.user_id, members_of(mission)))


def assign_open_missions(uow: UnitOfWork, membership: Membership) -> None:
    """Once this transaction is committed."""
    uow.enqueue(AssignMember(community_id=membership.community_id, user_id=membership.user_id))


async def assign_member(uow: UnitOfWork, job: AssignMember) -> None:
    """Every open mission that is not due yet, one transaction's worth at a time. Done twice, nothing is given twice."""
    beyond = true() if job.after is None else Mission.id > job.after
    waiting = or_(Mission.due_at.is_(None), Mission.due_at > uow.now)
    is_open = (Mission.state == MissionState.OPEN, Mission.recurrence.is_(None), waiting)
    statement = select(Mission).where(Mission.community_id == job.community_id, *is_open, beyond).order_by(Mission.id)
    missions = (await uow.session.scalars(statement.limit(MISSIONS_AT_ONCE).with_for_update(read=True))).all()
    for mission in missions:
        if mission.takes_answers(uow.now):
            await _assign(uow, mission, lambda column: column == job.user_id)
    if len(missions) == MISSIONS_AT_ONCE:
        uow.enqueue(job.model_copy(update={"after": missions[-1].id}))


async def _assign(
    uow: UnitOfWork, mission: Mission, among: Callable[[InstrumentedAttribute[UUID]], ColumnElement[bool]]
) -> None:
    new = {
        "id": NEW_ID,
        "mission_id": literal(mission.id),
        "user_id": Membership.user_id,
        "state": literal(ResponseState.ASSIGNED, MissionResponse.state.type),
        "assigned_at": literal(uow.now),
        "updated_at": literal(uow.now),
        "version": literal(1),
    }
    statement = select(*new.values()).where(members_of(mission), among(Membership.user_id), addressed(mission))
    made = insert(MissionResponse).from_select(list(new), statement, include_defaults=False)
    await uow.session.execute(made.on_conflict_do_nothing(index_elements=["mission_id", "user_id"]))
    theirs = (MissionResponse.mission_id == mission.id, among(MissionResponse.user_id))
    await notices.sent(uow, mission, _waiting(mission, *theirs, MissionResponse.state.in_(OPEN_STATES)))
    _changed(uow, mission, *theirs)


async def remind(uow: UnitOfWork, job: RemindMission) -> None:
    """Those who have not answered, and nobody else."""
    mission = await _held(uow, job)
    if mission.takes_answers(uow.now) and (mission.due_at is None or mission.due_at > uow.now):
        among = await _next(uow, job, MissionResponse.user_id, MissionResponse.mission_id == mission.id)
        await notices.reminded(uow, mission, _waiting(mission, among(MissionResponse.user_id)), job.minutes)


async def end(uow: UnitOfWork, job: EndMission) -> None:
    """Closed: whoever said nothing has missed it, and is no longer bothered. Cancelled: they hear that."""
    mission = await _held(uow, job)
    among = await _next(uow, job, MissionResponse.user_id, MissionResponse.mission_id == mission.id)
    theirs = (MissionResponse.mission_id == mission.id, among(MissionResponse.user_id))
    if mission.state is MissionState.CANCELLED:
        await notices.cancelled(uow, mission, _waiting(mission, *theirs))
    else:
        moved = {"state": ResponseState.MISSED, "version": MissionResponse.version + 1, "updated_at": uow.now}
        statement = update(MissionResponse).where(*theirs, left_open_at(literal(mission.ended_at))).values(moved)
        await uow.session.execute(statement.execution_options(synchronize_session=False))
        gone = select(MissionResponse.user_id).where(*theirs, MissionResponse.state == ResponseState.MISSED)
        await notices.over(uow, mission, gone)
    _changed(uow, mission, *theirs)


async def refresh(uow: UnitOfWork, job: RefreshMission) -> None:
    """Their phones hear that it says something else now."""
    mission = await _held(uow, job)
    among = await _next(uow, job, MissionResponse.user_id, MissionResponse.mission_id == mission.id)
    _changed(uow, mission, MissionResponse.mission_id == mission.id, among(MissionResponse.user_id))


async def _held(uow: UnitOfWork, job: Batch) -> Mission:
    """As it is until this batch is done: whoever would end it waits."""
    return await uow.session.get_one(Mission, job.mission_id, with_for_update={"read": True})


class _Among:
    """The people of one batch, by a column with their ids."""

    def __init__(self, after: UUID | None, last: UUID | None) -> None:
        self._after, self._last = after, last

    def __call__(self, column: InstrumentedAttribute[UUID]) -> ColumnElement[bool]:
        beyond = true() if self._after is None else column > self._after
        return and_(beyond, true() if self._last is None else column <= self._last)


async def _next(
    uow: UnitOfWork, job: Batch, column: InstrumentedAttribute[UUID], *scope: ColumnElement[bool]
) -> _Among:
    """Who is next; the batch after them is announced."""
    rest = select(column).where(*scope, _Among(job.after, None)(column)).order_by(column)
    last: UUID | None = await uow.session.scalar(rest.offset(AT_ONCE - 1).limit(1))
    if last is not None:
        uow.enqueue(job.model_copy(update={"after": last}))
    return _Among(job.after, last)


def _waiting(mission: Mission, *scope: ColumnElement[bool]) -> Select[UUID]:
    """Those who still have it to do, and belong to the community."""
    return (
        select(MissionResponse.user_id)
        .join(Membership, _belongs(mission))
        .where(MissionResponse.mission_id == mission.id, MissionResponse.state.in_(TO_DO), *scope)
    )


def _changed(uow: UnitOfWork, mission: Mission, *scope: ColumnElement[bool]) -> None:
    """Note the mission and its answers in the change feeds of those people who still belong to the community."""
    kinds: dict[Kind, tuple[Any, Any]] = {
        Kind.MISSION: (cast(mission.id, Uuid), cast(mission.version, BigInteger)),
        Kind.RESPONSE: (MissionResponse.id, MissionResponse.version),
    }
    for kind, (entity_id, version) in kinds.items():
        rows = select(MissionResponse.user_id, cast(str(kind), Text), entity_id, version)
        uow.changed_all(rows.join(Membership, _belongs(mission)).where(*scope))


def _belongs(mission: Mission) -> ColumnElement[bool]:
    return and_(Membership.user_id == MissionResponse.user_id, members_of(mission))
