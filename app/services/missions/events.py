"""Events: who comes, and who came."""

from datetime import UTC, timedelta
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from sqlalchemy import delete, literal, select
from sqlalchemy.dialects.postgresql import insert

from app.core.changes import Kind
from app.core.dates import Precision
from app.core.db import NEW_ID, fetch_one
from app.core.errors import Conflict, NotFound, Unprocessable, wrong
from app.core.i18n import Words
from app.core.uow import UnitOfWork
from app.models.experiences import Experience
from app.models.memberships import Membership
from app.models.missions import BEFORE, Mission, MissionKind
from app.models.programmes import StepMail, StepMailKind
from app.models.responses import Attendance, MissionResponse, ResponseState
from app.models.users import User
from app.policies.communities import ManagersOnly
from app.policies.missions import changeable_by, members_of, readable_by
from app.policies.responses import reviewable_by
from app.schemas.events import AttendanceRead, AttendanceWrite, EventForm
from app.schemas.responses import ResponseWrite
from app.services.accounts import proofs
from app.services.missions import seats
from app.services.missions.mission_notifications import attendees, notify_of_event
from app.services.missions.reads import MissionNotFound
from app.services.missions.surveys import OTHER_KIND
from app.services.notifications.notification_templates import EventNotice

A_DAY = timedelta(days=1)
TITLE_SHARE = 15  # how complete a moment with a title alone is


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
    """Take a seat, or wait for one. False for a repetition. Raises MissionOver, EventFull, ResponseAccepted."""
    if data.attendance is None or data.experience_id or data.note or data.answers or data.choices:
        raise Unprocessable(errors=[wrong("/attendance", "other_kind", OTHER_KIND)])
    response.keep_in_journal = data.keep_in_journal
    if response.attendance is Attendance.REGISTERED or response.waiting_since is not None:
        return False
    mission.expect_answer(uow.now, is_return=False, captured_at=None)
    free = await seats.free(uow, mission)
    if free is None or free > await seats.waiting(uow, mission):
        return response.register(uow.now)
    if not EventForm.model_validate(mission.form).waiting_list:
        raise EventFull
    return response.wait(uow.now)


async def tell_registered(uow: UnitOfWork, response: MissionResponse, mission: Mission) -> None:
    """Tell somebody who took a seat when and where it is, with a file for their calendar."""
    if mission.event is None or mission.is_exchange or response.attendance is not Attendance.REGISTERED:
        return
    if uow.now < EventForm.model_validate(mission.event).starts_at:
        people = attendees(mission, MissionResponse.id == response.id)
        await notify_of_event(uow, mission, people, EventNotice.REGISTRATION)


async def tell_eve_again(uow: UnitOfWork, mission: Mission) -> None:
    """Let the mail of the day before come again, where that day is yet to come."""
    if uow.now + A_DAY < EventForm.model_validate(mission.event).starts_at:
        eve = (StepMail.mission_id == mission.id, StepMail.kind == StepMailKind.EVE)
        await uow.session.execute(delete(StepMail).where(*eve))


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
    had_come = response.state is ResponseState.ACCEPTED
    if response.mark(data.attendance, uow.actor.id, uow.now):
        if data.attendance is Attendance.PRESENT and response.keep_in_journal and not had_come:
            await _begin_moment(uow, response, mission, form)
        uow.changed(response.user_id, Kind.RESPONSE, response.id, response.version)
        uow.changed(response.user_id, Kind.MISSION, mission.id, response.version)
    return AttendanceRead(
        user_id=user_id,
        attendance=data.attendance,
        afterwards=response.reviewed_at is not None and response.reviewed_at > form.ends_at,
        registered=response.submitted_at is not None,
        marked_at=response.reviewed_at or uow.now,
    )


async def _begin_moment(uow: UnitOfWork, response: MissionResponse, mission: Mission, form: EventForm) -> None:
    """Begin a moment of the event in the journal of who came and asked for it. Nothing leads to it from the answer.

    Its id is derived from that of the answer: noted twice, it is begun once.
    """
    person = await uow.session.get_one(User, response.user_id)
    offset = form.starts_at.astimezone(ZoneInfo(person.timezone)).utcoffset() or timedelta(0)
    new = {
        "id": uuid5(response.id, "journal"),
        "owner_id": person.id,
        "title": mission.title,
        "lived_at": form.starts_at,
        "utc_offset": offset // timedelta(minutes=1),
        "lived_on": (form.starts_at.astimezone(UTC) + offset).date(),
        "lived_precision": Precision.MINUTE,
        "captured_at": uow.now,
        "received_at": uow.now,
        "updated_at": uow.now,
        "people": [],
        "tags": [],
        "skills": [],
        "language": person.locale.tag,
        "completeness": TITLE_SHARE,
        "version": 1,
        "born_as": "",
    }
    insertion = insert(Experience).values(new).on_conflict_do_nothing(index_elements=["id"]).returning(Experience.id)
    if await uow.session.scalar(insertion) is not None:
        uow.changed(person.id, Kind.EXPERIENCE, uuid5(response.id, "journal"), 1)


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
