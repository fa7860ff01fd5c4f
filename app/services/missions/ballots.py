"""Ballots: votes on proposals."""

from app.core.uow import UnitOfWork
from app.models.proposals import Proposal


async def passed_over(_uow: UnitOfWork, _proposal: Proposal) -> bool:
    """Whether a vote on the proposals of its mission was counted, and did not choose it."""
    return False
