"""Operators and the log of their acts. Every function of an operator begins with `act`, which checks and records."""

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import bindparam, delete, select

from app.core.db import claim, fetch_one
from app.core.errors import NotFound
from app.core.i18n import Words
from app.core.ids import uuid7
from app.core.projections import Json, Projection, shape, wire
from app.core.uow import UnitOfWork
from app.models.operators import AdminAct, AdminVerb, Operator
from app.models.users import User
from app.policies.operators import require_operator
from app.policies.sessions import SIGNED_IN
from app.schemas.operators import AdminActQuery, AdminActRead
from app.services.accounts.second_factors import current

LATEST = 50


class NobodyThere(NotFound):
    title = Words("Aucun compte n’a cette adresse")


class RoleHolder(NamedTuple):
    email: str
    since: str


ACTS = Projection(
    "operators.acts",
    SIGNED_IN,
    shape(AdminAct, AdminActRead, created_at=wire(AdminAct.__table__.c.at)),
    order=(AdminAct.at, AdminAct.id),
    filters={"verb": AdminAct.verb == bindparam("verb")},
)


async def act(uow: UnitOfWork, verb: AdminVerb, target: object = None, reason: str | None = None) -> None:
    """Check that the caller is an operator, and record the act. An account of the machine's shell passes unchecked.

    Raises OperatorsOnly, SecondFactorRequired.
    """
    account = uow.actor.account
    if account is None:
        operator = await uow.session.get(Operator, uow.actor.id)
        require_operator(operator, await current(uow), uow.now)
    target_text = None if target is None else str(target)
    actor = {"actor_id": uow.actor.user_id, "account": account}
    uow.session.add(AdminAct(id=uuid7(), at=uow.now, **actor, verb=verb, target=target_text, reason=reason))


async def search_acts(uow: UnitOfWork, query: AdminActQuery) -> Json:
    await act(uow, AdminVerb.READ_ACTS)
    return await ACTS.show(uow, **query.model_dump(exclude_none=True))


async def latest_acts(uow: UnitOfWork) -> list[AdminAct]:
    await act(uow, AdminVerb.READ_ACTS)
    latest = select(AdminAct).order_by(AdminAct.at.desc(), AdminAct.id.desc()).limit(LATEST)
    return list(await uow.session.scalars(latest))


async def grant_role(uow: UnitOfWork, email: str) -> bool:
    """Make the person an operator. Returns False when they are an operator already. Raises NobodyThere."""
    user_id = await _id_of(uow, email)
    await act(uow, AdminVerb.GRANT_ROLE, user_id)
    return await claim(uow.session, Operator, user_id=user_id, granted_at=uow.now)


async def revoke_role(uow: UnitOfWork, email: str) -> bool:
    """Take back the role. Returns False when the person is no operator. Raises NobodyThere."""
    user_id = await _id_of(uow, email)
    await act(uow, AdminVerb.REVOKE_ROLE, user_id)
    statement = delete(Operator).where(Operator.user_id == user_id).returning(Operator.user_id)
    return await uow.session.scalar(statement) is not None


async def list_holders(uow: UnitOfWork) -> list[RoleHolder]:
    await act(uow, AdminVerb.READ_OPERATORS)
    statement = select(User.email, Operator.granted_at).join(Operator, Operator.user_id == User.id).order_by(User.email)
    return [RoleHolder(email, f"{since:%Y-%m-%d}") for email, since in await uow.session.execute(statement)]


async def _id_of(uow: UnitOfWork, email: str) -> UUID:
    return await fetch_one(uow.session, select(User.id).where(User.email == email), NobodyThere)
