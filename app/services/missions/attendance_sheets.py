"""Who registered and who came, as a sheet for the team: each person of it sees that they were read."""

from uuid import UUID

from sqlalchemy import literal, select

from app.core.db import fetch_one
from app.core.i18n import Language, Words
from app.core.uow import UnitOfWork
from app.models.grants import Accessed, Right
from app.models.missions import Mission, MissionKind
from app.models.responses import Attendance, MissionResponse, ResponseState
from app.models.users import User
from app.policies.missions import changeable_by
from app.policies.responses import reviewable_by
from app.services.access import access_events
from app.services.access.access_events import ReadTarget
from app.services.accounts import proofs
from app.services.missions.reads import MissionNotFound
from app.services.shared.spreadsheets import Cell, Table

NAME = Words("Présences")
HEAD = (Words("Nom"), Words("Inscription"), Words("Présence"), Words("Noté le"))
YES, WAITS, EXCUSED = Words("oui"), Words("en attente"), Words("s’excuse")
WORDS = {
    Attendance.REGISTERED: Words("pas encore noté"),
    Attendance.PRESENT: Words("là"),
    Attendance.ABSENT: Words("absent"),
}


async def table(uow: UnitOfWork, mission_id: UUID, language: Language) -> Table:
    """Return the people of an event. Raises MissionNotFound, SecondFactorRequired."""
    own = select(Mission).where(Mission.id == mission_id, Mission.kind == MissionKind.EVENT, changeable_by(uow.actor))
    mission = await fetch_one(uow.session, own, MissionNotFound)
    await proofs.check_review(uow, Mission.id == mission_id)
    statement = (
        select(MissionResponse, User.display_name)
        .join(Mission, Mission.id == MissionResponse.mission_id)
        .join(User, User.id == MissionResponse.user_id)
        .where(MissionResponse.mission_id == mission.id, reviewable_by(uow.actor, literal(uow.now)))
        .order_by(User.display_name, User.id)
    )
    rows: list[list[Cell]] = []
    for response, name in (await uow.session.execute(statement)).all():
        target = ReadTarget(response.user_id, None, Accessed.RESPONSE, response.id)
        access_events.record(uow, target, Right.DOWNLOAD)
        rows.append([name or "", *(item.in_(language) if item else None for item in _said(response)), _day(response)])
    return Table(NAME.in_(language), [item.in_(language) for item in HEAD], rows)


def _said(response: MissionResponse) -> tuple[Words | None, Words | None]:
    """Return what the person said, and what was noted."""
    if response.waiting_since is not None:
        return WAITS, None
    if response.state is ResponseState.DECLINED:
        return EXCUSED, None
    own = YES if response.submitted_at is not None else None
    return own, WORDS[response.attendance] if response.attendance else None


def _day(response: MissionResponse) -> Cell:
    return response.reviewed_at.date() if response.reviewed_at else None
