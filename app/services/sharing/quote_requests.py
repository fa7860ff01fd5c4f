"""Requests to quote an answer, by whoever leads its mission and writes the report. Asking shows nothing of it."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.dialects.postgresql import array

from app.core.db import constant
from app.core.errors import Conflict, Unprocessable, wrong
from app.core.i18n import Words
from app.core.projections import NOW, Element
from app.core.uow import UnitOfWork
from app.models.grant_requests import GrantRequest, RequestState
from app.models.grants import Attribution
from app.models.missions import Mission
from app.models.notifications import NotificationType
from app.models.programme_reports import ProgrammeReport
from app.models.responses import MissionResponse
from app.models.users import AgeBracket, User
from app.policies.age import age_bracket
from app.policies.quotes import askable_by, quoting
from app.schemas.grant_requests import GrantRequestWrite
from app.services.notifications import notifications
from app.services.notifications.notifications import NewNotification

LONGEST = timedelta(days=1096)  # three years
UNKNOWN_ANSWER = Words("il n’y a pas de mots à citer dans cette réponse, ou elle n’est pas à une mission de toi")
UNKNOWN_REPORT = wrong("/report_id", "unknown_report", Words("tu n’écris aucun bilan de ce nom"))
SEVERAL_PEOPLE = wrong("/targets", "several_people", Words("une demande cite les réponses d’une seule personne"))
TOO_LONG = wrong("/ends_at", "too_long", Words("au plus trois ans"))


class QuoteRefused(Conflict):
    title = Words("Cette personne ne veut pas être citée dans ce bilan")
    advice = Words("Elle a refusé une première fois : on ne lui demande plus pour ce bilan.")


async def owner_of(uow: UnitOfWork, data: GrantRequestWrite) -> UUID:
    """Return the person whose answers are asked for, to missions of the report's community. Raises Unprocessable."""
    report = select(ProgrammeReport.community_id).where(ProgrammeReport.id == data.report_id, quoting(uow.actor))
    community_id = await uow.session.scalar(report.with_for_update(read=True, key_share=True))
    if community_id is None:
        raise Unprocessable(errors=[UNKNOWN_REPORT])
    ids = [target.id for target in data.targets]
    statement = (
        select(MissionResponse.id, MissionResponse.user_id)
        .join(Mission, Mission.id == MissionResponse.mission_id)
        .where(MissionResponse.id.in_(ids), MissionResponse.user_id != uow.actor.id)
        .where(Mission.community_id == community_id, askable_by(uow.actor))
    )
    owners: dict[UUID, UUID] = {row.id: row.user_id for row in await uow.session.execute(statement)}
    if faults := [
        wrong(f"/targets/{n}/id", "unknown_target", UNKNOWN_ANSWER) for n, item in enumerate(ids) if item not in owners
    ]:
        raise Unprocessable(errors=faults)
    if len(set(owners.values())) > 1:
        raise Unprocessable(errors=[SEVERAL_PEOPLE])
    if data.ends_at > uow.now + LONGEST:
        raise Unprocessable(errors=[TOO_LONG])
    return next(iter(owners.values()))


def overdue(owner_id: UUID, report_id: UUID | None) -> ColumnElement[bool]:
    """The requests that stand in the way of another, once nobody answered them."""
    return (GrantRequest.owner_id == owner_id) & (GrantRequest.report_id == report_id)


async def check_not_refused(uow: UnitOfWork, owner_id: UUID, report_id: UUID | None) -> None:
    """Raises QuoteRefused for a report in which the person did not want to be quoted."""
    refusals = select(GrantRequest.id).where(
        GrantRequest.owner_id == owner_id,
        GrantRequest.report_id == report_id,
        GrantRequest.state == RequestState.REFUSED,
    )
    if await uow.session.scalar(refusals) is not None:
        raise QuoteRefused


async def notify_owner(uow: UnitOfWork, request_id: UUID, owner_id: UUID, data: GrantRequestWrite) -> None:
    """Tell the person who asks, and for which community."""
    asker = await uow.session.get_one(User, uow.actor.id)
    of_answer = (Mission.id == MissionResponse.mission_id, MissionResponse.id == data.targets[0].id)
    community_id = await uow.session.scalar(select(Mission.community_id).where(*of_answer))
    fields = {"request_id": str(request_id), "person_id": str(asker.id), "person": asker.display_name}
    quote = NewNotification(NotificationType.QUOTE, request_id, community_id, fields)
    await notifications.notify(uow, owner_id, quote)


_IS_ADULT = (
    select(age_bracket(NOW) == constant(AgeBracket.ADULT)).where(User.id == GrantRequest.owner_id).scalar_subquery()
)
_UP_TO_PUBLIC = array([constant(Attribution.NOBODY), constant(Attribution.PUBLIC)])
ATTRIBUTIONS: Element = func.to_json(
    case((_IS_ADULT, func.array_append(_UP_TO_PUBLIC, constant(Attribution.FIRST_NAME))), else_=_UP_TO_PUBLIC)
)
