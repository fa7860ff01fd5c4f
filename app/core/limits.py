"""Limits live in the database, per target and per source: they survive restarts and hold across servers.

`count_failures` counts wrong guesses only. `hit` counts attempts that are neither right nor wrong, such as a mail.
"""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from weakref import WeakValueDictionary

from sqlalchemy import Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Base
from app.core.errors import Problem, TooMany
from app.core.uow import Runtime, UnitOfWork


class Limit(Base):
    """The number of attempts in the window that ends at `ends_at`. Keys are hashed: no address is stored."""

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


# A window ends at most one length from now: a window begun by a fast clock refuses nobody for longer.
HIT = """
insert into limits as l (key, used, ends_at) values ($1, 1, $2::timestamptz + $3)
on conflict (key) do update set used = case when l.ends_at <= $2 then 1 else l.used + 1 end,
  ends_at = case when l.ends_at <= $2 then excluded.ends_at else least(l.ends_at, excluded.ends_at) end
returning used, ends_at
"""
USED = "select key, used, ends_at from limits where key = any($1) and ends_at > $2"
_TURNS: WeakValueDictionary[bytes, asyncio.Lock] = WeakValueDictionary()


async def hit(runtime: Runtime, rule: Rule, target: object, now: datetime) -> int:
    """Count one attempt, whether or not the transaction around it commits. Returns what is left. Raises TooMany."""
    row = await runtime.database.counts.fetchrow(HIT, _key(rule, target), now, rule.window)
    if row is not None and row["used"] > rule.most:
        raise TooMany(max(1, ceil((row["ends_at"] - now).total_seconds())), rule.name)
    return rule.most - (0 if row is None else int(row["used"]))


async def passes(uow: UnitOfWork, rule: Rule, target: object) -> bool:
    """Count one attempt if the transaction commits, and tell whether it is within the limit.

    For actions that are skipped silently: nothing counts as done that was not. A concurrent transaction waits.
    """
    result = await (await uow.session.connection()).exec_driver_sql(HIT, (_key(rule, target), uow.now, rule.window))
    return bool(result.scalar_one() <= rule.most)


async def check(runtime: Runtime, rule: Rule, target: object) -> None:
    """Count nothing. Raises TooMany once the ceiling is reached."""
    await _look(runtime, ((rule, target),))


async def is_reached(runtime: Runtime, rule: Rule, target: object) -> bool:
    """Tell whether the ceiling is reached. Count nothing."""
    try:
        await check(runtime, rule, target)
    except TooMany:
        return True
    return False


@asynccontextmanager
async def count_failures(runtime: Runtime, failure: type[Problem], *limits: tuple[Rule, object]) -> AsyncIterator[None]:
    """Count only what ends in `failure`. Raises TooMany once a ceiling is reached.

    The first limit should be the narrowest: its guesses take turns in this process, so that concurrent guesses get no
    more tries than sequential ones. Concurrent right guesses are all accepted. The failure
    carries `attempts_left` of the first limit.
    """
    turns = _TURNS.setdefault(_key(*limits[0]), asyncio.Lock())
    async with turns:
        await _look(runtime, limits)
        try:
            yield
        except failure as problem:
            left = [await hit(runtime, rule, target, runtime.clock()) for rule, target in limits]
            problem.extensions["attempts_left"] = left[0]
            raise


async def _look(runtime: Runtime, limits: tuple[tuple[Rule, object], ...]) -> None:
    keys, now = [_key(*limit) for limit in limits], runtime.clock()
    rows = {row["key"]: row for row in await runtime.database.counts.fetch(USED, keys, now)}
    for (rule, _), key in zip(limits, keys, strict=True):
        used, ends_at = (rows[key]["used"], rows[key]["ends_at"]) if key in rows else (0, now + rule.window)
        if used >= rule.most:
            raise TooMany(max(1, ceil((ends_at - now).total_seconds())), rule.name)


async def has_hit(runtime: Runtime, rule: Rule, target: object) -> bool:
    """Tell whether an attempt was counted in the present window."""
    return bool(await runtime.database.counts.fetch(USED, [_key(rule, target)], runtime.clock()))


async def hits(runtime: Runtime, rule: Rule, targets: Sequence[object]) -> Sequence[object]:
    """Return the targets for which an attempt was counted in the present window."""
    keys = {_key(rule, target): target for target in targets}
    return [keys[row["key"]] for row in await runtime.database.counts.fetch(USED, list(keys), runtime.clock())]


async def refund(runtime: Runtime, rule: Rule, target: object) -> None:
    """Take one attempt back, and only one: another request may be counting at the same time."""
    statement = "update limits set used = used - 1 where key = $1 and used > 0"
    await runtime.database.counts.fetch(statement, _key(rule, target))


def _key(rule: Rule, target: object) -> bytes:
    return hashlib.sha256(repr((rule.name, target)).encode()).digest()
