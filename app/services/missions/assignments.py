"""The fan-out of a mission: it is sent, reminds, changes and ends for many people, in batches.

A batch is a few statements in one transaction, however many people it holds, and enqueues the next. A killed worker
leaves whole batches behind; another worker repeats the current one.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    Text,
    Uuid,
    and_,
    cast,
    func,
    literal,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import InstrumentedAttribute

from app.core.changes import Kind
from app.core.db import NEW_ID
from app.core.jobs import Job
from app.core.uow import UnitOfWork
from app.models.memberships import Membership
from app.models.missions import Mission, MissionKind, MissionState
from app.models.programmes import Programme
from app.models.responses import OPEN_STATES, TO_DO, MissionResponse, ResponseState
from app.models.room_entries import RoomEntry
from app.models.rooms import Room
from app.models.webhooks import WebhookEvent
from app.policies.missions import addressed, members_of
from app.policies.responses import left_open_at
from app.services.missions import mission_notifications, steps
from app.services.notifications.notification_templates import EventNotice
from app.services.shared.webhook_events import emit

AT_ONCE = 1_000
MISSIONS_AT_ONCE = 50
KINDS_OF_ROOMS = (
    MissionKind.SURVEY,
    MissionKind.EVENT,
    MissionKind.PROPOSAL,
    MissionKind.BALLOT,
)  # answered without a journal
KINDS_WITH_ELECTORATE = (MissionKind.BALLOT,)  # who may answer is who has a row when it opens


class AssignMission(Job):
    mission_id: UUID
    after: UUID | None = None  # the last person of the batch before


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
    is_moved: bool = False  # an event, to another moment or place


class AssignMember(Job):
    """Give a member the open missions that are meant for them: they joined, or gained a tag or a role."""

    community_id: UUID
    user_id: UUID
    after: UUID | None = None  # the last mission of the batch before


Batch = AssignMission | RemindMission | EndMission | RefreshMission


async def assign(uow: UnitOfWork, job: AssignMission) -> None:
    """Give each person of the audience a response to fill, and notify them. Nobody gets two."""
    mission = await _lock_mission(uow, job)
    if mission is None or not mission.takes_answers(uow.now):
        return
    if job.after is None and not mission.is_exchange:
        await emit(uow, WebhookEvent.MISSION_OPENING, mission.community_id, mission_id=mission.id)
    await _assign(uow, mission, await _next_batch(uow, job, Membership.user_id, members_of(mission)))


def assign_open_missions(uow: UnitOfWork, membership: Membership) -> None:
    """Enqueue the assignment of open missions to a member."""
    uow.enqueue(AssignMember(community_id=membership.community_id, user_id=membership.user_id))


async def assign_in_rooms(uow: UnitOfWork, mission: Mission) -> None:
    """Give everybody in the rooms that ask this mission a response to fill, in the transaction that opens it.

    Nobody is notified: they are there. Whoever comes later gets one by `assign_entrant`, unless the kind fixes who may.
    """
    if mission.kind not in KINDS_OF_ROOMS:
        return
    has_mission = Room.missions.bool_op("@>")(literal([mission.id], Room.missions.type))
    asks = or_(has_mission, Room.id == _room_of(mission))
    people = select(RoomEntry.user_id).join(Room, Room.id == RoomEntry.room_id).where(asks)
    await _insert(uow, people.add_columns(cast(mission.id, Uuid)).distinct())


async def assign_entrant(uow: UnitOfWork, room: Room, user_id: UUID) -> None:
    """Give somebody who comes in a response to each open mission of the room, but for kinds that fix who may answer."""
    in_room = or_(Mission.id.in_(room.missions), Mission.audience["room_id"].astext == str(room.id))
    kinds = [kind for kind in KINDS_OF_ROOMS if kind not in KINDS_WITH_ELECTORATE]
    statement = select(Mission).where(Mission.community_id == room.community_id, in_room, Mission.kind.in_(kinds))
    rows = await uow.session.scalars(statement.where(Mission.state == MissionState.OPEN))
    missions = [mission.id for mission in rows if mission.takes_answers(uow.now)]
    if missions:
        await _insert(uow, select(cast(user_id, Uuid), Mission.id).where(Mission.id.in_(missions)))


async def assign_first(uow: UnitOfWork, mission: Mission) -> None:
    """Give the first of the audience a response to fill, in the transaction that opens the mission: they can answer at
    once. The job that notifies them gives the others theirs.
    """
    people = select(Membership.user_id, cast(mission.id, Uuid)).where(members_of(mission), addressed(mission))
    await _insert(uow, people.order_by(Membership.user_id).limit(AT_ONCE))


async def assign_electorate(uow: UnitOfWork, mission: Mission) -> None:
    """Give all members of the audience a response to fill, in the transaction that opens the mission: nobody who comes
    later gets one.
    """
    people = select(Membership.user_id, cast(mission.id, Uuid)).where(members_of(mission), addressed(mission))
    await _insert(uow, people)


async def assign_room(uow: UnitOfWork, room: Room) -> None:
    """Give everybody in the room a response to each open mission of it: it asks another one from now on."""
    kinds = [kind for kind in KINDS_OF_ROOMS if kind not in KINDS_WITH_ELECTORATE]
    statement = (
        select(RoomEntry.user_id, Mission.id)
        .join(Room, Room.id == RoomEntry.room_id)
        .join(Mission, Mission.id == func.any(Room.missions))
        .where(Room.id == room.id, Mission.kind.in_(kinds), Mission.state == MissionState.OPEN)
    )
    await _insert(uow, statement.distinct())


async def _insert(uow: UnitOfWork, pairs: Select[UUID, UUID]) -> None:
    """Insert a response for each pair of person and mission, where there is none."""
    rows = pairs.subquery("pairs")
    user_id, mission_id = rows.c
    new = {"id": NEW_ID, "mission_id": mission_id, "user_id": user_id, **_unanswered(uow)}
    insertion = insert(MissionResponse).from_select(list(new), select(*new.values()), include_defaults=False)
    await uow.session.execute(insertion.on_conflict_do_nothing(index_elements=["mission_id", "user_id"]))


def _unanswered(uow: UnitOfWork) -> dict[str, Any]:
    return {
        "state": literal(ResponseState.ASSIGNED, MissionResponse.state.type),
        "assigned_at": literal(uow.now),
        "updated_at": literal(uow.now),
        "version": literal(1),
    }


def _room_of(mission: Mission) -> UUID | None:
    """Return the room whose people it is for, if it is for a room."""
    room_id = mission.audience.get("room_id")
    return None if room_id is None else UUID(room_id)


async def assign_member(uow: UnitOfWork, job: AssignMember) -> None:
    """Assign every open mission that is not due yet, a batch at a time. Repeating the job changes nothing."""
    beyond = true() if job.after is None else Mission.id > job.after
    waiting = or_(Mission.due_at.is_(None), Mission.due_at > uow.now)
    is_open = (Mission.state == MissionState.OPEN, Mission.recurrence.is_(None), waiting)
    takes_newcomers = Mission.kind.not_in(KINDS_WITH_ELECTORATE)
    statement = select(Mission).where(Mission.community_id == job.community_id, *is_open, takes_newcomers, beyond)
    statement = statement.order_by(Mission.id)
    missions = (await uow.session.scalars(statement.limit(MISSIONS_AT_ONCE).with_for_update(read=True))).all()
    for mission in missions:
        if mission.takes_answers(uow.now):
            await _assign(uow, mission, lambda column: column == job.user_id)
    if len(missions) == MISSIONS_AT_ONCE:
        uow.enqueue(job.model_copy(update={"after": missions[-1].id}))


async def _assign(
    uow: UnitOfWork, mission: Mission, in_batch: Callable[[InstrumentedAttribute[UUID]], ColumnElement[bool]]
) -> None:
    new = {
        "id": NEW_ID,
        "mission_id": literal(mission.id),
        "user_id": Membership.user_id,
        **_unanswered(uow),
    }
    statement = select(*new.values()).where(members_of(mission), in_batch(Membership.user_id), addressed(mission))
    insertion = insert(MissionResponse).from_select(list(new), statement, include_defaults=False)
    if mission.kind not in KINDS_WITH_ELECTORATE:
        await uow.session.execute(insertion.on_conflict_do_nothing(index_elements=["mission_id", "user_id"]))
    responses = (MissionResponse.mission_id == mission.id, in_batch(MissionResponse.user_id))
    if _room_of(mission) is None:  # who is in the room is there
        await mission_notifications.notify_sent(
            uow, mission, _waiting(mission, *responses, MissionResponse.state.in_(OPEN_STATES))
        )
    _note_change(uow, mission, *responses)


async def remind(uow: UnitOfWork, job: RemindMission) -> None:
    """Remind the people who have not answered."""
    mission = await _lock_mission(uow, job)
    if mission is not None and mission.takes_answers(uow.now) and (mission.due_at is None or mission.due_at > uow.now):
        in_batch = await _next_batch(uow, job, MissionResponse.user_id, MissionResponse.mission_id == mission.id)
        await mission_notifications.notify_reminder(
            uow, mission, _waiting(mission, in_batch(MissionResponse.user_id)), job.minutes
        )


async def end(uow: UnitOfWork, job: EndMission) -> None:
    """Close or cancel the responses of a mission.

    A closed one is missed where it was open; a cancelled one is notified.
    """
    mission = await _lock_mission(uow, job)
    if mission is None:
        return
    is_cancelled = mission.state is MissionState.CANCELLED
    if job.after is None and not mission.is_exchange:
        event = WebhookEvent.MISSION_CANCELLATION if is_cancelled else WebhookEvent.MISSION_CLOSING
        await emit(uow, event, mission.community_id, mission_id=mission.id)
        if not is_cancelled:
            await steps.schedule_followers(uow, mission)
    in_batch = await _next_batch(uow, job, MissionResponse.user_id, MissionResponse.mission_id == mission.id)
    responses = (MissionResponse.mission_id == mission.id, in_batch(MissionResponse.user_id))
    if is_cancelled:
        await mission_notifications.notify_cancelled(uow, mission, _waiting(mission, *responses))
        if mission.event is not None and not mission.is_exchange:
            people = mission_notifications.attendees(mission, *responses)
            await mission_notifications.notify_of_event(uow, mission, people, EventNotice.CANCELLATION)
    else:
        values = {"state": ResponseState.MISSED, "version": MissionResponse.version + 1, "updated_at": uow.now}
        statement = update(MissionResponse).where(*responses, left_open_at(literal(mission.ended_at))).values(values)
        await uow.session.execute(statement.execution_options(synchronize_session=False))
        missed_users = select(MissionResponse.user_id).where(*responses, MissionResponse.state == ResponseState.MISSED)
        await mission_notifications.close_notifications(uow, mission, missed_users)
    _note_change(uow, mission, *responses)


async def refresh(uow: UnitOfWork, job: RefreshMission) -> None:
    """Tell the people's devices that the mission has changed; who comes to an event, that it moved."""
    mission = await _lock_mission(uow, job)
    if mission is None:
        return
    in_batch = await _next_batch(uow, job, MissionResponse.user_id, MissionResponse.mission_id == mission.id)
    if job.is_moved:
        people = mission_notifications.attendees(mission, in_batch(MissionResponse.user_id))
        await mission_notifications.notify_of_event(uow, mission, people, EventNotice.MOVE)
    _note_change(uow, mission, MissionResponse.mission_id == mission.id, in_batch(MissionResponse.user_id))


