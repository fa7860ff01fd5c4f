"""What is over is forgotten after its term: accesses, requests for them, guardianships, memberships, decided flags."""

from datetime import timedelta

from sqlalchemy import ColumnElement, delete, exists, func, or_, select, tuple_

from app.core.changes import Kind
from app.core.db import Base
from app.core.jobs import Job
from app.core.uow import UnitOfWork
from app.models.flags import Flag, Hiding
from app.models.grant_requests import GrantRequest, RequestState
from app.models.grants import Grant, LinkDay
from app.models.guardians import Guardianship, GuardianshipState
from app.models.memberships import Membership
from app.models.reports import Measure, MeasureKind

ACCESSES = timedelta(days=730)  # as long as the readings through them
AGREEMENTS = timedelta(days=365)  # PostgreSQL holds it too: migrations/versions/20261127_1614_what_is_proved_stays.py
MEMBERSHIPS = timedelta(days=365)
DECISIONS = timedelta(days=365)
AT_ONCE = 1_000


class ForgetEnded(Job):
    pass


async def forget(uow: UnitOfWork) -> None:
    """A portion of each; another job goes on while there may be more."""
    over = {
        GrantRequest: _requests(uow),
        LinkDay: LinkDay.day <= (uow.now - ACCESSES).date(),
        Guardianship: _agreements(uow),
        Membership: (Membership.ended_at <= uow.now - MEMBERSHIPS) & Membership.barred_at.is_(None),
        Flag: Flag.decided_at <= uow.now - DECISIONS,
        Hiding: Hiding.lifted_at <= uow.now - DECISIONS,
        Measure: _measures(uow),
    }
    gone = [await _forget_accesses(uow), *[await _forget(uow, table, condition) for table, condition in over.items()]]
    if AT_ONCE in gone:
        uow.enqueue(ForgetEnded())


async def _forget_accesses(uow: UnitOfWork) -> int:
    """Their owners' devices hear of it."""
    until = uow.now - ACCESSES
    statement = select(Grant).where(or_(Grant.revoked_at <= until, Grant.ends_at <= until))
    grants = (await uow.session.scalars(statement.limit(AT_ONCE).with_for_update(skip_locked=True))).all()
    for grant in grants:
        uow.changed(grant.owner_id, Kind.GRANT, grant.id, grant.version + 1, deleted=True)
    await uow.session.execute(delete(Grant).where(Grant.id.in_([grant.id for grant in grants])))
    return len(grants)


def _requests(uow: UnitOfWork) -> ColumnElement[bool]:
    """As long as what was given on them."""
    answered = (GrantRequest.state != RequestState.PENDING) & (GrantRequest.updated_at <= uow.now - ACCESSES)
    return answered & ~exists().where(Grant.request_id == GrantRequest.id)


def _agreements(uow: UnitOfWork) -> ColumnElement[bool]:
    """Ended, declined, or never answered. By the older of two clocks: PostgreSQL goes by its own."""
    until = func.least(uow.now, func.now()) - AGREEMENTS
    over = func.coalesce(Guardianship.ended_at, Guardianship.answered_at, Guardianship.asked_at) < until
    return (Guardianship.asked_at < until) & (Guardianship.state != GuardianshipState.ACTIVE) & over


def _measures(uow: UnitOfWork) -> ColumnElement[bool]:
    """Lifted; or of an access that was ended, which does not stand for anything, and not objected to since."""
    until = uow.now - DECISIONS
    ended = (Measure.kind == MeasureKind.END_GRANT) & (Measure.taken_at <= until)
    answered = Measure.appealed_at.is_(None) | (Measure.answered_at <= until)
    return or_(Measure.lifted_at <= until, ended) & answered


async def _forget(uow: UnitOfWork, table: type[Base], condition: ColumnElement[bool]) -> int:
    key = tuple_(*table.__table__.primary_key)
    statement = select(*table.__table__.primary_key).where(condition).limit(AT_ONCE).with_for_update(skip_locked=True)
    gone = delete(table).where(key.in_(statement)).returning(*table.__table__.primary_key)
    return len((await uow.session.execute(gone.execution_options(synchronize_session=False))).all())
