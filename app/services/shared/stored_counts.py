"""The upkeep of stored counts, in portions of people: for `communities/tree_counts.py` and `missions/tallies.py`."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, ColumnElement, Uuid, bindparam, func, literal_column, select
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.types import TypeEngine

from app.core.ids import GREATEST_ID, LEAST_ID
from app.core.uow import UnitOfWork
from app.models.users import User

PLUS, MINUS = literal_column("1", BigInteger()), literal_column("-1", BigInteger())
# A limit keeps PostgreSQL from joining the people of a portion with all rows, which a plan for any number does.
ALL_ROWS = literal_column("100000", BigInteger())
LEAST, GREATEST = (literal_column(f"'{end}'::uuid", Uuid()) for end in (LEAST_ID, GREATEST_ID))


async def count_portions(uow: UnitOfWork, lock: int, portion: Callable[[UnitOfWork], Awaitable[bool]]) -> None:
    """Count portions, each in a transaction of its own, as long as it returns True and no other job holds the lock."""
    has_rest = True
    while has_rest:
        async with uow.runtime.work(uow.actor) as work:
            is_free = await work.session.scalar(select(func.pg_try_advisory_xact_lock(lock)))
            has_rest = is_free is True and await portion(work)


async def lock_changed(uow: UnitOfWork, user_id: InstrumentedAttribute[UUID], limit: int) -> Sequence[UUID]:
    """Keep people who changed from being deleted. People whose account is locked are left out."""
    people = select(user_id).distinct().limit(limit)
    statement = select(User.id).where(User.id.in_(people)).with_for_update(key_share=True, read=True, skip_locked=True)
    return (await uow.session.scalars(statement)).all()


async def lock_people(uow: UnitOfWork, users: Iterable[UUID]) -> None:
    """Keep these people from being deleted until the end of the transaction."""
    await uow.session.execute(select(User.id).where(User.id.in_(users)).with_for_update(key_share=True, read=True))


def array_bind(name: str, kind: TypeEngine[Any]) -> ColumnElement[Any]:
    return bindparam(name, type_=ARRAY(kind))
