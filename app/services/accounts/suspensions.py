"""A request for erasure or a restriction by operators suspends publishing and sharing, at any age."""

from typing import Any

from sqlalchemy import Row, exists, select

from app.core.actor import ME
from app.core.compiled import Compiled
from app.core.uow import UnitOfWork
from app.models.erasures import Erasure
from app.models.reports import MeasureKind
from app.policies.erasures import ErasureAsked
from app.policies.measures import AccountRestricted
from app.services.accounts import measures

SUSPENSIONS = (ErasureAsked, AccountRestricted)
FLAGS = (
    exists().where(Erasure.user_id == ME.id).label("asks_erasure"),
    measures.stands(MeasureKind.RESTRICT, ME.id).label("is_restricted"),
)
_SUSPENDED = Compiled(select(*FLAGS))


async def check(uow: UnitOfWork) -> None:
    """Check that the caller is not suspended. Raises ErasureAsked, AccountRestricted."""
    refuse((await _SUSPENDED.execute(uow.session, {"me": uow.actor.id})).one())


def refuse(row: Row[Any]) -> None:
    """Raise what the FLAGS of a row say."""
    if row.asks_erasure:
        raise ErasureAsked
    if row.is_restricted:
        raise AccountRestricted
