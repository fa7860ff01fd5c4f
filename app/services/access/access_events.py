"""The reading log: who read what of another person's, by which grant and right, when; and its retention."""

from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import DateTime, delete, exists, func, literal_column, select, true, update

from app.core.actor import Actor
from app.core.jobs import Job
from app.core.uow import Runtime, UnitOfWork
from app.models.grants import Accessed, AccessEvent, DepartedReader, Grant, Right
from app.models.security_events import SecurityEventKind
from app.models.users import User
from app.services.shared import security_log

A_MINUTE = timedelta(minutes=1)
LOG_LIFE = timedelta(days=730)  # PostgreSQL enforces it: migrations/versions/20261127_1614_what_is_proved_stays.py
NAME_LIFE = timedelta(days=365)  # after the reader left
AT_ONCE = 2_000
COMMIT_MARGIN = timedelta(hours=1)  # open transactions are committed by then
MANY = 100  # the least number of readings to add up
NEVER = literal_column("'-infinity'", DateTime(timezone=True))


class ForgetReadings(Job):
    pass


class CountReads(Job):
    after: UUID | None = None


class ReadTarget(NamedTuple):
    """What is read: its owner, the grant that allows it (None for a response to a mission), its kind and its id."""

    owner_id: UUID
    grant_id: UUID | None
    target_type: Accessed
    target_id: UUID | None = None


def record(uow: UnitOfWork, target: ReadTarget, right: Right = Right.VIEW) -> None:
    """Add one AccessEvent, which the owner sees at /v1/me/accesses. The caller calls it once for each thing it reads.

    It is part of the read's transaction: without the event, nothing is shown.
    """
    name = select(User.display_name).where(User.id == uow.actor.id).scalar_subquery()
    uow.session.add(AccessEvent(**target._asdict(), reader_id=uow.actor.id, reader_name=name, right=right, at=uow.now))


async def record_download(uow: UnitOfWork, owner_id: UUID, export_id: UUID) -> None:
    """Add one AccessEvent for the requests of a minute: a phone may fetch the archive in pieces."""
    conditions = (AccessEvent.target_type == Accessed.EXPORT, AccessEvent.target_id == export_id)
    lately = exists().where(AccessEvent.owner_id == owner_id, AccessEvent.at > uow.now - A_MINUTE, *conditions)
    if not await uow.session.scalar(select(lately)):
        target = ReadTarget(owner_id, None, Accessed.EXPORT, export_id)
        uow.session.add(AccessEvent(**target._asdict(), reader_id=None, right=Right.DOWNLOAD, at=uow.now))
        security_log.record(uow, SecurityEventKind.EXPORT_FETCHED, Actor(owner_id))


async def depart(uow: UnitOfWork, reader: User) -> None:
    """Keep the name of a reader who left in the logs of the owners, for a while.

    Readers without readings are dropped.
    """
    if await uow.session.scalar(select(exists().where(AccessEvent.reader_id == reader.id))):
        fields = {"user_id": reader.id, "address_mac": address_mac(uow.runtime, reader.email), "left_at": uow.now}
        await uow.session.merge(DepartedReader(**fields))


async def forget(uow: UnitOfWork) -> None:
    """Delete readings after their term, and the names of readers who left long ago.

    A reading stays as long as it may name a departed reader. The older of two clocks counts: PostgreSQL refuses to
    delete
    what its own clock keeps.
    """
    until = func.least(uow.now, func.now())
    leaving = exists().where(
        DepartedReader.user_id == AccessEvent.reader_id, DepartedReader.left_at > until - NAME_LIFE
    )
    old = (
        select(AccessEvent.id)
        .where(AccessEvent.at <= until - LOG_LIFE, ~leaving)
        .order_by(AccessEvent.at)
        .limit(AT_ONCE)
    )
    deletion = await uow.session.execute(delete(AccessEvent).where(AccessEvent.id.in_(old)).returning(AccessEvent.id))
    long_ago = DepartedReader.left_at <= until - NAME_LIFE
    statement = select(AccessEvent.id).join(DepartedReader, DepartedReader.user_id == AccessEvent.reader_id)
    portion = statement.where(long_ago).limit(AT_ONCE)
    clearing = update(AccessEvent).where(AccessEvent.id.in_(portion)).values(reader_id=None, reader_name=None)
    cleared_rows = await uow.session.execute(
        clearing.returning(AccessEvent.id).execution_options(synchronize_session=False)
    )
    still = exists().where(AccessEvent.reader_id == DepartedReader.user_id)
    await uow.session.execute(delete(DepartedReader).where(long_ago, ~still))
    if AT_ONCE in {len(deletion.all()), len(cleared_rows.all())}:
        uow.enqueue(ForgetReadings())


def address_mac(runtime: Runtime, address: str) -> bytes:
    """Recognise the same address again, without revealing it."""
    return runtime.keys.mac("departed reader", address)


async def count_reads(uow: UnitOfWork, after: UUID | None = None) -> None:
    """Add older readings to `views` of each grant. Reads add the latest readings only."""
    until = func.least(uow.now, func.now()) - COMMIT_MARGIN  # a fast clock would leave readings out
    conditions = (Grant.token_digest.is_(None), Grant.id > after if after else true())
    rows = (await uow.session.scalars(select(Grant.id).where(*conditions).order_by(Grant.id).limit(AT_ONCE))).all()
    is_new = (AccessEvent.grant_id == Grant.id, AccessEvent.at > func.coalesce(Grant.views_until, NEVER))
    new = select(func.count()).where(*is_new, AccessEvent.at <= until).correlate(Grant).scalar_subquery()
    many = select(Grant.id).where(Grant.id.in_(rows), new >= MANY).order_by(Grant.id).with_for_update(skip_locked=True)
    grants = (await uow.session.scalars(many)).all()
    statement = update(Grant).where(Grant.id.in_(grants)).values(views=Grant.views + new, views_until=until)
    await uow.session.execute(statement.execution_options(synchronize_session=False))
    if len(rows) == AT_ONCE:
        uow.enqueue(CountReads(after=rows[-1]))
