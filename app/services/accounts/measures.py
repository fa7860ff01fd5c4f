"""Measures of operators against a person, with a reason; and the objection, answered once."""

from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, exists, literal, select, update

from app.core.dates import months_from
from app.core.db import fetch_one
from app.core.errors import Conflict, NotFound
from app.core.i18n import Words
from app.core.ids import uuid7
from app.core.security import digest
from app.core.uow import Runtime, UnitOfWork
from app.models.communities import Community
from app.models.memberships import Membership, MembershipState, Role
from app.models.notifications import NotificationType
from app.models.reports import MONTHS_TO_APPEAL, Measure, MeasureKind
from app.models.users import User
from app.policies.measures import WithdrawnByOperators
from app.schemas.reports import AppealWords
from app.services.accounts.report_templates import EFFECTS, MEASURE_SUBJECTS, measure_mail
from app.services.notifications import mails, notifications
from app.services.notifications.notification_templates import DECISION, titled
from app.services.notifications.notifications import NewNotification


class MeasureNotFound(NotFound):
    title = Words("Décision introuvable")


class MeasureStands(Conflict):
    title = Words("C’est déjà fait")


def stands(kind: MeasureKind, target_id: ColumnElement[UUID] | UUID) -> ColumnElement[bool]:
    """A measure of that kind stands against the target."""
    return exists().where(Measure.kind == kind, Measure.target_id == target_id, Measure.lifted_at.is_(None))


async def check_target(uow: UnitOfWork, kind: MeasureKind, target_id: UUID) -> None:
    """Check that operators did not withdraw the target. Raises WithdrawnByOperators."""
    if await _stands(uow, kind, target_id):
        raise WithdrawnByOperators


async def take(uow: UnitOfWork, kind: MeasureKind, person: User | None, target_id: UUID, reason: str) -> Measure:
    """Record the measure and notify the person; None: the managers of the community that is the target.

    The caller carries it out. Raises MeasureStands.
    """
    if await _stands(uow, kind, target_id):
        raise MeasureStands
    measure_id = uuid7()
    measure = Measure(
        id=measure_id,
        person_id=person and person.id,
        token_digest=digest(token_of(uow.runtime, measure_id)),
        kind=kind,
        target_id=target_id,
        reason=reason,
        taken_at=uow.now,
    )
    uow.session.add(measure)
    await uow.session.flush()
    await notify(uow, measure, (MEASURE_SUBJECTS[kind], EFFECTS[kind]), reason)
    return measure


async def notify(uow: UnitOfWork, measure: Measure, texts: tuple[Words, Words], reason: str) -> None:
    """Notify whom it concerns by mail, with the page for objections, and in the app."""
    people = select(User).where(User.id == measure.person_id)
    if measure.person_id is None:
        manages = (Membership.role == Role.MANAGER, Membership.state == MembershipState.ACTIVE)
        people = select(User).join(Membership, Membership.user_id == User.id)
        people = people.where(Membership.community_id == measure.target_id, *manages)
    for person in (await uow.session.scalars(people.order_by(User.id))).all():
        await _notify_person(uow, measure, person, texts, reason)


async def _notify_person(
    uow: UnitOfWork, measure: Measure, person: User, texts: tuple[Words, Words], reason: str
) -> None:
    subject, words = texts
    until = months_from(measure.taken_at, MONTHS_TO_APPEAL).astimezone(ZoneInfo(person.timezone)).date()
    may = measure.lifted_at is None and measure.may_appeal(uow.now)
    link = address_of(uow.runtime, measure.id) + person.language.in_query if may else None
    effect = words.in_(person.language)
    mail = measure_mail(person.language, subject=subject, effect=effect, reason=reason, link=link, until=until)
    await mails.post(uow, person.email, mail)
    data = {"kind": DECISION, **titled(subject, person.locale)}
    await notifications.notify(uow, person.id, NewNotification(NotificationType.MODERATION, measure.id, data=data))


async def get(uow: UnitOfWork, token: str) -> tuple[Measure, str]:
    """Return the measure of that token, and the time zone of whom it concerns. Raises MeasureNotFound."""
    measure = await _find(uow, token, lock=False)
    if measure.person_id is None:
        return measure, (await uow.session.get_one(Community, measure.target_id)).timezone
    return measure, (await uow.session.get_one(User, measure.person_id)).timezone


async def appeal(uow: UnitOfWork, token: str, data: AppealWords) -> None:
    """Object to the measure. Raises MeasureNotFound, AppealClosed."""
    (await _find(uow, token, lock=True)).appeal_against(data.text, uow.now)


async def end_of_community(uow: UnitOfWork, community_id: UUID) -> None:
    """Lift what stood in the way of a community that its last member left."""
    stands = (Measure.kind == MeasureKind.WITHDRAW_COMMUNITY, Measure.target_id == community_id)
    lift = update(Measure).where(*stands, Measure.lifted_at.is_(None)).values(lifted_at=uow.now)
    await uow.session.execute(lift.execution_options(synchronize_session=False))


async def lock(uow: UnitOfWork, measure_id: UUID) -> Measure:
    """Lock the measure. Raises MeasureNotFound."""
    return await fetch_one(
        uow.session, select(Measure).where(Measure.id == measure_id).with_for_update(), MeasureNotFound
    )


def token_of(runtime: Runtime, measure_id: UUID) -> str:
    return runtime.keys.token("dtd_", "measure", measure_id)


def address_of(runtime: Runtime, measure_id: UUID) -> str:
    return f"{runtime.settings.public_base_url}/d/{token_of(runtime, measure_id)}"


async def _stands(uow: UnitOfWork, kind: MeasureKind, target_id: UUID) -> bool:
    return bool(await uow.session.scalar(select(stands(kind, literal(target_id)))))


async def _find(uow: UnitOfWork, token: str, *, lock: bool) -> Measure:
    statement = select(Measure).where(Measure.token_digest == digest(token))
    return await fetch_one(uow.session, statement.with_for_update() if lock else statement, MeasureNotFound)
