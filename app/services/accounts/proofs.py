"""The check for things that are hidden only for want of a second factor."""

from sqlalchemy import ColumnElement, literal, select

from app.core.uow import Reading, UnitOfWork
from app.models.grants import Grant
from app.policies.grants import awaits_proof
from app.policies.second_factors import SecondFactorRequired


async def check(asking: Reading | UnitOfWork, *scope: ColumnElement[bool]) -> None:
    """Raise SecondFactorRequired when a grant in scope only waits for a proof."""
    withheld = select(Grant.id).where(awaits_proof(asking.actor, literal(asking.now)), *scope).limit(1)
    if isinstance(asking, UnitOfWork):
        grant_id = await asking.session.scalar(withheld)
    else:
        async with asking.database.sessions() as session:
            grant_id = await session.scalar(withheld)
    if grant_id is not None:
        raise SecondFactorRequired
