"""What is not shown for want of a second factor, and nothing else: then the answer says so."""

from sqlalchemy import ColumnElement, literal, select

from app.core.uow import Reading, UnitOfWork
from app.models.grants import Grant
from app.policies.grants import awaits_proof
from app.policies.second_factors import SecondFactorRequired


async def check(asking: Reading | UnitOfWork, *scope: ColumnElement[bool]) -> None:
    """Raises SecondFactorRequired when a grant in scope waits for a proof alone."""
    withheld = select(Grant.id).where(awaits_proof(asking.actor, literal(asking.now)), *scope).limit(1)
    if isinstance(asking, UnitOfWork):
        found = await asking.session.scalar(withheld)
    else:
        async with asking.database.sessions() as session:
            found = await session.scalar(withheld)
    if found is not None:
        raise SecondFactorRequired
