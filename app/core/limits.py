"""Limits live in the database, per target and per source: a restart or a second server forgets nothing."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from sqlalchemy import Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base
from app.core.errors import TooMany
from app.core.uow import Runtime, UnitOfWork


class Limit(Base):
    """How often something was tried in the window that ends at `ends_at`. Keys are hashed: no address is stored."""

    __tablename__ = "limits"
    __table_args__ = (Index(None, "ends_at"),)

    key: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    used: Mapped[int]
    ends_at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class Rule:
    name: str
    most: int
    window: timedelta


# A window ends at the latest a whole one from now: one that began by a clock that was ahead refuses nobody for longer.
HIT = """
insert into limits as l (key, used, ends_at) values ($1, 1, $2::timestamptz + $3)
on conflict (key) do update set used = case when l.ends_at <= $2 then 1 else l.used + 1 end,
  ends_at = case when l.ends_at <= $2 then excluded.ends_at else least(l.ends_at, excluded.ends_at) end
returning used, ends_at
"""


async def hit(runtime: Runtime, rule: Rule, target: object, now: datetime) -> None:
    """Count one attempt, whatever becomes of the transaction around it. Raises TooMany."""
    row = await runtime.database.counts.fetchrow(HIT, _key(rule, target), now, rule.window)
    if row is not None and row["used"] > rule.most:
        raise TooMany(max(1, ceil((row["ends_at"] - now).total_seconds())))


async def passes(uow: UnitOfWork, rule: Rule, target: object) -> bool:
    """The same, for what is passed over without a word: counted if the transaction around it commits, and only then,
    so that nothing counts as done that was not. Another transaction waits to know."""
    counted = await (await uow.session.connection()).exec_driver_sql(HIT, (_key(rule, target), uow.now, rule.window))
    return bool(counted.scalar_one() <= rule.most)


async def forgive(runtime: Runtime, rule: Rule, target: object) -> None:
    """Forget the attempts: it was the right person after all."""
    await runtime.database.counts.fetch("delete from limits where key = $1", _key(rule, target))


async def refund(runtime: Runtime, rule: Rule, target: object) -> None:
    """Take one attempt back, and no others: somebody else may be guessing at the same time."""
    less = "update limits set used = used - 1 where key = $1 and used > 0"
    await runtime.database.counts.fetch(less, _key(rule, target))


def _key(rule: Rule, target: object) -> bytes:
    return hashlib.sha256(repr((rule.name, target)).encode()).digest()
