"""Events: who comes, and who came."""

from uuid import UUID

from sqlalchemy import func, literal, select
from sqlalchemy.dialects.postgresql import insert

from app.core.changes import Kind
from app.core.db import NEW_ID, fetch_one
from app.core.errors import Conflict, NotFound, Unprocessable, wrong
from app.core.i18n import Words
from app.core.uow import UnitOfWork
from app.models.memberships import Membership
from app.models.missions import BEFORE, Mission, MissionKind
from app.models.responses import Attendance, MissionResponse, ResponseState
from app.policies.communities import ManagersOnly
from app.policies.missions import changeable_by, members_of, readable_by
from app.policies.responses import reviewable_by
from app.schemas.events import AttendanceRead, AttendanceWrite, EventForm
from app.schemas.responses import ResponseWrite
from app.services.accounts import proofs
from app.services.missions.reads import MissionNotFound
from app.services.missions.surveys import OTHER_KIND

HAS_SEAT = (Attendance.REGISTERED, Attendance.PRESENT)


class EventFull(Conflict):
    title = Words("Il n’y a plus de place")
    advice = Words("Toutes les places sont prises. Si quelqu’un renonce, une place se libère : essaie plus tard.")


class EventNotBegun(Conflict):
    title = Words("L’évènement n’a pas commencé")
    advice = Words("Qui est venu se note à partir de son début.")


class AttendeeNotFound(NotFound):
    title = Words("Cette personne n’est pas inscrite")
    advice = Words("Elle n’est pas de la communauté, ou ne s’est pas inscrite.")


async def register(uow: UnitOfWork, response: MissionResponse, mission: Mission, data: ResponseWrite) -> bool:
    """Take a seat. False for a repetition. Raises MissionOver, EventFull, ResponseAccepted."""
    if data.attendance is None or data.experience_id or data.note or data.answers:
        raise Unprocessable(errors=[wrong("/attendance", "other_kind", OTHER_KIND)])
    if response.attendance is Attendance.REGISTERED:
        return False
    mission.expect_answer(uow.now, is_return=False, captured_at=None)
    capacity = EventForm.model_validate(mission.form).capacity
    if capacity is not None:
        key = func.hashtextextended(str(mission.id), 0)
        await uow.session.execute(select(func.pg_advisory_xact_lock(key)))  # seats are taken one after the other
        seats = select(func.count()).where(
            MissionResponse.mission_id == mission.id, MissionResponse.attendance.in_(HAS_SEAT)
        )
        if (await uow.session.scalar(seats) or 0) >= capacity:
            raise EventFull
    return response.register(uow.now)


async def mark(uow: UnitOfWork, mission_id: UUID, user_id: UUID, data: AttendanceWrite) -> AttendanceRead:
    """Note that somebody came, or did not; they see it in their answer. Who did not register needs `walk_ins`.

    Raises SecondFactorRequired, MissionNotFound, ManagersOnly, EventNotBegun, AttendeeNotFound.
    """
    await proofs.check_review(uow, Mission.id == mission_id)
    statement = select(Mission).where(
        Mission.id == mission_id, Mission.kind == MissionKind.EVENT, readable_by(uow.actor)
    )
    mission = await fetch_one(uow.session, statement.with_for_update(read=True), MissionNotFound)
    form = EventForm.model_validate(mission.form)
    if mission.state in BEFORE or uow.now < form.starts_at:
        raise EventNotBegun
    if form.walk_ins:
        await _add(uow, mission, user_id)
    response = await _attendee(uow, mission_id, user_id)
    if response.mark(data.attendance, uow.actor.id, uow.now):
        uow.changed(response.user_id, Kind.RESPONSE, response.id, response.version)
        uow.changed(response.user_id, Kind.MISSION, mission.id, response.version)
    return AttendanceRead(
        user_id=user_id,
        attendance=data.attendance,
        afterwards=response.reviewed_at is not None and response.reviewed_at > form.ends_at,
        registered=response.submitted_at is not None,
        marked_at=response.reviewed_at or uow.now,
    )


async def _add(uow: UnitOfWork, mission: Mission, user_id: UUID) -> None:
    """Give a member who came without having been asked a response of their own."""
    new = {
        "id": NEW_ID,
        "mission_id": literal(mission.id),
        "user_id": Membership.user_id,
        "state": literal(ResponseState.ASSIGNED, MissionResponse.state.type),
        "assigned_at": literal(uow.now),
        "updated_at": literal(uow.now),
        "version": literal(1),
    }
    member = select(*new.values()).where(members_of(mission), Membership.user_id == user_id)
    insertion = insert(MissionResponse).from_select(list(new), member, include_defaults=False)
    await uow.session.execute(insertion.on_conflict_do_nothing(index_elements=["mission_id", "user_id"]))


async def _attendee(uow: UnitOfWork, mission_id: UUID, user_id: UUID) -> MissionResponse:
    statement = (
        select(MissionResponse)
        .join(Mission, Mission.id == MissionResponse.mission_id)
        .where(MissionResponse.mission_id == mission_id, MissionResponse.user_id == user_id)
    )
    to_mark = statement.where(reviewable_by(uow.actor, literal(uow.now))).with_for_update(of=MissionResponse)
    response = (await uow.session.scalars(to_mark)).one_or_none()
    if response is None:
        manages = select(Mission.id).where(Mission.id == mission_id, changeable_by(uow.actor))
        raise ManagersOnly if await uow.session.scalar(manages) is None else AttendeeNotFound
    return response
