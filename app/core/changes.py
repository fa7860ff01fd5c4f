"""The change log: what a phone that was away needs to hear, in the order of commits.

Each person has one sequence. A number is taken under the lock of the person's `feeds` row at the end of the
transaction. The holder of the lock commits before the next number is given, so a reader who has seen number n never
meets a smaller one later. The log keeps only the last change of each thing; its row moves to the end.

Services say what changed; triggers note it for tables that many statements write to, also by cascade (migration 4810).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    ForeignKey,
    Index,
    Select,
    Subquery,
    Text,
    Uuid,
    column,
    func,
    literal,
    literal_column,
    select,
    text,
    union_all,
    update,
)
from sqlalchemy.dialects.postgresql import distinct_on, insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import TypeEngine

from app.core.compiled import run
from app.core.db import Base


class Kind(StrEnum):
    EXPERIENCE = "experience"
    MEDIA = "media"
    JOURNAL = "journal"
    STORY = "story"
    GRANT = "grant"
    TALENT = "talent"
    MISSION = "mission"
    RESPONSE = "response"
    PORTRAIT = "portrait"
    USER = "user"
    NOTIFICATION = "notification"
    MEMBERSHIP = "membership"
    GRANT_REQUEST = "grant_request"
    COMMENT = "comment"
    ENDORSEMENT = "endorsement"
    PROPOSAL = "proposal"
    PROGRAMME = "programme"


class ChangeLog(Base):
    __tablename__ = "feeds"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    seq: Mapped[int] = mapped_column(default=0)
    floor: Mapped[int] = mapped_column(default=0)  # tombstones up to here are forgotten: a cursor before it is too old


class Change(Base):
    __tablename__ = "changes"
    __table_args__ = (
        Index(None, "user_id", "seq", unique=True),
        Index(None, "user_id", "type", "seq"),
        Index("ix_changes_tombstones", "changed_at", postgresql_where="deleted"),
    )

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    type: Mapped[Kind] = mapped_column(primary_key=True)
    entity_id: Mapped[UUID] = mapped_column(primary_key=True)
    seq: Mapped[int]
    version: Mapped[int]
    deleted: Mapped[bool]
    changed_at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class Changed:
    user_id: UUID
    type: Kind
    entity_id: UUID
    version: int
    deleted: bool = False


async def are_noted(session: AsyncSession) -> bool:
    """Tell whether triggers noted changes in this transaction."""
    return bool(await session.scalar(NOTES))


async def record(session: AsyncSession, changes: Sequence[Changed], now: datetime) -> None:
    """Record the listed changes and those that triggers noted, for any number of people.

    Several changes of one thing become one: its latest version, with a deletion before any other change. All logs are
    locked at once, in the order of user ids, to avoid deadlocks.
    """
    last = {(change.user_id, change.type, change.entity_id): change for change in changes}.values()
    columns = ([getattr(change, name) for change in last] for name in COLUMNS)
    await run(session, RECORD, *columns, now)


async def record_all(
    session: AsyncSession, changes: Sequence[Changed], selections: Sequence[Select[UUID, str, UUID, int]], now: datetime
) -> None:
    """Record all selected rows (person, kind, id, version) with them, as `record` does."""
    rows = _distinct(changes, selections)
    people = select(ChangeLog.user_id).where(ChangeLog.user_id.in_(select(rows.c.user_id)))
    subquery = people.order_by(ChangeLog.user_id).with_for_update().cte("locked")
    await session.execute(select(func.count()).select_from(subquery))
    many = select(rows.c.user_id, func.count().label("many")).group_by(rows.c.user_id).subquery("many")
    numbers = (
        update(ChangeLog)
        .where(ChangeLog.user_id == many.c.user_id)
        .values(seq=ChangeLog.seq + many.c.many)
        .returning(ChangeLog.user_id, (ChangeLog.seq - many.c.many).label("before"))
        .cte("numbered")
    )
    seq = numbers.c.before + func.row_number().over(partition_by=rows.c.user_id)
    values = (*rows.c, seq, literal(now, Change.changed_at.type))
    numbered_rows = select(*values).join_from(rows, numbers, numbers.c.user_id == rows.c.user_id)
    statement = insert(Change).from_select([*COLUMNS, "seq", "changed_at"], numbered_rows, include_defaults=False)
    last = {name: statement.excluded[name] for name in ("seq", "version", "deleted", "changed_at")}
    await session.execute(statement.on_conflict_do_update(index_elements=Change.__table__.primary_key, set_=last))


def _distinct(changes: Sequence[Changed], selections: Sequence[Select[UUID, str, UUID, int]]) -> Subquery:
    """Return one row for each thing of each person."""
    last = {(change.user_id, change.type, change.entity_id): change for change in changes}.values()
    arrays = (literal([getattr(change, name) for change in last], ARRAY(kind)) for name, kind in COLUMNS.items())
    columns = (column(name, kind) for name, kind in COLUMNS.items())
    entities = func.unnest(*arrays).table_valued(*columns, name="listed").render_derived()
    selections_of_entities = (select(*selection.subquery().c, literal(value=False)) for selection in selections)
    rows = union_all(select(*entities.c), NOTED_ROWS, *selections_of_entities).subquery("rows")
    key = (rows.c.user_id, rows.c.type, rows.c.entity_id)
    return select(rows).ext(distinct_on(*key)).order_by(*key, rows.c.deleted.desc(), rows.c.version.desc()).subquery()


COLUMNS: dict[str, TypeEngine[Any]] = {
    "user_id": Uuid(),
    "type": Text(),
    "entity_id": Uuid(),
    "version": BigInteger(),
    "deleted": Boolean(),
}
# What triggers noted, a line each. The last of several notes on one thing is right.
NOTES = select(func.current_setting("daytripper.changes", literal_column("true")))
NOTED_TEXT = """
select distinct on (1, 2, 3) split_part(note, ' ', 1)::uuid as user_id, split_part(note, ' ', 2) as type,
  split_part(note, ' ', 3)::uuid as entity_id, split_part(note, ' ', 4)::bigint as version,
  split_part(note, ' ', 5) = '1' as deleted
from string_to_table(current_setting('daytripper.changes', true), E'\\n') with ordinality as lines(note, n)
where note <> '' order by 1, 2, 3, n desc
"""
NOTED_ROWS = select(text(NOTED_TEXT).columns(**COLUMNS).subquery("noted"))
RECORD = f"""
with rows as (
  select distinct on (user_id, type, entity_id) * from (
    select * from unnest($1::uuid[], $2::text[], $3::uuid[], $4::bigint[], $5::boolean[])
      as listed(user_id, type, entity_id, version, deleted)
    union all select * from ({NOTED_TEXT}) as noted
  ) as both_kinds order by user_id, type, entity_id, deleted desc, version desc
), locked as (
  select from feeds where user_id in (select user_id from rows) order by user_id for update
), numbered as (
  update feeds set seq = seq + many from (select user_id, count(*) as many from rows group by 1) as counts
  where feeds.user_id = counts.user_id and (select count(*) from locked) >= 0
  returning feeds.user_id, feeds.seq - many as before
)
insert into changes (user_id, type, entity_id, seq, version, deleted, changed_at)
select user_id, type, entity_id, before + row_number() over (partition by user_id), version, deleted, $6
from rows join numbered using (user_id)
on conflict (user_id, type, entity_id) do update
  set seq = excluded.seq, version = excluded.version, deleted = excluded.deleted, changed_at = excluded.changed_at
"""  # noqa: S608  our own words
