"""A request for erasure or a restriction by operators suspends publishing and sharing, at any age."""

from sqlalchemy import Uuid, bindparam, select

from app.core.compiled import Compiled
from app.core.uow import UnitOfWork
from app.models.erasures import Erasure
from app.models.reports import MeasureKind
from app.policies.erasures import ErasureAsked
from app.policies.measures import AccountRestricted
from app.services.accounts import measures

SUSPENSIONS = (ErasureAsked, AccountRestricted)


_ME = bindparam("me", type_=Uuid())
_SUSPENDED = Compiled(
    select(
        select(Erasure.user_id).where(Erasure.user_id == _ME).exists().label("asks_erasure"),
        measures.stands(MeasureKind.RESTRICT, _ME).label("is_restricted"),
    )
)


async def check(uow: UnitOfWork) -> None:
    """Check that the caller is not suspended. Raises ErasureAsked, AccountRestricted."""
    row = (await _SUSPENDED.execute(uow.session, {"me": uow.actor.id})).one()
    if row.asks_erasure:
        raise ErasureAsked
    if row.is_restricted:
        raise AccountRestricted
