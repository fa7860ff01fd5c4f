"""The check for things that are hidden only for want of a second factor."""

from uuid import UUID

from sqlalchemy import ColumnElement, Select, literal, select

from app.core.uow import Reading, UnitOfWork
from app.models.grants import Grant
from app.models.missions import Mission
from app.policies import responses
from app.policies.grants import awaits_proof
from app.policies.second_factors import SecondFactorRequired


async def check(asking: Reading | UnitOfWork, *scope: ColumnElement[bool]) -> None:
    """Raise SecondFactorRequired when a grant in scope only waits for a proof."""
    await _check(asking, select(Grant.id).where(awaits_proof(asking.actor, literal(asking.now)), *scope))


async def check_review(asking: Reading | UnitOfWork, *scope: ColumnElement[bool]) -> None:
    """Raise SecondFactorRequired when answers to a mission in scope only wait for a proof."""
    await _check(asking, select(Mission.id).where(responses.awaits_proof(asking.actor, literal(asking.now)), *scope))


async def _check(asking: Reading | UnitOfWork, waiting: Select[UUID]) -> None:
    withheld = waiting.limit(1)
    if isinstance(asking, UnitOfWork):
        withheld_id = await asking.session.scalar(withheld)
    else:
        async with asking.database.sessions() as session:
            withheld_id = await session.scalar(withheld)
    if withheld_id is not None:
        raise SecondFactorRequired