async def _lock_mission(uow: UnitOfWork, job: Batch) -> Mission | None:
    """Lock the mission until the end of the batch, so that nobody ends it meanwhile. None: it was deleted."""
    return await uow.session.get(Mission, job.mission_id, with_for_update={"read": True})


class _InBatch:
    """The people of one batch, by a column with their ids."""

    def __init__(self, after: UUID | None, last: UUID | None) -> None:
        self._after, self._last = after, last

    def __call__(self, column: InstrumentedAttribute[UUID]) -> ColumnElement[bool]:
        beyond = true() if self._after is None else column > self._after
        return and_(beyond, true() if self._last is None else column <= self._last)


async def _next_batch(
    uow: UnitOfWork, job: Batch, column: InstrumentedAttribute[UUID], *scope: ColumnElement[bool]
) -> _InBatch:
    """Return the people of this batch, and enqueue the batch after it."""
    rest = select(column).where(*scope, _InBatch(job.after, None)(column)).order_by(column)
    last: UUID | None = await uow.session.scalar(rest.offset(AT_ONCE - 1).limit(1))
    if last is not None:
        uow.enqueue(job.model_copy(update={"after": last}))
    return _InBatch(job.after, last)


def _waiting(mission: Mission, *scope: ColumnElement[bool]) -> Select[UUID]:
    """Select the members who still have it to do."""
    return (
        select(MissionResponse.user_id)
        .join(Membership, _belongs(mission))
        .where(MissionResponse.mission_id == mission.id, MissionResponse.state.in_(TO_DO), *scope)
    )


def _note_change(uow: UnitOfWork, mission: Mission, *scope: ColumnElement[bool]) -> None:
    """Note the mission and its responses in the change logs of people who are still members."""
    kinds: dict[Kind, tuple[Any, Any]] = {
        Kind.MISSION: (cast(mission.id, Uuid), cast(mission.version, BigInteger)),
        Kind.RESPONSE: (MissionResponse.id, MissionResponse.version),
    }
    if mission.programme_id is not None:
        programme = select(Programme.version).where(Programme.id == mission.programme_id).scalar_subquery()
        kinds[Kind.PROGRAMME] = (cast(mission.programme_id, Uuid), programme)
    for kind, (entity_id, version) in kinds.items():
        rows = select(MissionResponse.user_id, cast(str(kind), Text), entity_id, version)
        uow.changed_all(rows.join(Membership, _belongs(mission)).where(*scope))


def _belongs(mission: Mission) -> ColumnElement[bool]:
    return and_(Membership.user_id == MissionResponse.user_id, members_of(mission))
