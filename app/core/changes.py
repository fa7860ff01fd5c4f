"""The change feed: what a phone that was away needs to hear, in the order in which it became true.

One sequence per person, taken under the lock of that person's `feeds` row at the end of the transaction: whoever holds
it commits before the next one gets a number, so that a reader who has seen number n can never meet a smaller one later.
Only the last change of a thing is kept; its row moves to the end of the feed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Select, func, literal, select, text, union_all, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

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


class Feed(Base):
    __tablename__ = "feeds"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    seq: Mapped[int] = mapped_column(default=0)
    floor: Mapped[int] = mapped_column(default=0)  # tombstones up to here are forgotten: a cursor before it is too old


class Change(Base):
    __tablename__ = "changes"
    __table_args__ = (
        Index(None, "user_id", "seq", unique=True),
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


RECORD = text("""
with bump as (update feeds set seq = seq + :many where user_id = :user_id returning seq - :many as before)
insert into changes (user_id, type, entity_id, seq, version, deleted, changed_at)
select :user_id, type, entity_id, before + n, version, deleted, :now
from bump,
  unnest(cast(:types as text[]), cast(:ids as uuid[]), cast(:versions as bigint[]), cast(:deleted as boolean[]))
  with ordinality as one(type, entity_id, version, deleted, n)
on conflict (user_id, type, entity_id) do update
  set seq = excluded.seq, version = excluded.version, deleted = excluded.deleted, changed_at = excluded.changed_at
""")


async def record(session: AsyncSession, changes: Sequence[Changed], now: datetime) -> None:
    """Write them to the feeds of their people, in one order of people for everybody, so that none wait in a circle."""
    last = {(one.user_id, one.type, one.entity_id): one for one in changes}.values()
    for user_id in sorted({one.user_id for one in last}):
        mine = [one for one in last if one.user_id == user_id]
        values = {
            "types": [str(one.type) for one in mine],
            "ids": [one.entity_id for one in mine],
            "versions": [one.version for one in mine],
            "deleted": [one.deleted for one in mine],
        }
        await session.execute(RECORD, values | {"user_id": user_id, "many": len(mine), "now": now})


async def record_all(session: AsyncSession, told: Sequence[Select[UUID, str, UUID, int]], now: datetime) -> None:
    """The same for all that is selected, of however many people: theirs, what kind, which one, which version."""
    rows = union_all(*told).subquery("told")
    people = select(Feed.user_id).where(Feed.user_id.in_(select(rows.c[0])))
    locked = people.order_by(Feed.user_id).with_for_update().cte("locked")
    await session.execute(select(func.count()).select_from(locked))
    many = select(rows.c[0].label("user_id"), func.count().label("many")).group_by(rows.c[0]).subquery("many")
    numbered = (
        update(Feed)
        .where(Feed.user_id == many.c.user_id)
        .values(seq=Feed.seq + many.c.many)
        .returning(Feed.user_id, (Feed.seq - many.c.many).label("before"))
        .cte("numbered")
    )
    seq = numbered.c.before + func.row_number().over(partition_by=rows.c[0])
    values = (*rows.c, seq, literal(value=False), literal(now, Change.changed_at.type))
    said = select(*values).join_from(rows, numbered, numbered.c.user_id == rows.c[0])
    made = insert(Change).from_select(NAMES, said, include_defaults=False)
    last = {name: made.excluded[name] for name in ("seq", "version", "deleted", "changed_at")}
    await session.execute(made.on_conflict_do_update(index_elements=Change.__table__.primary_key, set_=last))


NAMES = ("user_id", "type", "entity_id", "version", "seq", "deleted", "changed_at")
